"""The rules of an evaluation: one function per command (C5)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from services.partners.domain.evaluation.agenda import next_reminder, overdue_at, reminder_at
from services.partners.domain.evaluation.commands import (
    CancelEvaluation,
    CloseWithOneView,
    ExtendEvaluation,
    InviteEvaluator,
    MarkOverdue,
    Opened,
    OpenEvaluation,
    RecordReflection,
    RemindEvaluators,
    SubmitView,
)
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
    Judged,
    Seal,
    Side,
    Subject,
)
from services.partners.domain.evaluation.scoring import View, attainment, differences, seal_digest, total
from services.partners.domain.evaluation.state import Evaluation
from services.partners.domain.line import LINE
from services.partners.domain.values import must_be_due
from shared.days import day_in
from shared.events import Actor, Command
from shared.refusals import NotFound, Refused


def _open(command: OpenEvaluation, now: datetime) -> list[EvaluationEvent]:
    if command.instrument_status != "published":
        raise Refused(
            "instrument-not-published",
            f"The instrument is {command.instrument_status}.",
            mend="Use one that the alliance has published.",
        )
    if command.programme_status not in ("running", "evaluated"):
        raise Refused(
            "programme-not-carried-out",
            f"The programme is {command.programme_status}; there is nothing to evaluate.",
            mend="Evaluate a programme that is being carried out.",
        )
    today = day_in(command.zone, now)
    if command.ends_on < command.starts_on or command.starts_on > today:
        raise Refused(
            "nothing-to-evaluate-yet",
            "The period has no day behind us.",
            mend="Give a period that began today or earlier.",
        )
    _due_later(command.due_on, today)
    return [EvaluationOpened.model_validate(command.model_dump() | {"since": today})]


def _due_later(due_on: Any, today: Any) -> None:
    if due_on < today:
        raise Refused("due-in-the-past", "The last day to score is over already.", mend="Give today or a later day.")


def _invite(evaluation: Evaluation, command: InviteEvaluator, _now: datetime) -> list[EvaluationEvent]:
    _must_be_open(evaluation)
    _not_scored(evaluation, "partner")
    return [EvaluationPartnerInvited(organisation=evaluation.frame.organisation, person=command.person)]


def _submit(evaluation: Evaluation, command: SubmitView, _now: datetime) -> list[EvaluationEvent]:
    _may_speak(evaluation, command.side, command.by)
    _must_be_open(evaluation)
    _not_scored(evaluation, command.side)
    _whole_and_on_scale(evaluation.frame, command.view)
    seal = Seal(side=command.side, by=command.by.id, seal=command.seal, digest=seal_digest(command.nonce, command.view))
    sealed = EvaluationViewSealed(organisation=evaluation.frame.organisation, **seal.model_dump())
    other = next((given for given in evaluation.seals if given.side != command.side), None)
    if other is None:
        return [sealed]
    own = _judged(evaluation.frame, seal, Opened(view=command.view, nonce=command.nonce))
    return [sealed, _completed(evaluation, own, _out_of(evaluation.frame, other, command.other))]


def _may_speak(evaluation: Evaluation, side: Side, actor: Actor) -> None:
    if side == "partner":
        if actor.organisation != evaluation.frame.organisation:
            raise NotFound("evaluation")
    elif not actor.roles & set(LINE):
        raise Refused(
            "not-of-the-line", "Only the coordination line scores for the school.", mend="Ask the coordinator to score."
        )


def _not_scored(evaluation: Evaluation, side: Side) -> None:
    if evaluation.seal_of(side):
        raise Refused("scored-already", f"The {side} has scored already.", mend="Nothing has to be done.", side=side)


def _whole_and_on_scale(frame: Frame, view: View) -> None:
    asked = sorted(criterion.code for criterion in frame.criteria)
    if sorted(score.criterion for score in view.scores) != asked:
        raise Refused(
            "criteria-not-met", "Not each criterion is scored once.", mend=f"Score each of: {', '.join(asked)}."
        )
    scale = frame.scale
    if any(not scale.least <= score.points <= scale.most for score in view.scores):
        raise Refused(
            "off-the-scale", "A score is off the scale.", mend=f"Give points from {scale.least} to {scale.most}."
        )


def _out_of(frame: Frame, seal: Seal, opened: Opened | None) -> Judged:
    """The view that was sealed, and no other. `other-view-sealed` asks the use case to open it and to try again."""
    if opened is None:
        raise Refused("other-view-sealed", "The other side scored meanwhile.", mend="Send the scores again.")
    if seal_digest(opened.nonce, opened.view) != seal.digest:
        raise Refused(
            "seal-broken", "A sealed view is not what was handed in.", mend="Ask the operator to restore the seal."
        )
    return _judged(frame, seal, opened)


def _judged(frame: Frame, seal: Seal, opened: Opened) -> Judged:
    reached = total(frame.criteria, opened.view)
    return Judged(
        **opened.view.model_dump(),
        side=seal.side,
        by=seal.by,
        nonce=opened.nonce,
        total=reached,
        attainment=attainment(frame.scale, reached),
    )


def _completed(evaluation: Evaluation, *views: Judged) -> EvaluationCompleted:
    by_side = {view.side: view for view in views}
    both = len(by_side) == len(views) == 2
    frame = evaluation.frame
    return EvaluationCompleted(
        **{name: getattr(frame, name) for name in Subject.model_fields},
        instrument=frame.instrument,
        edition=frame.edition,
        views=tuple(by_side[side] for side in ("school", "partner") if side in by_side),
        differences=differences(frame.criteria, by_side["school"], by_side["partner"]) if both else (),
        one_sided=not both,
    )


def _remind(evaluation: Evaluation, command: RemindEvaluators, now: datetime) -> list[EvaluationEvent]:
    _must_be_open(evaluation)
    if next_reminder(evaluation) != command.days:
        return []
    must_be_due(reminder_at(evaluation, command.days), now)
    return [
        EvaluationReminded(
            organisation=evaluation.frame.organisation, days=command.days, waiting_for=evaluation.waiting_for()
        )
    ]


def _mark_overdue(evaluation: Evaluation, _command: MarkOverdue, now: datetime) -> list[EvaluationEvent]:
    _must_be_open(evaluation)
    if evaluation.overdue:
        return []
    must_be_due(overdue_at(evaluation), now)
    return [EvaluationOverdue(organisation=evaluation.frame.organisation, waiting_for=evaluation.waiting_for())]


def _extend(evaluation: Evaluation, command: ExtendEvaluation, now: datetime) -> list[EvaluationEvent]:
    _must_be_open(evaluation)
    today = day_in(evaluation.frame.zone, now)
    _due_later(command.due_on, today)
    if command.due_on <= evaluation.frame.due_on:
        raise Refused("no-more-time", "This is no later day than before.", mend="Give a later day.")
    return [EvaluationExtended(organisation=evaluation.frame.organisation, **command.model_dump(), since=today)]


def _close(evaluation: Evaluation, command: CloseWithOneView, _now: datetime) -> list[EvaluationEvent]:
    _must_be_open(evaluation)
    if not evaluation.overdue:
        raise Refused(
            "evaluation-not-overdue", "The partner may still answer.", mend="Wait until the last day is over."
        )
    seal = evaluation.seal_of("school")
    if seal is None:
        raise Refused("school-has-not-scored", "The school has not scored.", mend="Score for the school first.")
    return [_completed(evaluation, _out_of(evaluation.frame, seal, command.school))]


def _cancel(evaluation: Evaluation, command: CancelEvaluation, _now: datetime) -> list[EvaluationEvent]:
    _must_be_open(evaluation)
    if evaluation.seals:
        raise Refused("scored-already", "A side has scored already.", mend="Let the other side score too.")
    return [EvaluationCancelled(organisation=evaluation.frame.organisation, **command.model_dump())]


def _reflected(evaluation: Evaluation, command: RecordReflection, _now: datetime) -> list[EvaluationEvent]:
    if command.reflection in evaluation.reflections:
        return []
    if evaluation.status != "completed":
        raise Refused("evaluation-not-completed", "There is no result to reflect on.", mend="Wait for the result.")
    return [EvaluationReflected(organisation=evaluation.frame.organisation, reflection=command.reflection)]


def _must_be_open(evaluation: Evaluation) -> None:
    if evaluation.status != "open":
        raise Refused("evaluation-over", f"The evaluation is {evaluation.status}.", mend="Open another one.")


Rule = Callable[..., list[EvaluationEvent]]
CREATING: Final[dict[type[Command], Rule]] = {OpenEvaluation: _open}
CHANGING: Final[dict[type[Command], Rule]] = {
    InviteEvaluator: _invite,
    SubmitView: _submit,
    RemindEvaluators: _remind,
    MarkOverdue: _mark_overdue,
    ExtendEvaluation: _extend,
    CloseWithOneView: _close,
    CancelEvaluation: _cancel,
    RecordReflection: _reflected,
}
