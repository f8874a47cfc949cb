"""Bodies about MoUs that were signed on paper before, or outside, the system."""

from datetime import date

from pydantic import Field

from services.partners.bodies.values import Undertaking
from services.partners.domain.values import Concentration, DocumentNumber
from shared.http import Body
from shared.ids import Id


class ScanBody(Body):
    """The scan of what was signed."""

    evidence: tuple[Id, ...] = Field(min_length=1, max_length=20)


class ProgrammeNameBody(Body):
    """What is carried out under the MoU."""

    programme: Id


class RecordedMoUBody(Body):
    """An MoU as it was signed."""

    number: DocumentNumber
    title: str = Field(min_length=2, max_length=400, examples=["Kerja sama PKL perhotelan"])
    organisations: tuple[Id, ...] = Field(min_length=1, max_length=20)
    starts_on: date = Field(examples=["2025-07-14"])
    ends_on: date = Field(examples=["2028-07-13"])
    """Last day, included."""
    scope: tuple[Undertaking, ...] = Field(default=(), max_length=20, examples=[["placement"]])
    """Every kind of agreement when it is not given: what is recorded as an umbrella narrows nothing."""
    concentrations: tuple[Concentration, ...] = Field(default=(), max_length=50, examples=[["9.1.1"]])
    """Those that the school teaches when they are not given."""
    evidence: tuple[Id, ...] = Field(default=(), max_length=20)
    """The scan, as ids of attachments; asked for until it is there."""


class RecordMoUBody(RecordedMoUBody):
    """An MoU as it was signed, with its scan."""

    evidence: tuple[Id, ...] = Field(min_length=1, max_length=20)
