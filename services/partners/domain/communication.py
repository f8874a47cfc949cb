"""The communication log: one entry per contact with a partner, private to the school (C6, C10)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.partners.domain.line import duty
from shared.agenda import Addressee, Dated, Need
from shared.decider import Decider, changes, rules
from shared.events import Command, Event, TextRef, Value
from shared.ids import Id
from shared.refusals import Refused

Channel = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,29}$"), Field(examples=["phone"])]
"""`phone`, `message`, `email`, `letter`, `visit`, `meeting`, … (open)."""

Topic = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{2,39}$"), Field(examples=["curriculum"])]
"""`curriculum`, `labour_market`, `placement`, `teacher_internship`, `recruitment`, `mou`, … (open)."""


class Entry(Value):
    """With whom, how and about what; what was said is free text."""

    partner: Id
    organisation: Id
    contact: Id | None = None
    channel: Channel
    direction: Literal["incoming", "outgoing"]
    topics: tuple[Topic, ...] = Field(min_length=1)
    at: datetime
    on: date
    """The day in the zone of the school."""
    summary: TextRef
    next_on: date | None = Field(None, examples=["2026-10-01"])
    """When somebody should get in touch again."""
    owner: Id
    """The member who does so."""
    follows: Id | None = None
    """The entry that asked for this contact."""


class CommunicationRecorded(Entry, Event):
    """School and partner were in touch (C10)."""

    by: str


class CommunicationCorrected(Event):
    """It was put down wrongly: topics and summary are others now (C10)."""

    topics: tuple[Topic, ...] = Field(min_length=1)
    summary: TextRef
    by: str


class NextContactMoved(Event):
    """Somebody gets in touch again on another day (C10)."""

    next_on: date = Field(examples=["2026-10-08"])
    by: str


class NextContactMade(Event):
    """The next contact, for which this entry asked, has been recorded (C10)."""

    communication: Id
    by: str


class NextContactDropped(Event):
    """Nobody gets in touch again about this (C10)."""

    reason: TextRef
    by: str


CommunicationEvent = (
    CommunicationRecorded | CommunicationCorrected | NextContactMoved | NextContactMade | NextContactDropped
)


class RecordCommunication(Command):
    """Put down a contact."""

    entry: Entry
    contacts: tuple[Id, ...]
    """Fact: the contacts of the partnership."""
    by: str


class CorrectCommunication(Command):
    """Put it down rightly."""

    topics: tuple[Topic, ...] = Field(min_length=1)
    summary: TextRef
    by: str


class MoveNextContact(Command):
    """Get in touch on another day."""

    next_on: date
    by: str


class MakeNextContact(Command):
    """The contact that it asked for was recorded, with the same partner."""

    communication: Id
    partner: Id
    absorbed: tuple[Id, ...] = ()
    """Fact: partnerships united with it."""
    by: str


class DropNextContact(Command):
    """Do not get in touch again."""

    reason: TextRef
    by: str


class Communication(Value):
    """One entry of the log, and whether somebody still has to get in touch."""

    entry: Entry
    waiting: bool = False
    """The next contact has not been made."""
    made: Id | None = None
    """The entry that recorded it."""


def _record(command: RecordCommunication, now: datetime) -> list[CommunicationEvent]:
    entry = command.entry
    if entry.at > now:
        raise Refused("contact-in-the-future", "This has not happened yet.", mend="Give when it was.")
    if entry.contact is not None and entry.contact not in command.contacts:
        raise Refused("not-a-contact", "This person is no contact of the partner.", mend="Add the contact first.")
    if entry.next_on is not None and entry.next_on < entry.on:
        raise Refused("next-contact-before", "The next contact is before this one.", mend="Give a later day.")
    return [CommunicationRecorded(**dict(entry), by=command.by)]


def _correct(_old: Communication, command: CorrectCommunication, _now: datetime) -> list[CommunicationEvent]:
    return [CommunicationCorrected(**dict(command))]


def _move(old: Communication, command: MoveNextContact, _now: datetime) -> list[CommunicationEvent]:
    if command.next_on < old.entry.on:
        raise Refused("next-contact-before", "The next contact is before this one.", mend="Give a later day.")
    if old.made is not None:
        raise Refused("no-contact-awaited", "The next contact has been made.", mend="Move the next one of that entry.")
    return [] if old.waiting and old.entry.next_on == command.next_on else [NextContactMoved(**dict(command))]


def _make(old: Communication, command: MakeNextContact, _now: datetime) -> list[CommunicationEvent]:
    _awaited(old)
    if old.entry.partner not in (command.partner, *command.absorbed):
        raise Refused("not-of-this-partner", "That was with another partner.", mend="Name an entry of this partner.")
    return [NextContactMade(communication=command.communication, by=command.by)]


def _drop(old: Communication, command: DropNextContact, _now: datetime) -> list[CommunicationEvent]:
    _awaited(old)
    return [NextContactDropped(**dict(command))]


def _awaited(old: Communication) -> None:
    if not old.waiting:
        raise Refused("no-contact-awaited", "No further contact is awaited.", mend="Record it without `follows`.")


def _needs(state: Communication) -> Iterator[Need]:
    if state.waiting:
        whom = duty("talk_to_partners", member=state.entry.owner)
        action = "POST /schools/{school}/communications"
        yield Need(what="contact-partner", whom=whom, action=action, by=state.entry.next_on)


def _dates(state: Communication) -> Iterator[Dated]:
    if state.waiting and state.entry.next_on is not None:
        day = state.entry.next_on
        yield Dated(what="next-contact", whom=Addressee(member=state.entry.owner), starts=day, ends=day)


COMMUNICATION: Decider[Communication, Command, CommunicationEvent] = Decider(
    name="communication",
    state=Communication,
    events=CommunicationEvent,
    decide=rules(
        "communication",
        {RecordCommunication: _record},
        {CorrectCommunication: _correct, MoveNextContact: _move, MakeNextContact: _make, DropNextContact: _drop},
    ),
    evolve=changes(
        lambda event: Communication(entry=Entry.model_validate(event.model_dump()), waiting=event.next_on is not None),
        {
            CommunicationCorrected: lambda old, e: old.but(entry=old.entry.but(topics=e.topics, summary=e.summary)),
            NextContactMoved: lambda old, e: old.but(entry=old.entry.but(next_on=e.next_on), waiting=True),
            NextContactMade: lambda old, e: old.but(waiting=False, made=e.communication),
            NextContactDropped: lambda old, _: old.but(waiting=False),
        },
    ),
    needs=_needs,
    dates=_dates,
    fold=2,
)
"""Nobody outside the school is its audience."""
