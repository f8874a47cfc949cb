"""Bodies about industry classes."""

from datetime import date

from pydantic import Field

from services.partners.bodies.values import FreeText
from services.partners.domain.values import Concentration
from shared.http import Body
from shared.ids import Id


class TeachersBody(Body):
    """Members of the school who teach the class."""

    teachers: tuple[Id, ...] = Field(min_length=1, max_length=50)


class IndustryClassBody(TeachersBody):
    """A class with a partner, under an agreement of the kind `industry_class`."""

    partner: Id
    mou: Id
    agreement: Id
    concentration: Concentration
    starts_on: date = Field(examples=["2026-08-03"])
    ends_on: date = Field(examples=["2027-06-30"])
    places: int = Field(ge=1, le=1_000, examples=[30])


class OutcomesBody(Body):
    """What became of those who were in the class."""

    enrolled: int = Field(ge=0, le=1_000)
    completed: int = Field(ge=0, le=1_000)
    certified: int = Field(0, ge=0, le=1_000)
    hired: int = Field(0, ge=0, le=1_000)
    notes: FreeText | None = None
