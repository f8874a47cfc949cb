"""What the parties of an MoU or an agreement agree on."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.partners.domain.values import ActivityKind, Concentration, ContentHash, Department, Zone
from shared.days import Period
from shared.events import TextRef, Value
from shared.ids import Id

Side = Literal["school", "organisation"]

AgreementKind = Literal[
    "placement",
    "teacher_internship",
    "guest_teaching",
    "curriculum",
    "production_unit",
    "certification",
    "recruitment",
    "industry_class",
]
"""What an agreement is about; its MoU's scope must name it."""

Purpose = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{2,39}$"), Field(examples=["transport"])]
"""What money is for: `transport`, `allowance`, `insurance`, `honorarium`, `equipment`, … (open)."""


class Party(Value):
    """A school or an organisation that signs."""

    kind: Side
    id: Id


class Parties(Value):
    """Everybody who signs: any number of schools and organisations."""

    schools: tuple[Id, ...] = Field(min_length=1)
    """The first one drafted it."""
    organisations: tuple[Id, ...] = Field(min_length=1)

    def all(self) -> tuple[Party, ...]:
        """Schools first."""
        return (
            *(Party(kind="school", id=id) for id in self.schools),
            *(Party(kind="organisation", id=id) for id in self.organisations),
        )

    @property
    def owner(self) -> Party:
        """The school that drafted, and in whose stream everything stands."""
        return Party(kind="school", id=self.schools[0])


class QuotaLine(Period):
    """Places that an organisation grants at one site."""

    grant: Id
    site: Id
    department: Department | None = None
    concentration: Concentration
    places: int = Field(ge=1, le=10_000)


class Clause(Value):
    """A right or a duty of one side. Its words are free text, so only a pointer to them is here."""

    of: Side
    kind: Literal["right", "duty"]
    text: TextRef


class Funding(Value):
    """Money that one of the two, or somebody else, gives for a purpose."""

    by: Literal["school", "organisation", "government", "parents"]
    purpose: Purpose
    rupiah: int = Field(ge=0, le=10**13, examples=[16_800])


class AgreementTerms(Period):
    """The terms of an agreement between one school and one organisation, with a pointer to its text."""

    agreement: Id
    kind: AgreementKind
    school: Id
    organisation: Id
    sites: tuple[Id, ...] = Field(min_length=1)
    concentrations: tuple[Concentration, ...] = Field(min_length=1)
    insured_until: date | None = None
    """Last day that the insurance (BPJS Ketenagakerjaan) of those who are sent covers; none: not insured."""
    insured_by: Literal["school", "organisation", "government"] | None = None
    """Who pays the insurance."""
    funding: tuple[Funding, ...] = ()
    clauses: tuple[Clause, ...] = ()
    quota: tuple[QuotaLine, ...] = ()
    text: TextRef
    content_hash: ContentHash

    @property
    def insured(self) -> bool:
        """The insurance covers every day."""
        return self.insured_until is not None and self.insured_until >= self.ends_on


class Carried(AgreementTerms):
    """An agreement of the MoU before, with the days that it has under the one that follows."""

    number: str | None = None


class MoUTerms(Period):
    """The terms of an MoU with a pointer to its text."""

    programme: Id | None = None
    """None of one that was recorded: it was signed before, or outside, the system."""
    parties: Parties
    scope: tuple[ActivityKind, ...] = Field(min_length=1)
    concentrations: tuple[Concentration, ...] = Field(min_length=1)
    zone: Zone
    notice_days: int = Field(default=0, ge=0, le=365)
    """How long before its day a termination must be announced."""
    renews: Id | None = None
    """The MoU that this one follows."""
    carries: tuple[Carried, ...] = ()
    """Agreements of the MoU before that go on under this one, with the days that they then have."""
    text: TextRef
    content_hash: ContentHash
