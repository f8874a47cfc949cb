"""Filters of lists are answered from an index of their own, not by looking at all that a school has (C2, C3)."""

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from services.partners.domain.mou import MOU
from services.partners.domain.programme import PROGRAMME
from services.partners.views.mous import MOUS
from services.partners.views.programmes import PROGRAMMES
from shared.decider import Decider
from shared.http import Listing
from shared.ids import new_id
from shared.mongo import Mongo
from tests.integration.partners.explaining import asked_by, plan_of
from tests.integration.partners.world import World

ID: Final = new_id()
CASES: Final[list[tuple[Listing, Decider[Any, Any, Any], str, str]]] = [
    (MOUS, MOU, f"programme={ID}", "state.programme"),
    (MOUS, MOU, f"organisation={ID}", "state.terms.parties.organisations"),
    (MOUS, MOU, "status=active", "state.status"),
    (PROGRAMMES, PROGRAMME, f"partner={ID}", "state.plan.partner"),
    (PROGRAMMES, PROGRAMME, "school_year=2026/2027", "state.plan.school_year"),
    (PROGRAMMES, PROGRAMME, "status=running", "state.status"),
]
NAMES: Final = [f"{listing.name}-{path}" for listing, _, _, path in CASES]


@pytest.mark.parametrize(("listing", "decider", "query", "path"), CASES, ids=NAMES)
async def test_a_filter_is_answered_from_its_own_index(
    world: World, mongo: Mongo, listing: Listing, decider: Decider[Any, Any, Any], query: str, path: str
) -> None:
    await _filled(mongo, world.school, decider)
    queries = await asked_by(listing, mongo.tenant(world.school)[decider.collection], query)
    assert queries
    for filter, sort, limit in queries:
        plan = await plan_of(mongo, decider.collection, filter, sort, limit)
        found = str(plan["queryPlanner"]["winningPlan"])
        assert f"'keyPattern': {{'tenant': 1, '{path}': 1" in found, (query, filter)


async def _filled(mongo: Mongo, tenant: str, decider: Decider[Any, Any, Any]) -> None:
    """Enough of other things that the database prefers to look where the filter says."""
    others = mongo.tenant(tenant)[decider.collection]
    for _ in range(50):
        await others.put(new_id(), {"number": 1, "at": datetime.now(UTC), "state": {}})
