"""What a replay is asked with."""

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from services.notifications.domain.endpoint.values import Pattern
from shared.http import Body
from shared.ids import Id
from shared.instants import Instant

Ended = Literal["failed", "delivered"]


class ReplayFilter(Body):
    """What came within a time, all that is left out being any."""

    types: tuple[Pattern, ...] = Field((), max_length=50, examples=[["partners.mou-*"]])
    states: tuple[Ended, ...] = Field(
        (), max_length=2, description="What had come of it; both when empty.", examples=[["failed"]]
    )
    subject: Id | None = None
    since: Instant | None = Field(
        None, description="Heard by us at this instant or later.", examples=["2026-07-01T03:00:00Z"]
    )
    until: Instant | None = Field(None, description="And not after this one; now when left out.")


class Recovery(Body):
    """What failed since a time, as after a breakdown of the receiver."""

    since: Instant = Field(examples=["2026-07-01T03:00:00Z"])
    delivered: bool = Field(False, description="Also what the receiver had taken.")


class ReplayBody(Body):
    """Exactly one of the three."""

    delivery: Id | None = None
    filter: ReplayFilter | None = None
    recover: Recovery | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(each is not None for each in (self.delivery, self.filter, self.recover)) != 1:
            raise ValueError("give exactly one of delivery, filter and recover")
        return self

    def wanted(self) -> dict[str, Any]:
        """As the operation keeps it: ids, instants and words of ours only."""
        if self.delivery:
            return {"delivery": self.delivery}
        if self.recover:
            states = ["failed", "delivered"] if self.recover.delivered else ["failed"]
            return {"since": self.recover.since, "states": states}
        return self.filter.model_dump(exclude_none=True, exclude_defaults=True) if self.filter else {}
