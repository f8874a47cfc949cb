"""Bodies about programmes."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from services.partners.bodies.values import FreeText, GivenSchoolYear, Undertaking
from services.partners.domain.aims import BudgetSource, Target
from services.partners.domain.endorsing import Group
from services.partners.domain.values import Concentration, ContentHash
from shared.http import Body
from shared.ids import Id

Aim = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]


class TargetBody(Body, Target):
    """A figure to reach."""


class PlannedActivityBody(Body):
    """What is to be done, and when where that is known."""

    kind: Undertaking
    starts_on: date | None = None
    ends_on: date | None = None
    description: Aim | None = Field(None, examples=["Pembekalan oleh kepala dapur"])


class BudgetLineBody(Body):
    """Money for something, in rupiah, and where it comes from."""

    amount: int = Field(ge=1, le=10**13, examples=[15_000_000])
    source: BudgetSource
    organisation: Id | None = None
    purpose: Aim | None = Field(None, examples=["Transportasi siswa"])


Aims = Annotated[tuple[Aim, ...], Field(max_length=50, examples=[["Siswa mengenal dapur hotel berbintang."]])]
Targets = Annotated[tuple[TargetBody, ...], Field(max_length=100)]
Budget = Annotated[tuple[BudgetLineBody, ...], Field(max_length=200)]


class ProgrammeBody(Body):
    """What a programme states."""

    kinds: tuple[Undertaking, ...] = Field(min_length=1, max_length=20, examples=[["placement", "teacher_internship"]])
    concentrations: tuple[Concentration, ...] = Field(min_length=1, max_length=50, examples=[["9.1.1"]])
    school_year: GivenSchoolYear
    title: str = Field(min_length=3, max_length=300, examples=["PKL perhotelan di Yogyakarta"])
    aims: Aims = ()
    targets: Targets = ()
    activities: tuple[PlannedActivityBody, ...] = Field((), max_length=200)
    budget: Budget = ()


class ProposeProgrammeBody(ProgrammeBody):
    """What a school wants to do together with a partner."""

    partner: Id


class ContactIdBody(Body):
    """A contact of the partner."""

    person: Id


class EndorsementBody(Body):
    """For which group the caller speaks, and which content it saw."""

    group: Group
    content_hash: ContentHash


class ObjectionBody(Body):
    """Why the group objects."""

    group: Group
    reason: FreeText
    content_hash: ContentHash | None = None
    """What was read; refused where that is not the present content."""
