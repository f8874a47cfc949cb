"""What time brings about in an evaluation, who is waited for, and what stands in calendars (C5, C45)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from services.partners.domain.evaluation.commands import MarkOverdue, RemindEvaluators
from services.partners.domain.evaluation.state import Evaluation
from services.partners.domain.line import LINE, duty
from shared.agenda import Addressee, Dated, Need
from shared.days import midnight
from shared.decider import Due

REMINDERS: Final = (14, 7, 3, 1)
"""Days before the last one at which who has not scored is reminded."""

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
    days = next_reminder(evaluation)
    if days is not None:
        return Due(reminder_at(evaluation, days), RemindEvaluators(days=days), "remind-evaluators")
    return Due(overdue_at(evaluation), MarkOverdue(), "evaluation-overdue")


def reminder_at(evaluation: Evaluation, days: int) -> datetime:
    """When `days` days are left."""
    return midnight(evaluation.frame.due_on - timedelta(days=days), evaluation.frame.zone)


def overdue_at(evaluation: Evaluation) -> datetime:
    """When the last day is over."""
    return midnight(evaluation.frame.due_on + _DAY, evaluation.frame.zone)


def needs(evaluation: Evaluation) -> Iterator[Need]:
    """Scores of both sides; the school's decision when time is over; the principal's reflection afterwards."""
    if evaluation.status == "open":
        yield from _open_needs(evaluation)
    if evaluation.status == "completed" and not evaluation.reflections:
        whom = duty("reflect_on_partnerships")
        yield Need(what="reflect-on-evaluation", whom=whom, action="POST /schools/{school}/reflections")


def _open_needs(evaluation: Evaluation) -> Iterator[Need]:
    by, waiting = evaluation.frame.due_on, evaluation.waiting_for()
    school, partner = duty("evaluate_partnerships"), Addressee(organisation=evaluation.frame.organisation)
    for side, whom in (("school", school), ("partner", partner)):
        if side in waiting:
            yield Need(what="score-partnership", whom=whom, action=f"{_PATH}/views", by=by)
    if evaluation.overdue and waiting == ("partner",):
        yield Need(what="close-evaluation", whom=school, action=f"{_PATH}/closure", by=by)


def dates(evaluation: Evaluation) -> Iterator[Dated]:
    """The last day to score, for both sides."""
    if evaluation.status == "open":
        last = evaluation.frame.due_on
        whom = Addressee(roles=LINE, organisation=evaluation.frame.organisation)
        yield Dated(what="evaluation-due", whom=whom, starts=last, ends=last)
