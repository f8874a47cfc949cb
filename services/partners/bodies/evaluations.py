"""Bodies about evaluations."""

from datetime import date

from pydantic import Field

from services.partners.bodies.values import FreeText
from services.partners.domain.instrument import CriterionCode
from shared.http import Body
from shared.ids import Id


class OpenEvaluationBody(Body):
    """Which programme in which days, by which instrument (its newest edition), until when."""

    programme: Id
    instrument: Id
    starts_on: date = Field(examples=["2026-07-13"])
    ends_on: date = Field(examples=["2027-06-30"])
    due_on: date = Field(description="Last day to score, in the school's zone.", examples=["2027-05-31"])


class ScoreBody(Body):
    """Points for one criterion."""

    criterion: CriterionCode
    points: int = Field(ge=0, le=1_000, examples=[4])


class ViewBody(Body):
    """How the caller's side sees the partnership: each criterion once. Nobody sees it before both sides have scored."""

    scores: tuple[ScoreBody, ...] = Field(min_length=1, max_length=50)
    remark: FreeText | None = Field(None, examples=["Pembimbing dapur sangat membantu."])


class ExtensionBody(Body):
    """A later last day."""

    due_on: date = Field(examples=["2027-06-14"])
