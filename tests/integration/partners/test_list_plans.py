"""No list of the service walks through a collection, whichever of its filters is used (C4, ADR 0010)."""

from typing import Any, Final

import pytest

from shared.api import openapi_of
from shared.http.listing.negotiation import CSV
from shared.ids import ID_PATTERN, new_id
from shared.mongo import Mongo
from shared.mongo.documents import Documents, Found
from tests.integration.partners.explaining import must_plan, plan_of
from tests.integration.partners.world import Caller, World

Asked = tuple[str, dict[str, Any], list[tuple[str, int]], int]
PAGING: Final = {"cursor", "limit"}
WALKED: Final = ("At least this.", "At most this.", "Begins with this.")
"""Of filters that leave a span: the list is walked by id, range by range, and the rest is left out."""
BY_ID: Final = {
    ("visits", "status"): "Two schools have a visit, so no one equality finds it.",
    ("joint-mous", "owner"): "A school has a few of them.",
}
"""Other filters that are walked so, each with its reason."""
VALUES: Final = {"date": "2026-07-01", "boolean": "true", "integer": "80", "string": "9.1.1"}


def _value(schema: dict[str, Any]) -> str:
    if "items" in schema:
        return _value(schema["items"])
    if "enum" in schema:
        return str(schema["enum"][0])
    if schema.get("pattern") == ID_PATTERN:
        return new_id()
    if schema.get("examples"):
        return str(schema["examples"][0])
    return VALUES[schema.get("format") or schema.get("type") or "string"]


def _lists(world: World) -> dict[str, dict[str, str]]:
    """The lists of one school and its alliance: queries, one per filter, and what is said of each filter."""
    from services.partners.app import SERVICE

    found: dict[str, dict[str, str]] = {}
    for path, operations in openapi_of(SERVICE)["paths"].items():
        whole = path.replace("{school}", world.school).replace("{alliance}", world.alliance)
        get = operations.get("get", {})
        if "{" in whole or CSV not in get.get("responses", {}).get("200", {}).get("content", {}):
            continue
        asked = [one for one in get.get("parameters", []) if one["in"] == "query" and one["name"] not in PAGING]
        found[whole] = {"": WALKED[0]} | {f"{one['name']}={_value(one['schema'])}": one["description"] for one in asked}
    return found


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Asked]:
    """What the service asks the database for, which answers as ever."""
    heard: list[Asked] = []
    find = Documents.find

    def listening(self: Documents, filter: Any, *, sort: Any = None, limit: int = 0, **more: Any) -> Found:
        heard.append((self.name, dict(filter), list(sort or []), limit))
        return find(self, filter, sort=sort, limit=limit, **more)

    monkeypatch.setattr(Documents, "find", listening)
    return heard


async def test_c4_no_list_walks_through_a_collection(world: World, room: Any, mongo: Mongo, asked: list[Asked]) -> None:
    await must_plan(mongo)
    principal = await world.member("principal", "principal")
    admin = await world.member("admin", "alliance_admin", school=world.alliance)
    lists = _lists(world)
    assert len(lists) > 30
    walked = set()
    for path, queries in lists.items():
        for query, said in queries.items():
            name = (path.rpartition("/")[2], query.partition("=")[0])
            by_id = name in BY_ID or said.endswith(WALKED) or name[0] == "today"
            asked.clear()
            await _answered(principal, admin, f"{path}?{query}")
            for collection, filter, sort, limit in [*asked]:
                plan = await plan_of(mongo, collection, filter, sort, limit)
                if "COLLSCAN" in plan or (not by_id and "'_id_'" in plan and "_id" in filter and not _of_ids(filter)):
                    walked.add((*name, collection, str(sorted(filter))))
    assert walked == set()


def _of_ids(filter: dict[str, Any]) -> bool:
    """It asks for documents by their ids, as for the names of a page."""
    return not isinstance(filter["_id"], dict) or "$in" in filter["_id"]


async def _answered(principal: Caller, admin: Caller, url: str) -> None:
    answer = await principal.get(url)
    answer = answer if answer.status_code != 403 else await admin.get(url)
    assert answer.status_code == 200, f"{url}: {answer.text}"
