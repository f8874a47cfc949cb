"""What is known of an evaluation. A sealed view is no part of it."""

from datetime import date
from typing import Literal

from services.partners.domain.evaluation.events import SIDES, Frame, Judged, Seal, Side
from services.partners.domain.evaluation.scoring import Difference
from shared.events import Value
from shared.ids import Id

EvaluationStatus = Literal["open", "completed", "cancelled"]


class Evaluation(Value):
    """The question, who has answered, and the answers once they are open."""

    frame: Frame
    since: date
    """Day on which it was opened or last extended, in the school's zone."""
    status: EvaluationStatus = "open"
    seals: tuple[Seal, ...] = ()
    invited: tuple[Id, ...] = ()
    """Persons at the partner who were sent a link."""
    reminded: int | None = None
    """The last reminder, in days left."""
    overdue: bool = False
    one_sided: bool = False
    views: tuple[Judged, ...] = ()
    differences: tuple[Difference, ...] = ()
    reflections: tuple[Id, ...] = ()

    def seal_of(self, side: Side) -> Seal | None:
        """That this side has scored."""
        return next((seal for seal in self.seals if seal.side == side), None)

    def waiting_for(self) -> tuple[Side, ...]:
        """Who has not scored."""
        return tuple(side for side in SIDES if self.seal_of(side) is None)
