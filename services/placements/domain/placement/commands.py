"""What somebody wants done with a placement. Facts that belong to others are fields, filled by the caller."""

from datetime import date

from services.placements.domain.cohort import Cohort
from services.placements.domain.grant import Grant
from services.placements.domain.placement.events import Cause, LogbookEntry, Way
from services.placements.domain.placement.values import Scores, Shift
from services.placements.domain.student import Student
from shared.days import Period
from shared.events import Actor, Command, TextRef
from shared.ids import Id


class ProposePlacement(Command):
    """Let a student go to a partner; slot and days are taken in the same transaction.

    Student, cohort and grant are facts as they stood a moment ago; what must hold together is on the grant's stream.
    """

    placement: Id
    school: Id
    student: Student
    cohort: Cohort
    grant: Grant
    period: Period
    predecessor: Id | None = None
    carried_minutes: int = 0
    by: Actor


class OfferPlacement(Command):
    """Ask the partner."""

    by: Actor


class AcceptPlacement(Command):
    """The partner says yes."""

    industry_supervisor: Id
    evidence: TextRef | None
    by: Actor


class RejectPlacement(Command):
    """The partner says no."""

    reason: TextRef
    by: Actor


class AssignSchoolSupervisor(Command):
    """Name the member of the school who supervises."""

    supervisor: Id
    by: Actor


class AssignIndustrySupervisor(Command):
    """Name somebody else of the partner."""

    supervisor: Id
    by: Actor


class RequestSupervision(Command):
    """Write to the industry supervisor."""

    by: Actor


class RequestConsent(Command):
    """Write to the guardian."""

    guardian: Id
    by: Actor


class RecordConsent(Command):
    """The guardian agrees. `guardian` is a fact: who is the student's guardian now."""

    guardian: Id
    how: Way
    evidence: TextRef | None
    by: Actor


class RevokeConsent(Command):
    """The guardian no longer agrees. `guardian` is a fact, as for the consent."""

    guardian: Id
    how: Way
    by: Actor


class CompleteBriefing(Command):
    """Record the briefing."""

    held_on: date
    by: Actor


class RecordInsurance(Command):
    """Record the insurance."""

    scheme: str
    period: Period
    by: Actor


class RecordTravelDocuments(Command):
    """Record what was seen."""

    passport: bool
    visa: bool
    sponsor: Id | None
    by: Actor


class SetRoster(Command):
    """Say when and in what kind of place the student works. `age` and `female` are facts from `people`."""

    place: str
    shifts: tuple[Shift, ...]
    from_on: date | None
    """Without one it is the first day, and today once the placement runs."""
    age: int
    female: bool
    by: Actor


class ClearPlacement(Command):
    """Confirm that everything is there. `age` is a fact from `people`, in years, today."""

    age: int
    by: Actor


class StartInternship(Command):
    """The first day has come; time itself gives this command."""


class RecordLogbook(Command):
    """Write days into the logbook, a day or a month at once."""

    entries: tuple[LogbookEntry, ...]
    by: Actor


class ApproveLogbook(Command):
    """Approve the days of a span exactly as `seal` names them."""

    period: Period
    seal: str
    how: Way
    by: Actor


class ReportIncident(Command):
    """Say that something happened."""

    incident: Id
    kind: str
    happened_on: date
    text: TextRef
    by: Actor


class AssessInternship(Command):
    """Assess for the school or for the partner, whichever the actor supervises for."""

    scores: Scores
    remarks: TextRef | None
    by: Actor


class CompleteInternship(Command):
    """Close it as carried out in full."""

    by: Actor


class WithdrawPlacement(Command):
    """Call it off before the first day."""

    reason: TextRef
    by: Actor


class TerminatePlacement(Command):
    """Break it off."""

    ended_on: date
    reason: TextRef
    by: Actor


class TransferPlacement(Command):
    """Let the student go on elsewhere, from the day after `ended_on`."""

    successor: Id
    ended_on: date
    minutes: int
    """A fact: what the successor was told that it carries."""
    reason: TextRef
    by: Actor


class FlagPlacement(Command):
    """Point out that what it stands on has changed."""

    cause: Cause


PlacementCommand = (
    ProposePlacement
    | OfferPlacement
    | AcceptPlacement
    | RejectPlacement
    | AssignSchoolSupervisor
    | AssignIndustrySupervisor
    | RequestSupervision
    | RequestConsent
    | RecordConsent
    | RevokeConsent
    | CompleteBriefing
    | RecordInsurance
    | RecordTravelDocuments
    | SetRoster
    | ClearPlacement
    | StartInternship
    | RecordLogbook
    | ApproveLogbook
    | ReportIncident
    | AssessInternship
    | CompleteInternship
    | WithdrawPlacement
    | TerminatePlacement
    | TransferPlacement
    | FlagPlacement
)
