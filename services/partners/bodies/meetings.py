"""Bodies about meetings and what was agreed in them."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from services.partners.bodies.activities import GuestsBody
from services.partners.bodies.values import FreeText
from services.partners.domain.meeting_series import Rule
from services.partners.domain.values import WallClock
from shared.http import Body
from shared.ids import Id
from shared.instants import Instant

Line = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
Days = Annotated[date, Field(examples=["2026-10-01"])]


class InvitedBody(Body):
    """A partner who is to come; the contact where one is named."""

    partner: Id
    person: Id | None = None


class PatternBody(Body):
    """What a meeting is about, and who is to come."""

    title: str = Field(min_length=3, max_length=300, examples=["Rapat koordinasi kemitraan"])
    agenda: tuple[Line, ...] = Field(min_length=1, max_length=50, examples=[["Evaluasi PKL semester ganjil"]])
    organiser: Id | None = None
    """The member who calls it; the caller when none."""
    members: tuple[Id, ...] = Field(default=(), max_length=200)
    partners: tuple[InvitedBody, ...] = Field(default=(), max_length=50)
    programme: Id | None = None
    mou: Id | None = None


class MeetingBody(PatternBody):
    """A meeting at a time."""

    starts_at: Instant = Field(examples=["2026-09-03T02:00:00Z"])
    ends_at: Instant = Field(examples=["2026-09-03T04:00:00Z"])
    place: Line | None = None


class SeriesBody(PatternBody):
    """Meetings by a rule, in the zone of the school."""

    every: Annotated[str, StringConstraints(pattern="^(week|month)$")] = Field(examples=["month"])
    interval: int = Field(1, ge=1, le=12)
    first_on: Days
    until: Days | None = None
    at: WallClock = Field(examples=["09:00:00"])
    minutes: int = Field(60, ge=5, le=720)
    called_days_ahead: int = Field(14, ge=0, le=90)

    def rule(self, zone: str) -> Rule:
        """The rule alone."""
        return Rule(**self.model_dump(include=set(Rule.model_fields) - {"zone"}), zone=zone)


class ReplyBody(Body):
    """Whether one comes."""

    coming: bool


class FollowUpBody(Body):
    """What is to be done, by a member of the school or a partner, until when."""

    what: FreeText = Field(examples=["Kirim daftar siswa PKL"])
    member: Id | None = None
    organisation: Id | None = None
    person: Id | None = None
    """A contact of `organisation`, who gets a letter when it falls due."""
    due_on: Days


class MinutesBody(Body):
    """Who was there, what was said and decided, and who sees to what. Texts are kept apart; only ids travel."""

    members: tuple[Id, ...] = Field(default=(), max_length=200)
    guests: tuple[GuestsBody, ...] = Field(default=(), max_length=50)
    minutes: Annotated[str, StringConstraints(min_length=1, max_length=100_000)]
    decisions: tuple[FreeText, ...] = Field(default=(), max_length=100)
    follow_ups: tuple[FollowUpBody, ...] = Field(default=(), max_length=100)


class PostponementBody(Body):
    """A later day, and why."""

    due_on: Days
    reason: FreeText


class CompletionBody(Body):
    """It was seen to."""

    note: FreeText | None = None
