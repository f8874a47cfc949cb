"""Lists stay fast: what a page costs does not depend on how many there are or how far down it is (C4).

JEMBATAN_TEST_SIZE is in per cent of 100,000 partnerships and 300,000 activities, of which one school has all.
"""

import os
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, Final

import pytest
from pymongo import AsyncMongoClient

from services.partners.domain.activity import ACTIVITY
from services.partners.domain.activity.kinds import KINDS
from services.partners.domain.partner import PARTNER, Partner
from services.partners.views.activities import ACTIVITIES
from services.partners.views.partners import GOING_ON, PARTNERS
from shared.mongo import Mongo
from tests.integration.partners.explaining import asked_by
from tests.integration.partners.world import Caller, World, done

pytestmark = pytest.mark.long
SIZE: Final = int(os.environ.get("JEMBATAN_TEST_SIZE") or "100")
PARTNERSHIPS, ACTIVITIES_IN_ALL = 1_000 * SIZE, 3_000 * SIZE
DAYS: Final = 3 * 365
AHEAD: Final = 10
"""How many activities are planned, on as many days to come."""
TIMES, FURTHER = 48, 8


def made_at(number: int, of: int) -> str:
    """An id as it would have been made, spread evenly over three years until now."""
    age = (of - number) * DAYS * 86_400_000 // of
    digits = f"{time.time_ns() // 1_000_000 - age:012x}"
    return f"{digits[:8]}-{digits[8:]}-7000-8000-{number:012d}"


def partnerships(tenant: str) -> Iterator[dict[str, Any]]:
    """Mapped one after the other."""
    for number in range(PARTNERSHIPS):
        organisation = made_at(number, PARTNERSHIPS)
        partner = Partner(organisation=organisation, organisations=(organisation,), kind="industry")
        state = partner.model_dump(mode="json") | {"status": _one_of(number, 4)}
        yield _document(tenant, organisation, state)


def _one_of(number: int, of: int) -> str:
    return ("qualified", "active", "dormant", "mapped")[number * 7919 % of]


def activities(tenant: str) -> Iterator[dict[str, Any]]:
    """Evenly over the days, in no order, with every kind and a tenth of the partners."""
    today = datetime.now(UTC).date()
    for number in range(ACTIVITIES_IN_ALL):
        day: date = today + timedelta(days=1 + number if number < AHEAD else -(number * 7919 % DAYS))
        partner = made_at(number * 31 % PARTNERSHIPS // 10 * 10, PARTNERSHIPS)
        plan = {
            "kind": list(KINDS)[number % len(KINDS)], "title": {"id": partner, "digest": "ab" * 32}, "on": str(day),
            "starts_at": f"{day}T01:00:00Z", "ends_at": f"{day}T04:00:00Z", "zone": "Asia/Pontianak",
            "organiser": partner, "partner": partner, "organisation": partner, "programme": partner,
        }  # fmt: skip
        status = "planned" if day > today else ("held", "documented", "cancelled")[number % 3]
        yield _document(tenant, made_at(number, ACTIVITIES_IN_ALL), {"plan": plan, "status": status})


def _document(tenant: str, id: str, state: dict[str, Any]) -> dict[str, Any]:
    at = datetime.now(UTC)
    return {"_id": f"{tenant}/{id}", "tenant": tenant, "id": id, "number": 1, "fold": 1, "at": at, "state": state}


@pytest.fixture
async def filled(world: World, mongo: Mongo) -> AsyncIterator[World]:
    """The current states as they would stand, put in directly, without the deadline that calls have otherwise."""
    url = world.settings.mongo_url.get_secret_value()
    async with AsyncMongoClient[dict[str, Any]](url) as client:
        database = client[mongo.database.name]
        for decider, documents in ((PARTNER, partnerships(world.school)), (ACTIVITY, activities(world.school))):
            while some := list(islice(documents, 2_000)):
                await database[decider.collection].insert_many(some, ordered=False)
        yield world
        await client.drop_database(mongo.database.name)


@pytest.mark.timeout(3600)
async def test_the_page_after_a_thousand_costs_what_the_first_does(filled: World, mongo: Mongo) -> None:
    coordinator = await filled.member("coordinator", "coordinator")
    for path, count in (("/partners", PARTNERSHIPS), ("/activities", ACTIVITIES_IN_ALL)):
        page = min(50, count // 1_200)
        queries = {"first": [f"{path}?limit={page}"], "1,001st": await _after_a_thousand(coordinator, path, page)}
        costs: dict[str, list[float]] = {which: [] for which in queries}
        for turn in range(TIMES):
            for which, taken in costs.items():
                began = time.perf_counter()
                answer = done(await coordinator.get(queries[which][turn % len(queries[which])]))
                taken.append(time.perf_counter() - began)
                assert len(answer["items"]) == page
        medians = {which: statistics.median(taken) * 1000 for which, taken in costs.items()}
        told = ", ".join(f"{which} {median:.1f} ms" for which, median in medians.items())
        print(f"\n{path}: {count} kept, {page} a page: {told}")
        assert max(medians.values()) <= 1.2 * min(medians.values())
    await _no_collection_scan(mongo, filled)


async def _after_a_thousand(caller: Caller, path: str, page: int) -> list[str]:
    """The page after a thousand and some that follow, since a page may begin early or late on a day.

    A cursor does not depend on the size of the pages that led to it, so the way there takes larger ones.
    """
    cursor, left, found = "", 1_000 * page, []
    while len(found) < FURTHER:
        some = min(200, left) or page
        answer = done(await caller.get(f"{path}?limit={some}" + (f"&cursor={cursor}" if cursor else "")))
        cursor, left = answer["next"], max(0, left - some)
        if not left:
            found.append(f"{path}?limit={page}&cursor={cursor}")
    return found


async def _no_collection_scan(mongo: Mongo, world: World) -> None:
    """For each filter: what the list asks for first is answered from an index, among so many as well.

    The embedded server explains by walking, so there is no deadline. `test_list_plans` has every query of each list.
    """
    day, partner = datetime.now(UTC).date(), made_at(0, PARTNERSHIPS)
    asked = {
        "": (PARTNERS, PARTNER), "status=active": (PARTNERS, PARTNER), "kind=industry": (PARTNERS, PARTNER),
        "limit=50": (ACTIVITIES, ACTIVITY), "status=documented": (ACTIVITIES, ACTIVITY),
        "kind=workshop": (ACTIVITIES, ACTIVITY), f"partner={partner}": (ACTIVITIES, ACTIVITY),
        f"programme={partner}": (ACTIVITIES, ACTIVITY),
        f"on_from={day - timedelta(days=60)}&on_to={day - timedelta(days=30)}": (ACTIVITIES, ACTIVITY),
    }  # fmt: skip
    for query, (listing, decider) in asked.items():
        began = time.perf_counter()
        where = GOING_ON if listing is PARTNERS and "status" not in query else None
        queries = await asked_by(listing, mongo.tenant(world.school)[decider.collection], query, where)
        print(f"{listing.name}?{query}: {len(queries)} queries, {(time.perf_counter() - began) * 1000:.1f} ms")
        filter, sort, limit = queries[0]
        find = {"find": decider.collection, "filter": filter, "sort": dict(sort), "limit": limit}
        async with AsyncMongoClient[dict[str, Any]](world.settings.mongo_url.get_secret_value()) as patient:
            plan = str(await patient[mongo.database.name].command({"explain": find, "verbosity": "queryPlanner"}))
        assert "COLLSCAN" not in plan, (query, filter)
        assert "IXSCAN" in plan, (query, filter)
