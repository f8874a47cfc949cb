"""How school and partner see their partnership, blind to each other until both have said it (C5)."""

from services.partners.domain.evaluation import evaluation_rules
from services.partners.domain.evaluation.agenda import dates, due, needs
from services.partners.domain.evaluation.events import (
    EvaluationCancelled,
    EvaluationCompleted,
    EvaluationEvent,
    EvaluationExtended,
    EvaluationOpened,
    EvaluationOverdue,
    EvaluationPartnerInvited,
    EvaluationReflected,
    EvaluationReminded,
    EvaluationViewSealed,
    Frame,
    Seal,
)
from services.partners.domain.evaluation.state import Evaluation
from shared.decider import Decider, changes, rules
from shared.events import Audience, Command


def _opened(event: EvaluationOpened) -> Evaluation:
    return Evaluation(frame=Frame.model_validate(event.model_dump()), since=event.since)


def _invited(evaluation: Evaluation, event: EvaluationPartnerInvited) -> Evaluation:
    return evaluation.but(invited=tuple(dict.fromkeys((*evaluation.invited, event.person))))


def _sealed(evaluation: Evaluation, event: EvaluationViewSealed) -> Evaluation:
    return evaluation.but(seals=(*evaluation.seals, Seal.model_validate(event.model_dump())))


def _extended(evaluation: Evaluation, event: EvaluationExtended) -> Evaluation:
    frame = evaluation.frame.but(due_on=event.due_on)
    return evaluation.but(frame=frame, since=event.since, reminded=None, overdue=False)


def _completed(evaluation: Evaluation, event: EvaluationCompleted) -> Evaluation:
    result = {"views": event.views, "differences": event.differences, "one_sided": event.one_sided}
    return evaluation.but(status="completed", **result)


EVALUATION: Decider[Evaluation, Command, EvaluationEvent] = Decider(
    name="evaluation",
    state=Evaluation,
    events=EvaluationEvent,
    decide=rules("evaluation", evaluation_rules.CREATING, evaluation_rules.CHANGING),
    evolve=changes(
        _opened,
        {
            EvaluationPartnerInvited: _invited,
            EvaluationViewSealed: _sealed,
            EvaluationReminded: lambda old, e: old.but(reminded=e.days),
            EvaluationOverdue: lambda old, _: old.but(overdue=True),
            EvaluationExtended: _extended,
            EvaluationCompleted: _completed,
            EvaluationCancelled: lambda old, _: old.but(status="cancelled"),
            EvaluationReflected: lambda old, e: old.but(reflections=(*old.reflections, e.reflection)),
        },
    ),
    audience=lambda evaluation, _: Audience(partners=(evaluation.frame.organisation,)),
    due=due,
    needs=needs,
    dates=dates,
    fold=2,
)

__all__ = ["EVALUATION", "Evaluation", "EvaluationEvent"]
