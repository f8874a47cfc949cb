"""What can be asked of an activity. Facts from elsewhere stand in the command."""

from datetime import date

from pydantic import Field

from services.partners.domain.activity.values import Attendance, Evidence, Plan
from shared.events import Actor, Command, TextRef, Value
from shared.ids import Id


class PartnerFact(Value):
    """What the activity needs to know of the partnership."""

    status: str
    kind: str
    absorbed: tuple[Id, ...] = ()
    """Partnerships united with it."""
    organisations: tuple[Id, ...] = ()
    """Its organisation and the entries of the register that were merged into it."""


class DocumentFact(Value):
    """What it needs to know of the MoU or agreement that it is held under."""

    status: str
    organisations: tuple[Id, ...]
    starts_on: date
    ends_on: date


class ProgrammeFact(Value):
    """What it needs to know of its programme."""

    status: str
    partner: Id


class Planning(Command):
    """A plan with what is known of everything that it names."""

    plan: Plan
    by: str
    partner: PartnerFact | None = None
    programme: ProgrammeFact | None = None
    mou: DocumentFact | None = None
    agreement: DocumentFact | None = None
    sites: tuple[Id, ...] = ()
    """Sites of the partner in the register."""


class PlanActivity(Planning):
    """Plan an activity."""


class ReplanActivity(Planning):
    """Change time, place or company of what is planned."""


class NotePassed(Command):
    """The planned time is over."""


class Attending(Command):
    """Who was there, and the figures that the kind asks for."""

    attendance: Attendance
    figures: dict[str, int] = Field(default={})
    by: Actor


class HoldActivity(Attending):
    """It took place."""

    notes: TextRef | None = None


class CorrectAttendance(Attending):
    """It was otherwise."""

    reason: TextRef


class DocumentActivity(Command):
    """Show evidence of it."""

    evidence: tuple[Evidence, ...]
    report: TextRef | None = None
    by: Actor


class AddEvidence(Command):
    """Show more evidence."""

    evidence: tuple[Evidence, ...]
    by: Actor


class CancelActivity(Command):
    """It does not take place."""

    reason: TextRef
    by: Actor
