"""Any commands in any order at any time: pairs, line, facilities, their slots and series keep what is promised."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any, Final

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from services.partners.domain import coordination as c
from services.partners.domain import duplicate as d
from services.partners.domain import meeting_series as s
from services.partners.domain.facility import FACILITY, FACILITY_MONTH
from services.partners.domain.facility import facility as f
from services.partners.domain.facility import month as m
from services.partners.domain.line import MATTERS
from shared.decider import Decider
from shared.events import Command, jsonable
from shared.refusals import Refusal
from tests.unit.partners import test_facility as tf
from tests.unit.partners import test_meeting as tm
from tests.unit.partners import test_register as tr
from tests.unit.partners.agenda_rules import explained
from tests.unit.partners.cast import COORDINATOR, HOTEL, OTHER_SCHOOL, PRINCIPAL, SCHOOL, an_id
from tests.unit.partners.facility_cast import BOOKING, MONDAY, slot
from tests.unit.partners.facility_cast import FACILITY as KITCHEN

BY: Final = COORDINATOR.id
OTHER_BOOKING: Final = an_id(99)
NOW: Final = datetime(2026, 7, 1, 3, tzinfo=UTC)
ANSWER_BY: Final = NOW + timedelta(days=3)
NEXT: Final = slot(MONDAY + timedelta(hours=1))
ACROSS: Final = slot(MONDAY + timedelta(minutes=30))
AS_COORDINATOR: Final = frozenset({"coordinator"})

TABLE: Final[dict[str, set[str]]] = {
    "nothing": {"suspected"},
    "suspected": {"withdrawn", "dismissed", "merged"},
    "withdrawn": {"suspected", "merged"},
    "dismissed": {"merged"},
    "merged": set(),
}
"""Where the status of a pair may go."""


def _assign(**changed: Any) -> c.AssignMatter:
    plain = {"matter": "hold_meetings", "member": BY, "by": PRINCIPAL, "member_roles": AS_COORDINATOR}
    return c.AssignMatter.model_validate(plain | changed)


def _take(booking: str, *slots: Any, until: datetime | None = None) -> m.TakeSlots:
    return m.TakeSlots(facility=KITCHEN, booking=booking, slots=slots, until=until)


COMMANDS: Final[dict[str, tuple[Decider[Any, Any, Any], list[Command]]]] = {
    "duplicate": (
        d.DUPLICATE,
        [
            tr.SUSPECT,
            tr.SUSPECT.but(score=70),
            d.WithdrawDuplicate(),
            d.DismissDuplicate(by=PRINCIPAL.id),
            d.SettleDuplicate(into=HOTEL),
        ],
    ),
    "line": (
        c.COORDINATION,
        [
            _assign(),
            _assign(member=None, role="public_relations"),
            _assign(matter="share_facilities", member=None, role="head_of_programme"),
            _assign(member=None, role="head_of_programme"),
            _assign(matter="sign_mou"),
            _assign(by=COORDINATOR),
            c.ReturnMatter(matter="hold_meetings", by=PRINCIPAL),
            c.ReturnMatter(matter="share_facilities", by=PRINCIPAL),
        ],
    ),
    "facility": (
        FACILITY,
        [
            f.RegisterFacility(**tf.TERMS),
            f.ReviseFacility(**tf.TERMS | {"capacity": 12}),
            f.ShareFacility(schools=(SCHOOL,), by=BY),
            f.ShareFacility(schools=(an_id(3), SCHOOL, SCHOOL), by=BY),
            f.ShareFacility(schools=(OTHER_SCHOOL,), by=BY),
            f.ShareFacility(schools=(), by=BY),
            f.CloseFacility(by=BY),
        ],
    ),
    "slots": (
        FACILITY_MONTH,
        [
            _take(BOOKING, slot(), NEXT, until=ANSWER_BY),
            _take(OTHER_BOOKING, ACROSS),
            _take(OTHER_BOOKING, NEXT),
            m.ConfirmSlots(booking=BOOKING),
            m.ConfirmSlots(booking=OTHER_BOOKING),
            m.FreeSlots(booking=BOOKING, slots=(slot(),)),
            m.FreeSlots(booking=OTHER_BOOKING, slots=(ACROSS, NEXT)),
        ],
    ),
    "series": (
        s.MEETING_SERIES,
        [tm.START, s.CallNext(index=0), s.CallNext(index=1), s.CallNext(index=7), s.EndSeries(by=BY)],
    ),
}


def _duplicate(before: Any, after: Any, _now: datetime) -> None:
    was = before.status if before else "nothing"
    assert after.status == was or after.status in TABLE[was], f"{was} → {after.status}"
    assert bool(list(d.DUPLICATE.needs(after))) == (after.status == "suspected")
    assert (after.into is not None) == (after.status == "merged")


def _line(_before: Any, after: Any, _now: datetime) -> None:
    """One holder at most for each matter, somebody, and nobody for what only the principal decides."""
    held = [holder.matter for holder in after.held]
    assert len(held) == len(set(held))
    assert not any(MATTERS[matter].fixed for matter in held)
    assert all((holder.role is None) != (holder.member is None) for holder in after.held)
    assert all(holder.role is None or holder.role in MATTERS[holder.matter].able for holder in after.held)


def _facility(before: Any, after: Any, _now: datetime) -> None:
    """The owner is never a borrower, nobody stands there twice, and what is closed stays as it was."""
    assert after.terms.school not in after.shared_with
    assert len(set(after.shared_with)) == len(after.shared_with)
    assert before is None or before.status == "open" or after == before


def _slots(_before: Any, after: Any, now: datetime) -> None:
    """No instant is taken twice."""
    holding = [each for each in after.taken if each.holds(now)]
    assert not any(one.overlaps(other) for one, other in combinations(holding, 2))
    assert list(after.taken) == sorted(after.taken, key=lambda each: each.starts)


def _series(before: Any, after: Any, _now: datetime) -> None:
    """Meetings are called one after the other, and none after the end."""
    assert after.called - (before.called if before else 0) in (0, 1)
    assert before is None or not before.ended or after == before


PROMISES: Final[dict[str, Callable[[Any, Any, datetime], None]]] = {
    "duplicate": _duplicate,
    "line": _line,
    "facility": _facility,
    "slots": _slots,
    "series": _series,
}


@pytest.mark.parametrize("name", COMMANDS)
@settings(max_examples=80, deadline=None)
@for_all(steps=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 40)), min_size=1, max_size=25))
def test_no_story_leaves_what_is_promised(name: str, steps: list[tuple[int, int]]) -> None:
    """The first command creates; each step tries one and lets days go by, on which what is due comes in order."""
    decider, commands = COMMANDS[name]
    now, state, events = NOW, None, list[Any]()
    for index, days in [(0, 0), *steps]:
        state = _tried(name, commands[index % len(commands)], now, state, events)
        until = now + timedelta(days=days)
        while state is not None and (due := decider.due(state)) is not None and due.at <= until:
            now, count = max(now, due.at), len(events)
            state = _tried(name, due.command, now, state, events)
            assert len(events) > count, f"due, but nothing came of it: {due}"
        now = until
    assert decider.fold_all(None, events) == state


def _tried(name: str, command: Command, now: datetime, state: Any, events: list[Any]) -> Any:
    decider = COMMANDS[name][0]
    try:
        new = decider.decide(state, command, now)
    except Refusal:
        return state
    for event in new:
        before, state = state, decider.evolve(state, event)
        events.append(event)
        PROMISES[name](before, state, now)
    if state is not None:
        explained(decider, state)
        assert decider.state.model_validate(jsonable(state)) == state
    return state
