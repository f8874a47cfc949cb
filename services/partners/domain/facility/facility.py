"""A room or workshop of a school that sister schools may borrow: kitchen lab, training room, hall (C28)."""

from datetime import datetime
from typing import Final, Literal

from pydantic import Field

from services.partners.domain.facility.hours import OpenHours
from services.partners.domain.values import Zone
from shared.decider import Decider, changes, rules
from shared.events import Audience, Command, Event, TextRef, Value
from shared.ids import Id
from shared.refusals import Refused

FacilityKind = Literal["kitchen", "workshop", "laboratory", "hotel_training", "classroom", "hall", "other"]
FacilityStatus = Literal["open", "closed"]


class FacilityTerms(Value):
    """What is fixed of a facility. Its name is that of a place, as a site's."""

    school: Id
    """Whose it is."""
    name: str = Field(examples=["Dapur praktik"])
    kind: FacilityKind
    zone: Zone
    hours: tuple[OpenHours, ...] = ()
    """When it may be used; none: always."""
    capacity: int = Field(ge=1, le=100_000, examples=[24])
    """People at once."""
    answer_days: int = Field(3, ge=1, le=60)
    """Days after which a request lapses that nobody answered."""
    ahead_days: int = Field(370, ge=1, le=1000)
    """How many days ahead it can be booked."""
    rules: TextRef | None = None


class FacilityRegistered(FacilityTerms, Event):
    """A school entered a facility that can be booked (C28)."""

    by: str


class FacilityRevised(FacilityTerms, Event):
    """Hours, rules or capacity of a facility changed; what is booked stays (C28)."""

    by: str


class FacilityShared(Event):
    """A sister school may see when it is free, and ask to borrow it (C28)."""

    school: Id
    by: str


class FacilityWithdrawn(Event):
    """A sister school may not ask for it any more; what is booked stays (C28)."""

    school: Id
    by: str


class FacilityClosed(Event):
    """Nothing more is booked there (C28)."""

    by: str


FacilityEvent = FacilityRegistered | FacilityRevised | FacilityShared | FacilityWithdrawn | FacilityClosed


class RegisterFacility(FacilityTerms, Command):
    """Enter a facility."""

    by: str


class ReviseFacility(FacilityTerms, Command):
    """Change what is fixed of it."""

    by: str


class ShareFacility(Command):
    """Share it with exactly these schools."""

    schools: tuple[Id, ...]
    by: str


class CloseFacility(Command):
    """Book nothing more there."""

    by: str


class Facility(Value):
    """What is known of a facility."""

    terms: FacilityTerms
    shared_with: tuple[Id, ...] = ()
    status: FacilityStatus = "open"

    def seen_by(self, school: str) -> bool:
        """Whether the school may know of it."""
        return school == self.terms.school or school in self.shared_with


def _register(command: RegisterFacility, _now: datetime) -> list[FacilityEvent]:
    _check_hours(command)
    return [FacilityRegistered.model_validate(command.model_dump())]


def _revise(facility: Facility, command: ReviseFacility, _now: datetime) -> list[FacilityEvent]:
    _must_be_open(facility)
    _check_hours(command)
    return [FacilityRevised.model_validate(command.model_dump())]


def _share(facility: Facility, command: ShareFacility, _now: datetime) -> list[FacilityEvent]:
    _must_be_open(facility)
    if facility.terms.school in command.schools:
        raise Refused(
            "shared-with-itself", "The school has the facility already.", mend="Name sister schools, not the owner."
        )
    added = sorted(set(command.schools) - set(facility.shared_with))
    removed = sorted(set(facility.shared_with) - set(command.schools))
    shared = [FacilityShared(school=school, by=command.by) for school in added]
    return [*shared, *(FacilityWithdrawn(school=school, by=command.by) for school in removed)]


def _close(facility: Facility, command: CloseFacility, _now: datetime) -> list[FacilityEvent]:
    _must_be_open(facility)
    return [FacilityClosed(by=command.by)]


def _must_be_open(facility: Facility) -> None:
    if facility.status == "closed":
        raise Refused("facility-closed", "The facility was closed.", mend="Choose another facility.")


def _check_hours(terms: FacilityTerms) -> None:
    if any(hours.is_empty for hours in terms.hours):
        raise Refused(
            "closes-before-opening",
            "It closes before it opens.",
            mend="Let `closes` be later than `opens`; split hours across midnight into two days.",
        )


def _withdrawn(facility: Facility, event: FacilityWithdrawn) -> Facility:
    return facility.but(shared_with=tuple(school for school in facility.shared_with if school != event.school))


FACILITY: Final[Decider[Facility, Command, FacilityEvent]] = Decider(
    name="facility",
    state=Facility,
    events=FacilityEvent,
    decide=rules(
        "facility",
        {RegisterFacility: _register},
        {ReviseFacility: _revise, ShareFacility: _share, CloseFacility: _close},
    ),
    evolve=changes(
        lambda event: Facility(terms=FacilityTerms.model_validate(event.model_dump())),
        {
            FacilityRevised: lambda old, event: old.but(terms=FacilityTerms.model_validate(event.model_dump())),
            FacilityShared: lambda old, event: old.but(shared_with=(*old.shared_with, event.school)),
            FacilityWithdrawn: _withdrawn,
            FacilityClosed: lambda old, _: old.but(status="closed"),
        },
    ),
    audience=lambda facility, event: Audience(
        schools=tuple(
            sorted({*facility.shared_with, *([event.school] if isinstance(event, FacilityWithdrawn) else [])})
        )
    ),
)
