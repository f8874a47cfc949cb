"""What a list asks the database for, and how the database would go about it."""

from collections.abc import Mapping
from typing import Any

import pytest
from starlette.requests import Request

from shared.http import Listing
from shared.ids import new_id
from shared.mongo import Mongo, TenantCollection


class Listening(TenantCollection):
    """Keeps what it was asked."""

    def __init__(self, own: TenantCollection) -> None:
        super().__init__(own._documents, own.tenant)
        self.asked: list[tuple[Any, Any, int]] = []

    def find(self, filter: Any = None, *, sort: Any = None, limit: int = 0, fields: Any = None) -> Any:
        self.asked.append(({**(filter or {}), "tenant": self.tenant}, sort, limit))
        return super().find(filter, sort=sort, limit=limit, fields=fields)


async def asked_by(
    listing: Listing, collection: TenantCollection, query: str, where: Mapping[str, Any] | None = None
) -> list[tuple[Any, Any, int]]:
    """Filter, sort and limit of every query that the list makes for these parameters."""
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": []}
    listening = Listening(collection)
    assert (await listing.answer(Request(scope), listening, where=where)).status_code == 200
    return listening.asked


async def must_plan(mongo: Mongo) -> None:
    """Skip where the server's planner does not take even the index of `_id` for a range of ids."""
    name = f"planned_{new_id()[-8:]}"
    probe = mongo.database[name]
    await probe.insert_one({"_id": "t/1", "tenant": "t"})
    plan = await plan_of(mongo, name, {"_id": {"$gte": "t/", "$lt": "t0"}, "tenant": "t"}, [("_id", -1)], 51)
    await probe.drop()
    if "COLLSCAN" in plan:
        pytest.skip("this database server does not plan with the index of `_id`: its plans say nothing")


async def plan_of(mongo: Mongo, collection: str, filter: Any, sort: list[tuple[str, int]], limit: int) -> str:
    """The planner's words."""
    find = {"find": collection, "filter": filter, "limit": limit} | ({"sort": dict(sort)} if sort else {})
    return str((await mongo.database.command({"explain": find, "verbosity": "queryPlanner"}))["queryPlanner"])
