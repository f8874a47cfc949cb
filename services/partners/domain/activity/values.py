"""What is planned and who attended."""

from datetime import date, datetime

from pydantic import Field

from services.partners.domain.activity.kinds import Group, Shows
from services.partners.domain.values import ActivityKind, Concentration, Zone
from shared.events import TextRef, Value
from shared.ids import Id


class Plan(Value):
    """What, when, where, with whom and under what. A member of the school answers for it."""

    kind: ActivityKind
    title: TextRef
    starts_at: datetime
    ends_at: datetime
    on: date
    """The day on which it begins, in the zone of the place."""
    zone: Zone
    organiser: Id
    members: tuple[Id, ...] = ()
    """Others of the school who take part."""
    partner: Id | None = None
    organisation: Id | None = None
    site: Id | None = None
    """A site of the partner; at the school when none."""
    programme: Id | None = None
    mou: Id | None = None
    agreement: Id | None = None
    concentrations: tuple[Concentration, ...] = ()
    expected: int | None = Field(None, ge=1)
    """How many are to come."""


class Guests(Value):
    """Who came for one organisation, or on their own. Persons only where they are known, by id."""

    organisation: Id | None = None
    count: int = Field(ge=1)
    people: tuple[Id, ...] = ()


class Attendance(Value):
    """Who was there: the school's side counted, and by ids where known; guests by organisation."""

    students: int = Field(0, ge=0)
    teachers: int = Field(0, ge=0)
    parents: int = Field(0, ge=0)
    visitors: int = Field(0, ge=0)
    known: tuple[Id, ...] = ()
    """Students and members of the school, by ids that say nothing of them. Empty where a partner hears of it: the ids
    are in `activity-attendees-known.v1`, which no partner is told."""
    guests: tuple[Guests, ...] = ()

    @property
    def persons(self) -> tuple[Id, ...]:
        """Everybody who is known."""
        return (*self.known, *(person for each in self.guests for person in each.people))

    def counted(self) -> dict[Group, int]:
        """Heads per group."""
        return {
            "students": self.students,
            "teachers": self.teachers,
            "parents": self.parents,
            "visitors": self.visitors,
            "guests": sum(each.count for each in self.guests),
        }


class Evidence(Value):
    """An attachment and what it shows."""

    attachment: Id
    shows: Shows = "other"
