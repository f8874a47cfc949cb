"""Bodies about the principal's reflections."""

from pydantic import Field

from services.partners.bodies.values import FreeText, GivenSchoolYear
from services.partners.domain.reflection import Verdict
from shared.http import Body
from shared.ids import Id


class FindingBody(Body):
    """One conclusion. Kept as free text; only an id travels."""

    verdict: Verdict
    text: FreeText = Field(examples=["Pertahankan pembekalan bersama dapur hotel."])


class ReflectionBody(Body):
    """What to keep, to change, to stop: about one partnership, one programme or one year."""

    partner: Id | None = None
    programme: Id | None = None
    school_year: GivenSchoolYear | None = None
    findings: tuple[FindingBody, ...] = Field(min_length=1, max_length=50)
    evaluations: tuple[Id, ...] = Field(default=(), max_length=50)
