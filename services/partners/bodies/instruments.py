"""Bodies about instruments."""

from pydantic import Field

from services.partners.domain.instrument import CriterionCode
from shared.http import Body


class LabelBody(Body):
    """A word of the alliance's vocabulary in both languages."""

    id: str = Field(min_length=1, max_length=200, examples=["Mutu bimbingan"])
    en: str = Field(min_length=1, max_length=200, examples=["Quality of mentoring"])


class ScaleBody(Body):
    """Whole points, both ends included."""

    least: int = Field(default=1, ge=0, le=1_000)
    most: int = Field(default=5, ge=1, le=1_000)


class CriterionBody(Body):
    """One thing that is scored."""

    code: CriterionCode
    label: LabelBody
    weight: int = Field(ge=1, le=100, description="Per cent; all weights of an instrument are 100.", examples=[40])


class InstrumentBody(Body):
    """What is asked, on which scale, with which weights."""

    name: LabelBody
    scale: ScaleBody = ScaleBody()
    criteria: tuple[CriterionBody, ...] = Field(min_length=1, max_length=50)
