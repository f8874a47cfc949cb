"""Any commands in any order at any time: log, curriculum, class, achievement and series go only where they may."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from services.partners.domain import achievement as a
from services.partners.domain import communication as c
from services.partners.domain import industry_class as i
from services.partners.domain import meeting_series as s
from services.partners.domain.curriculum import CURRICULUM
from services.partners.domain.curriculum import commands as asked
from services.partners.domain.evidence import AddEvidence
from shared.decider import Decider
from shared.events import Command, jsonable
from shared.refusals import Refusal
from tests.unit.partners import test_achievement as ta
from tests.unit.partners import test_communication as tc
from tests.unit.partners import test_curriculum as tu
from tests.unit.partners import test_industry_class as ti
from tests.unit.partners import test_meeting as tm
from tests.unit.partners.agenda_rules import explained
from tests.unit.partners.cast import COORDINATOR, HOTEL_KEY, OTHER_HASH, PERSON, SCAN, TEXT

BY: Final = COORDINATOR.id
COMMANDS: Final[dict[str, tuple[Decider[Any, Any, Any], list[Command]]]] = {
    "communication": (
        c.COMMUNICATION,
        [
            tc.record(),
            tc.MAKE,
            tc.DROP,
            c.MoveNextContact(next_on=date(2026, 9, 1), by=BY),
            c.CorrectCommunication(topics=("placement",), summary=TEXT, by=BY),
        ],
    ),
    "curriculum": (
        CURRICULUM,
        [
            tu.DRAFT,
            tu.WRITE,
            asked.WriteVersion(content=tu.content(), teaching=(PERSON,), by=BY),
            tu.OFFER,
            tu.SIGN,
            tu.SIGN.but(content_hash=OTHER_HASH, by=HOTEL_KEY),
            tu.REFUSE,
            tu.REFUSE.but(content_hash=OTHER_HASH),
            asked.InviteCurriculumContact(person=PERSON),
            asked.AddVersionEvidence(evidence=(SCAN,), by=BY),
        ],
    ),
    "industry class": (
        i.INDUSTRY_CLASS,
        [
            ti.OPEN,
            i.StaffClass(teachers=(PERSON,), by=BY),
            i.NoteClassOver(),
            ti.CLOSE,
            AddEvidence(evidence=(SCAN,), by=BY),
        ],
    ),
    "achievement": (
        a.ACHIEVEMENT,
        [
            a.RecordAchievement(feat=ta.feat(), by=BY),
            a.CorrectAchievement(feat=ta.feat(known=(ta.ANI,)), by=BY),
            a.CorrectAchievement(feat=ta.feat(), by=BY),
            AddEvidence(evidence=(SCAN,), by=BY),
            a.RecordConsent(student=ta.ANI, proof=SCAN, by=BY),
            a.RecordConsent(student=ta.BUDI, proof=SCAN, by=BY),
            a.WithdrawConsent(student=ta.BUDI, by=BY),
            ta.SHOW,
            ta.HIDE,
        ],
    ),
    "meeting series": (s.MEETING_SERIES, [tm.START, s.EndSeries(by=BY)]),
}


def _curriculum(state: Any) -> None:
    statuses = [each.status for each in state.versions]
    assert statuses.count("aligned") <= 1
    assert statuses.count("offered") <= 1
    assert [each.edition for each in state.versions] == list(range(1, len(statuses) + 1))
    assert "draft" not in statuses[:-1] or "offered" not in statuses[:-1]


def _industry_class(state: Any) -> None:
    assert (state.status == "closed") == (state.outcomes is not None)


def _achievement(state: Any) -> None:
    assert not state.shown or (state.evidence and not state.lacking)


def _communication(state: Any) -> None:
    assert not (state.waiting and state.made)
    assert bool(list(c.COMMUNICATION.needs(state))) == state.waiting


def _series(state: Any) -> None:
    assert state.rule.until is None or state.called <= 4


PROMISES: Final[dict[str, Callable[[Any], None]]] = {
    "communication": _communication,
    "curriculum": _curriculum,
    "industry class": _industry_class,
    "achievement": _achievement,
    "meeting series": _series,
}


@pytest.mark.parametrize("name", COMMANDS)
@settings(max_examples=60, deadline=None)
@for_all(steps=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 120)), min_size=1, max_size=25))
def test_no_story_leaves_what_is_promised(name: str, steps: list[tuple[int, int]]) -> None:
    """The first command creates; each step tries one and lets days go by, on which what is due comes in order."""
    decider, commands = COMMANDS[name]
    now, state, events = datetime(2026, 7, 1, 3, tzinfo=UTC), None, list[Any]()
    for index, days in [(0, 0), *steps]:
        state = _tried(decider, commands[index % len(commands)], now, state, events)
        until = now + timedelta(days=days)
        while state is not None and (due := decider.due(state)) is not None and due.at <= until:
            now, count = max(now, due.at), len(events)
            state = _tried(decider, due.command, now, state, events)
            assert len(events) > count, f"due, but nothing came of it: {due}"
        now = until
        if state is not None:
            PROMISES[name](state)
            explained(decider, state)
            assert decider.state.model_validate(jsonable(state)) == state
    assert decider.fold_all(None, events) == state


def _tried(decider: Decider[Any, Any, Any], command: Command, now: datetime, state: Any, events: list[Any]) -> Any:
    try:
        new = decider.decide(state, command, now)
    except Refusal:
        return state
    events += new
    return decider.fold_all(state, new)
