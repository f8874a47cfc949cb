"""What is known of a programme."""

from typing import Literal

from services.partners.domain.endorsing import Formation
from services.partners.domain.programme.content import Plan
from shared.ids import Id

ProgrammeStatus = Literal["proposed", "endorsed", "withdrawn", "approved", "running", "evaluated", "closed"]


class Programme(Formation):
    """What a school and a partner plan to do together, with the voices of those whom it concerns."""

    plan: Plan
    status: ProgrammeStatus = "proposed"
    evaluations: tuple[Id, ...] = ()
    """Completed ones, oldest first."""
