"""The arithmetic of an evaluation: whole numbers only, so that a total is the same wherever it is computed (C5).

A total is in hundredths of a point: weights are per cent, so it is the sum of weight × points, exactly.
"""

import hashlib
import json
from collections.abc import Iterable

from pydantic import Field

from services.partners.domain.instrument import Criterion, CriterionCode, Scale
from shared.events import TextRef, Value, jsonable


class Score(Value):
    """Points for one criterion."""

    criterion: CriterionCode
    points: int = Field(ge=0, le=1_000, examples=[4])


class View(Value):
    """How one side sees the partnership."""

    scores: tuple[Score, ...] = Field(min_length=1, max_length=50)
    remark: TextRef | None = None

    def points(self) -> dict[str, int]:
        """By criterion."""
        return {score.criterion: score.points for score in self.scores}


class Difference(Value):
    """How far apart the two sides are: the school's points less the partner's."""

    criterion: CriterionCode
    points: int
    weighted: int = Field(description="In hundredths of a point of the total.")


def total(criteria: Iterable[Criterion], view: View) -> int:
    """The weighted total in hundredths of a point."""
    points = view.points()
    return sum(criterion.weight * points[criterion.code] for criterion in criteria)


def attainment(scale: Scale, reached: int) -> int:
    """How much of the scale a total reaches, in hundredths of a per cent, rounded down: comparable between scales."""
    return (reached - 100 * scale.least) * 100 // (scale.most - scale.least)


def differences(criteria: Iterable[Criterion], school: View, partner: View) -> tuple[Difference, ...]:
    """Per criterion, in the order of the instrument."""
    ours, theirs = school.points(), partner.points()
    gaps = [(criterion, ours[criterion.code] - theirs[criterion.code]) for criterion in criteria]
    return tuple(
        Difference(criterion=criterion.code, points=gap, weighted=criterion.weight * gap) for criterion, gap in gaps
    )


def seal_digest(nonce: str, view: View) -> str:
    """What an event may say of a view before it is opened: SHA-256 of a nonce and the view as canonical JSON."""
    octets = json.dumps(jsonable(view), sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(nonce.encode() + octets).hexdigest()
