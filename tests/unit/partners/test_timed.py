"""What time alone brings about is refused before its time has come, and does nothing twice: every timed command."""

import ast
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from services.partners import words
from services.partners.app import SERVICE
from services.partners.domain.activity import ACTIVITY
from services.partners.domain.booking import BOOKING
from services.partners.domain.evaluation import EVALUATION
from services.partners.domain.evaluation import events as evaluated
from services.partners.domain.industry_class import INDUSTRY_CLASS
from services.partners.domain.meeting import MEETING
from services.partners.domain.meeting_series import MEETING_SERIES, MeetingSeriesStarted
from services.partners.domain.mou import MOU, events
from services.partners.domain.sister import SISTER_SCHOOL
from services.partners.domain.sister.programme import events as sister
from shared.decider import Due
from tests.given_when_then import Decided, given
from tests.unit.partners import cast, test_activity, test_industry_class, test_meeting
from tests.unit.partners.evaluating import OPENED
from tests.unit.partners.facility_cast import requested
from tests.unit.partners.sister_cast import AGREED, RUNNING

TOLD: Final = tuple(events.MoUExpiring(**cast.COURSE, days=days) for days in (90, 30, 7))
ANNOUNCED: Final = events.MoUTerminationAnnounced(
    **cast.COURSE, by=cast.PRINCIPAL.id, reason=cast.TEXT, effective_on=date(2026, 12, 1)
)
AGREED_ON: Final = (*cast.AGREEMENT_STANDS, events.AgreementActivated(agreement=cast.AGREEMENT))
REMINDED: Final = tuple(
    evaluated.EvaluationReminded(organisation=cast.HOTEL, days=days, waiting_for=("school", "partner"))
    for days in (14, 7, 3, 1)
)
ASKED: Final = sister.SisterSchoolReviewFell(ends_on=date(2027, 7, 31))
SERIES: Final = MeetingSeriesStarted(rule=test_meeting.RULE, pattern=test_meeting.PATTERN, by=cast.COORDINATOR.id)

PASTS: Final[dict[str, tuple[Any, tuple[Any, ...]]]] = {
    "ActivateMoU": (MOU, cast.ALL_SIGNED),
    "NoticeExpiry": (MOU, cast.ACTIVE),
    "ExpireMoU": (MOU, (*cast.ACTIVE, *TOLD)),
    "ConcludeTermination": (MOU, (*cast.ACTIVE, ANNOUNCED)),
    "ActivateAgreement": (MOU, cast.AGREEMENT_STANDS),
    "EndAgreement": (MOU, AGREED_ON),
    "MarkReminder": (MOU, (*cast.IN_REVIEW, cast.INVITED)),
    "RemindEvaluators": (EVALUATION, (OPENED,)),
    "MarkOverdue": (EVALUATION, (OPENED, *REMINDED)),
    "NotePassed": (ACTIVITY, (test_activity.PLANNED,)),
    "NoteMeetingPassed": (MEETING, (test_meeting.PLANNED,)),
    "NoteFollowUpDue": (MEETING, (test_meeting.PLANNED, test_meeting.HELD, test_meeting.AGREED)),
    "CallNext": (MEETING_SERIES, (SERIES,)),
    "NoteClassOver": (INDUSTRY_CLASS, (test_industry_class.OPENED,)),
    "LapseBooking": (BOOKING, (requested(),)),
    "StartSisterSchool": (SISTER_SCHOOL, AGREED),
    "AskForReviews": (SISTER_SCHOOL, RUNNING),
    "EndSisterSchool": (SISTER_SCHOOL, (*RUNNING, ASKED)),
}
"""For each timed command a stream in which it comes next."""

TICK: Final = timedelta(milliseconds=1)


def _timed() -> Iterator[str]:
    """The classes of commands that stand in a `Due(…)` anywhere in the domain."""
    for path in (Path(words.__file__).parent.parent / "domain").rglob("*.py"):
        names: dict[str, str] = {}
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id=command))):
                    names[name] = command
                case ast.Call(func=ast.Name(id="Due"), args=[_, ast.Call(func=ast.Name(id=command)), *_]):
                    yield command
                case ast.Call(func=ast.Name(id="Due"), args=[_, ast.Name(id=name), *_]):
                    yield names[name]


def _next(name: str) -> tuple[Any, Due]:
    decider, past = PASTS[name]
    thing = decider.due(given(decider, *past).state)
    assert thing is not None
    assert type(thing.command).__name__ == name, f"{type(thing.command).__name__} comes before"
    return given(decider, *past), thing


def test_every_timed_command_is_tried() -> None:
    assert set(_timed()) == set(PASTS)
    silent = {decider.name for decider in SERVICE.deciders if decider.due.__name__ == "_never"}
    assert {decider.name for decider, _ in PASTS.values()} == {each.name for each in SERVICE.deciders} - silent


@pytest.mark.parametrize("name", list(PASTS))
def test_what_time_brings_is_refused_a_moment_before(name: str) -> None:
    past, thing = _next(name)
    past.when(thing.command, thing.at - TICK).refused("too-early")
    past.when(thing.command, thing.at - timedelta(days=400)).refused("too-early")


@pytest.mark.parametrize("name", list(PASTS))
def test_what_time_brings_comes_at_its_moment_and_its_echo_does_nothing(name: str) -> None:
    past, thing = _next(name)
    come = past.when(thing.command, thing.at)
    assert come.events, f"{name} does nothing when it is due: {come.refusal}"
    after: Decided = given(past.decider, *past.past, *come.events).when(thing.command, thing.at)
    assert after.events == (), f"{name} acts twice"
