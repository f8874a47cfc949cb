"""Every field of a kind's own event is filled by name from plan, attendance and figures: none stays at a default."""

from typing import Final

import pytest

from services.partners.domain.activity import ACTIVITY
from services.partners.domain.activity import commands as asked
from services.partners.domain.activity.kind_events import OfKind
from services.partners.domain.activity.kinds import KINDS, Kind
from services.partners.domain.activity.values import Attendance, Plan
from shared.events import Event
from tests.given_when_then import given
from tests.unit.partners.cast import HOTEL, PARTNER
from tests.unit.partners.test_activity import AFTERWARDS, DAY, HOLD, plan, planning

HEADS: Final = {"students": 31, "teachers": 32, "parents": 33, "visitors": 34}
GUESTS: Final = 35
PLAN: Final[dict[str, object]] = {"on": DAY, "partner": PARTNER, "organisation": HOTEL}
TELLING: Final = {name: kind for name, kind in KINDS.items() if kind.event is not None}


def _figures(kind: Kind) -> dict[str, int]:
    """A number of its own for each, that nothing else has."""
    return {figure: 101 + place for place, figure in enumerate(kind.figures)}


def _said(kind: Kind) -> dict[str, object]:
    """All that a field may be called, and what it is filled with."""
    return {**PLAN, **HEADS, "guests": GUESTS, **_figures(kind)}


def _unfilled(event: type[Event], kind: Kind) -> set[str]:
    """Fields that nothing fills."""
    return set(event.model_fields) - set(_said(kind))


def _told(name: str) -> Event:
    kind = KINDS[name]
    partner = asked.PartnerFact(status="active", kind=kind.partners[0] if kind.partners else "industry")
    planned = given(ACTIVITY).when(planning(_plan(name), partner=partner)).events
    seen = Attendance.model_validate({**HEADS, "guests": [{"count": GUESTS}]})
    held = given(ACTIVITY, *planned).when(HOLD.but(attendance=seen, figures=_figures(kind)), AFTERWARDS)
    (_, told) = held.events
    assert isinstance(told, Event)
    return told


def _plan(name: str) -> Plan:
    return plan(kind=name)


def test_some_kinds_tell_something_of_their_own() -> None:
    assert TELLING


@pytest.mark.parametrize("name", list(TELLING))
def test_no_field_of_a_kinds_event_has_a_name_that_nothing_fills(name: str) -> None:
    event = KINDS[name].event
    assert event is not None
    assert _unfilled(event, KINDS[name]) == set()


@pytest.mark.parametrize("name", list(TELLING))
def test_every_field_of_a_kinds_event_says_what_was_recorded(name: str) -> None:
    told, said = _told(name), _said(KINDS[name])
    assert {field: getattr(told, field) for field in type(told).model_fields} == {
        field: said[field] for field in type(told).model_fields
    }


def test_a_misspelt_field_with_a_default_is_found() -> None:
    class Misspelt(OfKind):
        """A field that looks right."""

        visitor: int = 0

    assert _unfilled(Misspelt, KINDS["public_event"]) == {"visitor"}
