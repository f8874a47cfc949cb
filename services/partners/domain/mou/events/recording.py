"""What happens to an MoU that was signed on paper before, or outside, the system."""

from pydantic import Field

from services.partners.domain.mou.events.course import Course
from services.partners.domain.mou.terms import MoUTerms
from shared.events import Event
from shared.ids import Id


class MoURecorded(MoUTerms, Event):
    """An MoU that everybody had signed before, or outside, the system was written down with its number (C3)."""

    number: str = Field(min_length=1, max_length=100, examples=["421.5/117/SMKN3/2025"])
    evidence: tuple[Id, ...] = ()
    """The scan."""
    by: str


class MoUScanAdded(Event):
    """The scan of a recorded MoU was added (C3)."""

    evidence: tuple[Id, ...] = Field(min_length=1)
    by: str


class MoUProgrammeNamed(Course):
    """What is carried out under a recorded MoU, and evaluated before its renewal, was named (C3)."""

    programme: Id
    by: str
