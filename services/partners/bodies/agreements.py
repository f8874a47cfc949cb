"""Bodies about agreements under an MoU."""

from datetime import date
from typing import Literal

from pydantic import Field

from services.partners.bodies.values import FreeText, Undertaking
from services.partners.domain.mou.terms import AgreementKind, Purpose, Side
from services.partners.domain.values import Concentration, Department
from shared.http import Body
from shared.ids import Id


class QuotaBody(Body):
    """Places at one site; the agreement's period when none is given."""

    grant: Id | None = None
    """In an addendum: the places that change; new ones when none."""
    site: Id
    department: Department | None = None
    concentration: Concentration
    places: int = Field(ge=1, le=10_000, examples=[4])
    starts_on: date | None = None
    ends_on: date | None = None


class ClauseBody(Body):
    """A right or a duty of one of the two. Kept as free text; only an id travels."""

    of: Side
    kind: Literal["right", "duty"]
    text: FreeText = Field(examples=["Menyediakan pembimbing di setiap dapur."])


class FundingBody(Body):
    """Money that one of the two, or somebody else, gives for a purpose."""

    by: Literal["school", "organisation", "government", "parents"]
    purpose: Purpose
    rupiah: int = Field(ge=0, le=10**13, examples=[16_800])


class AgreementBody(Body):
    """Terms and text of an agreement under an MoU."""

    kind: AgreementKind
    organisation: Id
    sites: tuple[Id, ...] = Field(min_length=1, max_length=50)
    concentrations: tuple[Concentration, ...] = Field(min_length=1, max_length=50, examples=[["9.1.1"]])
    starts_on: date = Field(examples=["2026-08-01"])
    ends_on: date = Field(examples=["2027-06-30"])
    insured_until: date | None = Field(None, examples=["2027-06-30"])
    insured_by: Literal["school", "organisation", "government"] | None = None
    funding: tuple[FundingBody, ...] = Field(default=(), max_length=50)
    clauses: tuple[ClauseBody, ...] = Field(default=(), max_length=100)
    """Rights and duties, beside the text."""
    quota: tuple[QuotaBody, ...] = Field(default=(), max_length=100)
    text: str = Field(min_length=1, max_length=200_000, examples=["Pasal 1. Ruang lingkup …"])


class MoUChangeBody(Body):
    """What an addendum changes in the MoU; what is left out stays."""

    ends_on: date | None = Field(None, examples=["2030-07-12"])
    scope: tuple[Undertaking, ...] | None = Field(None, min_length=1, max_length=20)
    concentrations: tuple[Concentration, ...] | None = Field(None, min_length=1, max_length=50)
    notice_days: int | None = Field(None, ge=0, le=365)
    text: str = Field(min_length=1, max_length=200_000, examples=["Adendum: masa berlaku diperpanjang."])


class AgreementChangeBody(Body):
    """What an addendum changes in an agreement; what is left out stays, lists are given whole."""

    ends_on: date | None = Field(None, examples=["2027-07-31"])
    sites: tuple[Id, ...] | None = Field(None, min_length=1, max_length=50)
    concentrations: tuple[Concentration, ...] | None = Field(None, min_length=1, max_length=50)
    insured_until: date | None = None
    insured_by: Literal["school", "organisation", "government"] | None = None
    funding: tuple[FundingBody, ...] | None = Field(None, max_length=50)
    clauses: tuple[ClauseBody, ...] | None = Field(None, max_length=100)
    quota: tuple[QuotaBody, ...] | None = Field(None, max_length=100)
    text: str = Field(min_length=1, max_length=200_000, examples=["Adendum: kuota menjadi enam tempat."])
