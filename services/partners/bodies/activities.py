"""Bodies about activities."""

from typing import Annotated

from pydantic import Field

from services.partners.bodies.values import FreeText, Name
from services.partners.domain.activity.kinds import Shows
from services.partners.domain.values import ActivityKind, Concentration
from shared.http import Body
from shared.ids import Id
from shared.instants import Instant

Heads = Annotated[int, Field(ge=0, le=1_000_000)]


class ActivityBody(Body):
    """What is to be done, when and with whom. Without a site it is at the school."""

    kind: ActivityKind = Field(examples=["guest_teaching"])
    title: str = Field(min_length=3, max_length=300, examples=["Chef tamu: kebersihan dapur"])
    starts_at: Instant = Field(examples=["2026-09-03T01:00:00Z"])
    ends_at: Instant = Field(examples=["2026-09-03T04:00:00Z"])
    organiser: Id | None = None
    """The member who answers for it; the caller when none."""
    members: tuple[Id, ...] = Field(default=(), max_length=100)
    partner: Id | None = None
    site: Id | None = None
    programme: Id | None = None
    mou: Id | None = None
    agreement: Id | None = None
    """Under `mou`."""
    concentrations: tuple[Concentration, ...] = Field(default=(), max_length=50)
    expected: int | None = Field(None, ge=1, le=1_000_000)


class GuestsBody(Body):
    """Who came for an organisation. Names are kept as personal data; only ids travel."""

    organisation: Id | None = None
    count: int = Field(ge=1, le=1_000_000, examples=[1])
    names: tuple[Name, ...] = Field(default=(), max_length=200)


class AttendanceBody(Body):
    """Who was there, and the figures that the kind asks for."""

    students: Heads = 0
    teachers: Heads = 0
    parents: Heads = 0
    visitors: Heads = 0
    known: tuple[Id, ...] = Field(default=(), max_length=2_000)
    """Students and members, by id, where they are known."""
    guests: tuple[GuestsBody, ...] = Field(default=(), max_length=100)
    figures: dict[str, Heads] = Field(default={}, max_length=20, examples=[{"lesson_hours": 4}])


class HoldBody(AttendanceBody):
    """It took place."""

    notes: FreeText | None = None


class CorrectionBody(AttendanceBody):
    """It was otherwise."""

    reason: FreeText


class EvidenceItem(Body):
    """An attachment of the school and what it shows."""

    attachment: Id
    shows: Shows = "other"


class EvidenceBody(Body):
    """Evidence that it took place."""

    evidence: tuple[EvidenceItem, ...] = Field(default=(), max_length=100)


class DocumentationBody(EvidenceBody):
    """Evidence, and a report where there is one."""

    report: FreeText | None = None
