"""What a meeting is called for, and what comes of it."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from services.partners.domain.activity.values import Guests
from services.partners.domain.values import Zone
from shared.events import TextRef, Value
from shared.ids import Id


class Invited(Value):
    """A partner who is to come; the contact where one was named."""

    organisation: Id
    person: Id | None = None


class Call(Value):
    """When a meeting is, what it is about, and who is to come."""

    title: TextRef
    agenda: tuple[TextRef, ...] = ()
    starts_at: datetime
    ends_at: datetime
    on: date
    """The day on which it begins, in the zone of the school."""
    zone: Zone
    place: TextRef | None = None
    organiser: Id
    members: tuple[Id, ...] = ()
    partners: tuple[Invited, ...] = ()
    programme: Id | None = None
    mou: Id | None = None
    series: Id | None = None
    """The series that called it."""


class Presence(Value):
    """Who was there: members by id, guests by organisation."""

    members: tuple[Id, ...] = ()
    guests: tuple[Guests, ...] = ()

    @property
    def heads(self) -> int:
        """How many there were."""
        return len(self.members) + sum(each.count for each in self.guests)

    @property
    def persons(self) -> tuple[Id, ...]:
        """Everybody who is known, by id."""
        return tuple(dict.fromkeys((*self.members, *(person for each in self.guests for person in each.people))))


class Owner(Value):
    """Who sees to a follow-up: a member of the school, or a partner and its contact where one is named."""

    member: Id | None = None
    organisation: Id | None = None
    person: Id | None = None


class Task(Value):
    """What is to be done, by whom, until when."""

    follow_up: Id
    what: TextRef
    owner: Owner
    due_on: date = Field(examples=["2026-10-01"])


FollowUpStatus = Literal["open", "done", "dropped"]


class FollowUp(Task):
    """A task and how it stands."""

    status: FollowUpStatus = "open"
    fell_due: bool = False


class Reply(Value):
    """Whether somebody who was invited comes."""

    organisation: Id | None = None
    by: str
    coming: bool
