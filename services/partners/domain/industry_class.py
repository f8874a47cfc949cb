"""A class that a school runs together with a partner, under an agreement: opened → closed (C12)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import Field

from services.partners.domain.evidence import AddEvidence, EvidenceAdded, not_yet_shown
from services.partners.domain.line import LINE, duty
from services.partners.domain.values import Concentration, Zone, must_be_due
from shared.agenda import Addressee, Dated, Need
from shared.days import Period, midnight
from shared.decider import Decider, Due, changes, rules
from shared.events import Audience, Command, Event, TextRef, Value
from shared.ids import Id
from shared.refusals import Refused

KIND = "industry_class"
"""The kind of an agreement under which classes are opened."""


class Terms(Period):
    """With whom, under what, of which concentration, for how many and who teaches."""

    partner: Id
    organisation: Id
    mou: Id
    agreement: Id
    concentration: Concentration
    places: int = Field(ge=1, le=1_000)
    teachers: tuple[Id, ...] = ()
    """Members of the school."""
    zone: Zone


class Outcomes(Value):
    """What became of those who were in the class."""

    enrolled: int = Field(ge=0)
    completed: int = Field(ge=0)
    certified: int = Field(0, ge=0)
    hired: int = Field(0, ge=0)
    """By the partner."""


class IndustryClassOpened(Terms, Event):
    """A class with a partner was opened (C12)."""

    by: str


class IndustryClassStaffed(Event):
    """Others teach the class now (C12)."""

    teachers: tuple[Id, ...] = Field(min_length=1)
    by: str


class IndustryClassOver(Event):
    """The last day of the class is over; its outcomes are to be recorded (C12)."""

    ends_on: date = Field(examples=["2027-06-30"])


class IndustryClassClosed(Event):
    """The class was closed with its outcomes (C12)."""

    partner: Id
    organisation: Id
    concentration: Concentration
    outcomes: Outcomes
    notes: TextRef | None = None
    by: str


class IndustryClassEvidenceAdded(EvidenceAdded):
    """There is evidence of the class (C4, C12)."""


IndustryClassEvent = (
    IndustryClassOpened | IndustryClassStaffed | IndustryClassOver | IndustryClassClosed | IndustryClassEvidenceAdded
)


class AgreementFact(Period):
    """What the class needs to know of its agreement."""

    status: str
    kind: str
    organisation: Id
    concentrations: tuple[Concentration, ...]


class OpenClass(Command):
    """Open a class."""

    terms: Terms
    agreement: AgreementFact
    taught: tuple[Concentration, ...] = ()
    """Fact: concentrations of the school; not checked when none are known."""
    organisations: tuple[Id, ...] = ()
    """Fact: the partner's organisation and the entries of the register that were merged into it."""
    by: str


class StaffClass(Command):
    """Say who teaches."""

    teachers: tuple[Id, ...]
    by: str


class NoteClassOver(Command):
    """Its last day is over."""


class CloseClass(Command):
    """Close it with its outcomes, also before its time."""

    outcomes: Outcomes
    notes: TextRef | None = None
    by: str


class IndustryClass(Value):
    """What is known of a class."""

    terms: Terms
    status: Literal["opened", "closed"] = "opened"
    over: bool = False
    outcomes: Outcomes | None = None
    evidence: tuple[Id, ...] = ()


def _open(command: OpenClass, _now: datetime) -> list[IndustryClassEvent]:
    terms, agreement = command.terms, command.agreement
    if terms.ends_on < terms.starts_on:
        raise Refused("ends-not-after-start", "The class ends before it starts.", mend="Give a later last day.")
    if agreement.kind != KIND or agreement.status not in ("signed", "active"):
        raise Refused(
            "no-class-agreement",
            f"The agreement is on {agreement.kind} and {agreement.status}.",
            mend="Sign an agreement of the kind industry_class first.",
        )
    if agreement.organisation not in (terms.organisation, *command.organisations):
        raise Refused("not-of-this-partner", "The agreement is with another partner.", mend="Name its partner.")
    if not agreement.covers(terms):
        raise Refused(
            "class-outside-agreement",
            "The class has days outside the agreement's period.",
            mend=f"Stay within {agreement.starts_on} and {agreement.ends_on}.",
        )
    if terms.concentration not in agreement.concentrations:
        raise Refused(
            "class-outside-agreement",
            f"The agreement does not cover {terms.concentration}.",
            mend=f"It covers {', '.join(agreement.concentrations)}.",
        )
    if command.taught and terms.concentration not in command.taught:
        raise Refused(
            "not-taught-here", f"The school does not teach {terms.concentration}.", mend="Name one that it teaches."
        )
    _taught(terms.teachers)
    return [IndustryClassOpened(**dict(terms), by=command.by)]


def _taught(teachers: tuple[str, ...]) -> None:
    if not teachers:
        raise Refused("class-without-teacher", "Nobody teaches the class.", mend="Name at least one teacher.")


def _staff(old: IndustryClass, command: StaffClass, _now: datetime) -> list[IndustryClassEvent]:
    _still_open(old)
    _taught(command.teachers)
    return [] if command.teachers == old.terms.teachers else [IndustryClassStaffed(**dict(command))]


def _over_at(old: IndustryClass) -> datetime:
    return midnight(old.terms.ends_on + timedelta(days=1), old.terms.zone)


def _note_over(old: IndustryClass, _command: NoteClassOver, now: datetime) -> list[IndustryClassEvent]:
    if old.status == "closed" or old.over:
        return []
    must_be_due(_over_at(old), now)
    return [IndustryClassOver(ends_on=old.terms.ends_on)]


def _close(old: IndustryClass, command: CloseClass, _now: datetime) -> list[IndustryClassEvent]:
    _still_open(old)
    seen, terms = command.outcomes, old.terms
    if seen.enrolled > terms.places or max(seen.completed, seen.certified, seen.hired) > seen.enrolled:
        raise Refused(
            "outcomes-do-not-add-up",
            "More were enrolled than there are places, or more succeeded than were enrolled.",
            mend=f"Give at most {terms.places} enrolled, and no outcome above that.",
        )
    whose = {name: getattr(terms, name) for name in ("partner", "organisation", "concentration")}
    return [IndustryClassClosed(**whose, outcomes=seen, notes=command.notes, by=command.by)]


def _add(old: IndustryClass, command: AddEvidence, _now: datetime) -> list[IndustryClassEvent]:
    new = not_yet_shown(old.evidence, command.evidence)
    return [IndustryClassEvidenceAdded(evidence=new, by=command.by)] if new else []


def _still_open(old: IndustryClass) -> None:
    if old.status != "opened":
        raise Refused("class-closed", "The class is closed.", mend="Open another class.")


def _due(state: IndustryClass) -> Due | None:
    if state.status == "closed" or state.over:
        return None
    return Due(_over_at(state), NoteClassOver(), "industry-class-over")


def _needs(state: IndustryClass) -> Iterator[Need]:
    if state.status == "opened" and state.over:
        action = "POST /schools/{school}/industry-classes/{id}/closure"
        yield Need(what="close-class", whom=duty("document_activities"), action=action, by=state.terms.ends_on)
    if state.status == "closed" and not state.evidence:
        action = "POST /schools/{school}/industry-classes/{id}/evidence"
        yield Need(what="document-class", whom=duty("document_activities"), action=action)


def _dates(state: IndustryClass) -> Iterator[Dated]:
    """The whole period, for the line and for whoever teaches."""
    if state.status == "opened":
        terms = state.terms
        for key, whom in [("", Addressee(roles=LINE)), *((each, Addressee(member=each)) for each in terms.teachers)]:
            yield Dated(what="industry-class", whom=whom, starts=terms.starts_on, ends=terms.ends_on, key=key)


INDUSTRY_CLASS: Decider[IndustryClass, Command, IndustryClassEvent] = Decider(
    name="industry-class",
    state=IndustryClass,
    events=IndustryClassEvent,
    decide=rules(
        "industry class",
        {OpenClass: _open},
        {StaffClass: _staff, NoteClassOver: _note_over, CloseClass: _close, AddEvidence: _add},
    ),
    evolve=changes(
        lambda event: IndustryClass(terms=Terms.model_validate(event.model_dump())),
        {
            IndustryClassStaffed: lambda old, e: old.but(terms=old.terms.but(teachers=e.teachers)),
            IndustryClassOver: lambda old, _: old.but(over=True),
            IndustryClassClosed: lambda old, e: old.but(status="closed", outcomes=e.outcomes),
            IndustryClassEvidenceAdded: lambda old, e: old.but(evidence=(*old.evidence, *e.evidence)),
        },
    ),
    audience=lambda state, _: Audience(partners=(state.terms.organisation,)),
    due=_due,
    needs=_needs,
    dates=_dates,
    fold=3,
)
