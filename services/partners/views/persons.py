"""The indexes by which it is found where somebody from outside is named (UU PDP 27/2022, right of access)."""

from typing import Any, Final

from pydantic import BaseModel

from services.partners.domain.activity import ACTIVITY
from services.partners.domain.communication import COMMUNICATION
from services.partners.domain.evaluation import EVALUATION
from services.partners.domain.meeting import MEETING
from services.partners.domain.meeting_series import MEETING_SERIES
from services.partners.domain.mou import MOU
from services.partners.domain.partner import PARTNER
from services.partners.domain.plan import PLAN
from services.partners.domain.programme import PROGRAMME
from services.partners.domain.vision import VISION
from services.partners.usecases.persons import places_in
from shared.decider import Decider
from shared.mongo import Collection, Index

NAMING: Final[tuple[Decider[Any, Any, Any], ...]] = (
    PARTNER,
    PROGRAMME,
    MOU,
    EVALUATION,
    ACTIVITY,
    MEETING,
    MEETING_SERIES,
    COMMUNICATION,
    PLAN,
    VISION,
)
"""Every aggregate whose state names persons."""


def _index(field: str) -> Index:
    """One per place, as a database indexes one list at a time; of the states that name somebody there."""
    return Index(("tenant", field, "_id"), where={field: {"$exists": True}})


def _collection(decider: Decider[Any, Any, Any]) -> Collection:
    state: type[BaseModel] = decider.state
    return Collection(decider.collection, tuple(_index(f"state.{path}") for path in places_in(state)))


COLLECTIONS: Final = tuple(map(_collection, NAMING))
