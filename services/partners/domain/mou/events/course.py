"""What happens to an MoU once everybody has signed it."""

from datetime import date

from pydantic import Field

from services.partners.domain.mou.terms import Parties
from services.partners.domain.values import ActivityKind, Concentration, ContentHash
from shared.days import Period
from shared.events import Event, TextRef
from shared.ids import Id


class Course(Period, Event):
    """What every later event of an MoU says: whose it is and for how long."""

    parties: Parties


class MoUActivated(Course):
    """The MoU came into force (C3)."""

    on: date
    """The day in the zone of the school that drafted."""
    programme: Id | None = None
    """None of one that was signed before, or outside, the system."""
    renews: Id | None = None


class MoUExpiring(Course):
    """The MoU ends in 90, 30 or 7 days (C3)."""

    days: int = Field(examples=[90])


class MoUPartnerTold(Course):
    """Somebody at a partner without a system of its own was sent a letter that the MoU ends in so many days (C3)."""

    organisation: Id
    person: Id
    days: int = Field(examples=[90])


class MoURenewalBegun(Course):
    """An MoU that is to follow was drafted (C3)."""

    by: Id
    """The MoU that is to follow."""


class MoURenewalDropped(Course):
    """The MoU that was to follow will not (C3)."""

    by: Id
    """The MoU that was to follow."""


class MoULetGo(Course):
    """The school decided to let the MoU end without another one (C3)."""

    by: str


class MoUExpired(Course):
    """The last day of the MoU is over (C3)."""


class MoURenewed(Course):
    """Another MoU took its place (C3)."""

    by: Id
    """The MoU that follows."""


class MoUSuspended(Course):
    """Nothing new is begun under the MoU until it is resumed (C3)."""

    by: str
    reason: TextRef


class MoUResumed(Course):
    """The MoU is in force again (C3)."""

    by: str


class MoUTerminationAnnounced(Course):
    """Notice was given: the MoU ends before its time, on this day (C3)."""

    by: str
    reason: TextRef
    effective_on: date
    """The first day on which it holds no more."""


class MoUTerminationWithdrawn(Course):
    """The notice was taken back in time (C3)."""

    by: str


class MoUTerminated(Course):
    """The MoU ended before its time (C3)."""

    by: str
    reason: TextRef


class MoUAmended(Course):
    """An addendum that everybody signed changed the terms (C3)."""

    addendum: Id
    on: date
    """The day in the zone of the school that drafted."""
    scope: tuple[ActivityKind, ...]
    concentrations: tuple[Concentration, ...]
    notice_days: int
    content_hash: ContentHash
    """Of the addendum."""
