"""What time brings about in an evaluation, who is waited for, and what stands in calendars (C5, C45)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from services.partners.domain.evaluation.commands import MarkOverdue, RemindEvaluators
from services.partners.domain.evaluation.state import Evaluation
from services.partners.domain.values import midnight
from shared.agenda import Addressee, Dated, Need
from shared.decider import Due

REMINDERS: Final = (14, 7, 3, 1)
"""Days before the last one at which who has not scored is reminded."""
LINE: Final = ("principal", "public_relations", "coordinator")
"""Who speaks for the school (C6)."""

_DAY: Final = timedelta(days=1)
_PATH: Final = "POST /schools/{school}/evaluations/{id}"


def next_reminder(evaluation: Evaluation) -> int | None:
    """The next reminder to give; what was past when it was opened or extended is left out."""
    given, due_on = evaluation.reminded, evaluation.frame.due_on
    return next(
        (
            days
            for days in REMINDERS
            if (given is None or days < given) and due_on - timedelta(days=days) > evaluation.since
        ),
        None,
    )


def due(evaluation: Evaluation) -> Due | None:
    """A reminder, then that the last day is over."""
    if evaluation.status != "open" or evaluation.overdue:
        return None
    last, zone = evaluation.frame.due_on, evaluation.frame.zone
    days = next_reminder(evaluation)
    if days is not None:
        return Due(midnight(last - timedelta(days=days), zone), RemindEvaluators(days=days), "remind-evaluators")
    return Due(midnight(last + _DAY, zone), MarkOverdue(), "evaluation-overdue")


def needs(evaluation: Evaluation) -> Iterator[Need]:
    """Scores of both sides; the school's decision when time is over; the principal's reflection afterwards."""
    if evaluation.status == "open":
        yield from _open_needs(evaluation)
    if evaluation.status == "completed" and not evaluation.reflections:
        whom = Addressee(roles=("principal",))
        yield Need(what="reflect-on-evaluation", whom=whom, action="POST /schools/{school}/reflections")


def _open_needs(evaluation: Evaluation) -> Iterator[Need]:
    by, waiting = evaluation.frame.due_on, evaluation.waiting_for()
    line, partner = Addressee(roles=LINE), Addressee(organisation=evaluation.frame.organisation)
    for side, whom in (("school", line), ("partner", partner)):
        if side in waiting:
            yield Need(what="score-partnership", whom=whom, action=f"{_PATH}/views", by=by)
    if evaluation.overdue and waiting == ("partner",):
        yield Need(what="close-evaluation", whom=line, action=f"{_PATH}/closure", by=by)


def dates(evaluation: Evaluation) -> Iterator[Dated]:
    """The last day to score, for both sides."""
    if evaluation.status == "open":
        last = evaluation.frame.due_on
        whom = Addressee(roles=LINE, organisation=evaluation.frame.organisation)
        yield Dated(what="evaluation-due", whom=whom, starts=last, ends=last)
