"""Dates as iCalendar (RFC 5545): the same dates always give the same octets, so that nobody fetches them twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

_REFRESH: Final = "PT1H"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a calendar."""

    uid: str
    """The same as long as the thing is the same, whatever becomes of it."""
    sequence: int
    """Grows with every change; the number of the stream."""
    summary: str
    starts: date | datetime
    ends: date | datetime
    """An instant, or the last day, which is included."""
    changed_at: datetime


def written(name: str, zone: str, entries: Iterable[Entry]) -> bytes:
    """A calendar called `name`: instants in `zone`, with its rules included; days as days."""
    calendar = Calendar()
    calendar.add("prodid", "-//Jembatan//Calendar//ID")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", _REFRESH)
    for entry in sorted(entries, key=lambda each: (_day(each.starts), each.uid)):
        calendar.add_component(_event(entry, ZoneInfo(zone)))
    calendar.add_missing_timezones()
    octets: bytes = calendar.to_ical()
    return octets


def _event(entry: Entry, zone: ZoneInfo) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("summary", entry.summary)
    if isinstance(entry.starts, datetime) and isinstance(entry.ends, datetime):
        event.add("dtstart", entry.starts.astimezone(zone))
        event.add("dtend", entry.ends.astimezone(zone))
    else:
        event.add("dtstart", _day(entry.starts))
        event.add("dtend", _day(entry.ends) + timedelta(days=1))  # iCalendar's end is the day after (3.6.1)
        event.add("transp", "TRANSPARENT")
    return event


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
