"""What is known of an activity."""

from typing import Literal

from pydantic import Field

from services.partners.domain.activity.values import Attendance, Evidence, Plan
from shared.events import TextRef, Value

ActivityStatus = Literal["planned", "held", "documented", "cancelled"]


class Activity(Value):
    """Something that a school does, most often together with a partner."""

    plan: Plan
    status: ActivityStatus = "planned"
    passed: bool = False
    """The planned time is over."""
    attendance: Attendance | None = None
    figures: dict[str, int] = Field(default={})
    notes: TextRef | None = None
    report: TextRef | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def of_the_school(self) -> frozenset[str]:
        """Members who organise it or take part."""
        return frozenset({self.plan.organiser, *self.plan.members})
