"""What single kinds of activities tell beside `ActivityHeld`. Attendance and figures fill the fields by name."""

from datetime import date

from pydantic import Field

from shared.events import Event
from shared.ids import Id


class OfKind(Event):
    """What each of them says: when it was, with whom, how many were there."""

    on: date = Field(examples=["2026-09-12"])
    partner: Id | None = None
    organisation: Id | None = None
    students: int = 0
    guests: int = 0


class PublicEventHeld(OfKind):
    """The school showed itself to the public (C41)."""

    visitors: int = Field(ge=1)


class CommunityContributionRecorded(OfKind):
    """Something was done for the community around the school (C36)."""

    beneficiaries: int = Field(ge=0)
    working_hours: int = Field(ge=0)
