"""The communication log (C10)."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.partners.domain import communication as c
from services.partners.domain.communication import COMMUNICATION
from shared.events import Audience
from tests.given_when_then import NOW, given
from tests.unit.partners.cast import COORDINATOR, HOTEL, PARTNER, PERSON, TEXT, an_id

LATER = date(2026, 8, 1)


def entry(**changed: Any) -> c.Entry:
    """The coordinator rang the hotel."""
    plain: dict[str, Any] = {
        "partner": PARTNER, "organisation": HOTEL, "contact": PERSON, "channel": "phone", "direction": "outgoing",
        "topics": ("curriculum",), "at": NOW - timedelta(hours=1), "on": date(2026, 7, 1), "summary": TEXT,
        "next_on": LATER, "owner": COORDINATOR.id,
    }  # fmt: skip
    return c.Entry.model_validate(plain | changed)


def record(**changed: Any) -> c.RecordCommunication:
    """The command that puts it down."""
    return c.RecordCommunication(entry=entry(**changed), contacts=(PERSON,), by=COORDINATOR.id)


RECORDED = c.CommunicationRecorded(**dict(entry()), by=COORDINATOR.id)
MAKE = c.MakeNextContact(communication=an_id(401), partner=PARTNER, by=COORDINATOR.id)
MADE = c.NextContactMade(communication=an_id(401), by=COORDINATOR.id)
DROP = c.DropNextContact(reason=TEXT, by=COORDINATOR.id)


def test_c10_is_put_down_and_asks_for_the_next_contact_until_it_is_made() -> None:
    state = given(COMMUNICATION).when(record()).then(RECORDED)
    (need,) = COMMUNICATION.needs(state)
    assert (need.what, need.whom.member, need.by) == ("contact-partner", COORDINATOR.id, LATER)
    assert [dated.starts for dated in COMMUNICATION.dates(state)] == [LATER]
    assert list(COMMUNICATION.needs(given(COMMUNICATION, RECORDED).when(MAKE).then(MADE))) == []
    assert list(COMMUNICATION.needs(given(COMMUNICATION, RECORDED).when(DROP).then(c.NextContactDropped))) == []
    assert list(COMMUNICATION.needs(given(COMMUNICATION).when(record(next_on=None)).state)) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"at": NOW + timedelta(minutes=1)}, "contact-in-the-future"),
        ({"contact": an_id(99)}, "not-a-contact"),
        ({"next_on": date(2026, 6, 30)}, "next-contact-before"),
    ],
)
def test_c10_refuses_to_put_down(changed: dict[str, Any], code: str) -> None:
    given(COMMUNICATION).when(record(**changed)).refused(code)


def test_c10_refuses_a_next_contact_that_nobody_awaits_or_of_another_partner() -> None:
    given(COMMUNICATION, RECORDED).when(MAKE.but(partner=an_id(99))).refused("not-of-this-partner")
    given(COMMUNICATION, RECORDED, MADE).when(MAKE).refused("no-contact-awaited")
    given(COMMUNICATION, RECORDED, MADE).when(DROP).refused("no-contact-awaited")


def test_c10_the_next_contact_is_moved_and_taken_up_again() -> None:
    move = c.MoveNextContact(next_on=date(2026, 9, 1), by=COORDINATOR.id)
    moved = given(COMMUNICATION, RECORDED).when(move).then(c.NextContactMoved)
    assert (moved.entry.next_on, moved.waiting) == (date(2026, 9, 1), True)
    given(COMMUNICATION, RECORDED).when(move.but(next_on=LATER)).then()
    given(COMMUNICATION, RECORDED).when(move.but(next_on=date(2026, 6, 1))).refused("next-contact-before")
    given(COMMUNICATION, RECORDED, MADE).when(move).refused("no-contact-awaited")


def test_c10_is_corrected_and_stays_the_schools_own() -> None:
    correct = c.CorrectCommunication(topics=("placement",), summary=TEXT, by=COORDINATOR.id)
    corrected = given(COMMUNICATION, RECORDED).when(correct).then(c.CommunicationCorrected)
    assert corrected.entry.topics == ("placement",)
    assert COMMUNICATION.audience(corrected, RECORDED) == Audience()
