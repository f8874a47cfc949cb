"""Dates as iCalendar: stable, in the right zone, days as days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

from shared.calendars import Entry, written

CHANGED = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
MEETING = Entry(
    uid="one.meeting.@partners.jembatan",
    sequence=3,
    summary="Rapat; koma, dan\nbaris",
    starts=datetime(2026, 7, 8, 1, 0, tzinfo=UTC),
    ends=datetime(2026, 7, 8, 2, 30, tzinfo=UTC),
    changed_at=CHANGED,
)
EXPIRY = Entry("two.mou-ends.@partners.jembatan", 7, "MoU berakhir", date(2029, 7, 12), date(2029, 7, 12), CHANGED)


def events(*entries: Entry, zone: str = "Asia/Makassar") -> dict[str, icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(written("Jembatan", zone, entries))
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def test_an_instant_is_shown_in_the_zone_of_the_school_with_the_zones_rules() -> None:
    event = events(MEETING)[MEETING.uid]
    assert event.decoded("dtstart") == datetime(2026, 7, 8, 9, 0, tzinfo=ZoneInfo("Asia/Makassar"))
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=90)
    text = written("Jembatan", "Asia/Makassar", [MEETING]).decode()
    assert "DTSTART;TZID=Asia/Makassar:20260708T090000" in text
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert "TZOFFSETTO:+0800" in text


def test_the_last_day_is_included() -> None:
    event = events(EXPIRY)[EXPIRY.uid]
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2029, 7, 12), date(2029, 7, 13))
    assert event["transp"] == "TRANSPARENT"


def test_the_sequence_is_the_number_and_the_stamp_the_last_change() -> None:
    event = events(MEETING)[MEETING.uid]
    assert event["sequence"] == 3
    assert event.decoded("dtstamp") == CHANGED


def test_the_same_dates_give_the_same_octets_in_any_order() -> None:
    assert written("J", "Asia/Jakarta", [MEETING, EXPIRY]) == written("J", "Asia/Jakarta", [EXPIRY, MEETING])


def test_a_summary_cannot_break_out_of_its_line() -> None:
    hostile = Entry("x", 1, "a\r\nEND:VEVENT\r\nBEGIN:VALARM", date(2026, 1, 1), date(2026, 1, 1), CHANGED)
    found = events(hostile)
    assert list(found) == ["x"]
    assert "VALARM" in str(found["x"]["summary"])


def test_a_calendar_without_dates_is_one() -> None:
    assert events() == {}
