"""Bodies about achievements of students."""

from datetime import date

from pydantic import Field

from services.partners.domain.achievement import Discipline, Level
from services.partners.domain.values import Concentration
from shared.http import Body
from shared.ids import Id


class AchievementBody(Body):
    """What was achieved, by how many. Students by their opaque ids, or counted alone."""

    level: Level
    field: Discipline
    rank: int | None = Field(None, ge=1, le=1_000)
    on: date = Field(examples=["2026-06-20"])
    title: str = Field(min_length=3, max_length=300, examples=["Juara 1 LKS Restaurant Service"])
    organiser: str | None = Field(None, min_length=2, max_length=300)
    students: int = Field(ge=1, le=10_000, examples=[2])
    known: tuple[Id, ...] = Field(default=(), max_length=500)
    concentration: Concentration | None = None
    partner: Id | None = None


class ProvenAchievementBody(AchievementBody):
    """With the evidence that there is."""

    evidence: tuple[Id, ...] = Field(default=(), max_length=50)


class ConsentBody(Body):
    """A student whose consent, or whose guardian's, stands in an attachment."""

    student: Id
    proof: Id


class WithdrawalBody(Body):
    """A student who agrees no longer, or whose guardian does not."""

    student: Id
