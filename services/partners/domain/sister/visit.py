"""An observation visit: a school goes to see how another works, and says what it learnt (C28, C29)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, Literal

from pydantic import Field

from services.partners.domain.evidence import DOCUMENTED_WITHIN, AddEvidence, EvidenceAdded, not_yet_shown
from services.partners.domain.line import STAFF, duty
from services.partners.domain.sister.under import UnderFact, check_under, not_of_school, with_itself
from shared.agenda import Addressee, Dated, Need
from shared.decider import Decider, changes, rules
from shared.events import Audience, Command, Event, TextRef, Value
from shared.ids import Id
from shared.refusals import NotFound, Refused

VisitStatus = Literal["planned", "held", "reported", "cancelled"]
REPORT_DAYS: Final = 14
_MATTER: Final = "work_with_sister_schools"


class VisitPlan(Value):
    """Who goes where, when and for what."""

    programme: Id
    host: Id
    guest: Id
    starts: datetime
    ends: datetime
    purpose: TextRef


class ObservationVisitPlanned(VisitPlan, Event):
    """A visit was proposed by guest or host (C28)."""

    school: Id
    """The school that proposed it."""
    by: str


class ObservationVisitAccepted(Event):
    """The other school welcomes it (C28)."""

    school: Id
    by: str


class ObservationVisitHeld(VisitPlan, Event):
    """The visit took place (C28)."""

    teachers: tuple[Id, ...] = Field(min_length=1)
    """Who went, as opaque ids."""
    students: int = Field(0, ge=0)
    by: str


class ObservationVisitReported(VisitPlan, Event):
    """The visiting school says what it learnt (C29)."""

    learnt: TextRef
    evidence: tuple[Id, ...] = ()
    by: str


class ObservationVisitCancelled(Event):
    """Either school called it off (C28)."""

    school: Id
    by: str
    reason: TextRef


class ObservationVisitEvidenceAdded(EvidenceAdded):
    """One of the schools showed evidence of the visit (C4, C28)."""

    school: Id


VisitEvent = (
    ObservationVisitPlanned
    | ObservationVisitAccepted
    | ObservationVisitHeld
    | ObservationVisitReported
    | ObservationVisitCancelled
    | ObservationVisitEvidenceAdded
)


class PlanVisit(VisitPlan, Command):
    """Propose a visit."""

    school: Id
    by: str
    under: UnderFact


class AcceptVisit(Command):
    """Welcome it."""

    school: Id
    by: str


class HoldVisit(Command):
    """Record that it took place."""

    school: Id
    by: str
    teachers: tuple[Id, ...]
    students: int = 0


class ReportVisit(Command):
    """Say what was learnt."""

    school: Id
    by: str
    learnt: TextRef
    evidence: tuple[Id, ...] = ()


class CancelVisit(Command):
    """Call it off."""

    school: Id
    by: str
    reason: TextRef


class AddVisitEvidence(AddEvidence):
    """Show evidence of it, as one of the schools."""

    school: Id


class Visit(Value):
    """What is known of a visit."""

    plan: VisitPlan
    proposed_by: Id
    status: VisitStatus = "planned"
    accepted: bool = False
    teachers: tuple[Id, ...] = ()
    students: int = 0
    learnt: TextRef | None = None
    evidence: tuple[Id, ...] = ()

    @property
    def schools(self) -> tuple[str, ...]:
        """Whom it concerns; nobody else sees it."""
        return (self.plan.host, self.plan.guest)

    @property
    def asked(self) -> str:
        """The school that has to welcome it."""
        return next(school for school in self.schools if school != self.proposed_by)


def _plan(command: PlanVisit, now: datetime) -> list[VisitEvent]:
    if command.host == command.guest:
        raise with_itself()
    if command.school not in (command.host, command.guest):
        raise NotFound("observation-visit")
    check_under(command.under, (command.host, command.guest), "observation_visit")
    check_times(command.starts, command.ends, now)
    return [ObservationVisitPlanned.model_validate(command.model_dump(exclude={"under"}))]


def check_times(starts: datetime, ends: datetime, now: datetime) -> None:
    """Refuse what ends before it starts, or is over already."""
    if ends <= starts:
        raise Refused("ends-before-start", "It ends before it starts.", mend="Let `ends` be later than `starts`.")
    if ends <= now:
        raise Refused("starts-in-the-past", "It is over already.", mend="Choose a time to come.")


def _accept(visit: Visit, command: AcceptVisit, _now: datetime) -> list[VisitEvent]:
    _of_it(visit, command.school)
    _must_be(visit, "planned")
    if command.school != visit.asked:
        raise not_of_school("other school")
    if visit.accepted:
        raise Refused("visit-accepted-already", "It is welcome already.", mend="Nothing has to be done.")
    return [ObservationVisitAccepted(school=command.school, by=command.by)]


def _hold(visit: Visit, command: HoldVisit, now: datetime) -> list[VisitEvent]:
    _of_it(visit, command.school)
    _must_be(visit, "planned")
    if not visit.accepted:
        raise Refused("visit-not-accepted", "The other school has not welcomed it.", mend="Let it accept the visit.")
    if now < visit.plan.starts:
        raise Refused("not-begun-yet", "It has not begun yet.", mend="Record it afterwards.")
    if not command.teachers:
        raise Refused("held-without-attendance", "Nobody went.", mend="Name the teachers who went.")
    who = {"teachers": command.teachers, "students": command.students, "by": command.by}
    return [ObservationVisitHeld(**visit.plan.model_dump(), **who)]


def _report(visit: Visit, command: ReportVisit, _now: datetime) -> list[VisitEvent]:
    _of_it(visit, command.school)
    _must_be(visit, "held")
    if command.school != visit.plan.guest:
        raise not_of_school("visiting school")
    said = {"learnt": command.learnt, "evidence": command.evidence, "by": command.by}
    return [ObservationVisitReported(**visit.plan.model_dump(), **said)]


def _cancel(visit: Visit, command: CancelVisit, _now: datetime) -> list[VisitEvent]:
    _of_it(visit, command.school)
    _must_be(visit, "planned")
    return [ObservationVisitCancelled(**command.model_dump())]


def _add(visit: Visit, command: AddVisitEvidence, _now: datetime) -> list[VisitEvent]:
    _of_it(visit, command.school)
    if visit.status not in ("held", "reported"):
        _must_be(visit, "held")
    new = not_yet_shown(visit.evidence, command.evidence)
    return [ObservationVisitEvidenceAdded(school=command.school, evidence=new, by=command.by)] if new else []


def _of_it(visit: Visit, school: str) -> None:
    if school not in visit.schools:
        raise NotFound("observation-visit")


def _must_be(visit: Visit, status: VisitStatus) -> None:
    if visit.status != status:
        raise Refused(
            f"visit-not-{status}", f"The visit is {visit.status}, not {status}.", mend="Look at how far it has come."
        )


def _needs(visit: Visit) -> Iterator[Need]:
    path = "POST /schools/{school}/visits/{id}"
    if visit.status == "planned":
        what, school = ("hold-visit", visit.plan.guest) if visit.accepted else ("accept-visit", visit.asked)
        action = f"{path}/attendance" if visit.accepted else f"{path}/acceptance"
        by = visit.plan.ends if visit.accepted else visit.plan.starts
        yield Need(what=what, whom=duty(_MATTER, tenant=school), action=action, by=by)
    if visit.status == "held":
        by = visit.plan.ends + timedelta(days=REPORT_DAYS)
        whom = duty(_MATTER, tenant=visit.plan.guest)
        yield Need(what="report-visit", whom=whom, action=f"{path}/report", by=by)
    if visit.status == "reported" and not visit.evidence:
        by = visit.plan.ends + DOCUMENTED_WITHIN
        whom = duty(_MATTER, tenant=visit.plan.guest)
        yield Need(what="document-visit", whom=whom, action=f"{path}/evidence", by=by)


def _dates(visit: Visit) -> Iterator[Dated]:
    if visit.status == "cancelled":
        return
    for school in visit.schools:
        whom = Addressee(roles=(*STAFF, "teacher"), tenant=school)
        yield Dated(what="observation-visit", whom=whom, starts=visit.plan.starts, ends=visit.plan.ends, key=school)


VISIT: Final[Decider[Visit, Command, VisitEvent]] = Decider(
    name="observation-visit",
    state=Visit,
    events=VisitEvent,
    decide=rules(
        "observation-visit",
        {PlanVisit: _plan},
        {AcceptVisit: _accept, HoldVisit: _hold, ReportVisit: _report, CancelVisit: _cancel, AddVisitEvidence: _add},
    ),
    evolve=changes(
        lambda event: Visit(plan=VisitPlan.model_validate(event.model_dump()), proposed_by=event.school),
        {
            ObservationVisitAccepted: lambda old, _: old.but(accepted=True),
            ObservationVisitHeld: lambda old, event: old.but(
                status="held", teachers=event.teachers, students=event.students
            ),
            ObservationVisitReported: lambda old, event: old.but(
                status="reported",
                learnt=event.learnt,
                evidence=(*old.evidence, *not_yet_shown(old.evidence, event.evidence)),
            ),
            ObservationVisitCancelled: lambda old, _: old.but(status="cancelled"),
            ObservationVisitEvidenceAdded: lambda old, event: old.but(evidence=(*old.evidence, *event.evidence)),
        },
    ),
    audience=lambda visit, _: Audience(schools=visit.schools),
    needs=_needs,
    dates=_dates,
    fold=3,
)
