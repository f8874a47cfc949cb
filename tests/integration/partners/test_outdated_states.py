"""Stored states that an older fold has made are counted by `jembatan doctor`, and its remedy mends them."""

from typing import Any

from jembatan.checks.database import states
from services.partners.app import SERVICE
from services.partners.domain.mou import MOU
from shared.journal import Journal, outdated
from shared.mongo import Mongo
from tests.integration.partners.cast import Cast
from tests.integration.partners.explaining import must_plan, plan_of


async def test_what_an_older_fold_made_is_counted_until_it_is_folded_anew(
    drafted: Cast, room: Any, mongo: Mongo
) -> None:
    assert (await states("partners", mongo)).ok
    await mongo.documents(MOU.collection).update_many({}, {"$set": {"fold": MOU.fold - 1}})
    wrong = await states("partners", mongo)
    assert (wrong.ok, wrong.area, wrong.found) == (False, "states", "an older version made: 1 of mou")
    assert wrong.mend == "Run `jembatan rebuild partners current`; lists and needs show what is stored until then"
    assert await Journal(mongo, room.clock, SERVICE.deciders).rebuild_current(MOU) == 1
    assert (await states("partners", mongo)).ok


async def test_counting_them_walks_through_no_collection(room: Any, mongo: Mongo) -> None:
    await must_plan(mongo)
    for decider in SERVICE.deciders:
        if decider.fold > 1:
            plan = await plan_of(mongo, (decider.collection, outdated(decider), [], 0))
            assert "COLLSCAN" not in plan, decider.name
