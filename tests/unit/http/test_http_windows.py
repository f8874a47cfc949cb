"""Pages of long lists are read in closed ranges that grow."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from shared.http import Column, Filter, Listing, Sort
from shared.http.listing.windows import GROWTH, day_floors, id_floors
from shared.ids import new_id
from tests.unit.http.sample import SCHOOL, Memory

BY_DAY = Listing(
    "by-day",
    (Column("day", "Hari", "Day"),),
    (Filter("day", "state.day", "range", date), Filter("kind", "state.kind")),
    Sort("state.day", descending=True, days=True),
)
NEWEST = Listing("newest", (Column("day", "Hari", "Day"),))
TODAY = datetime.now(UTC).date()


def kept(day: date, kind: str = "a", id: str = "") -> dict[str, Any]:
    id = id or new_id()
    return {"_id": f"{SCHOOL}/{id}", "id": id, "tenant": SCHOOL, "state": {"day": day.isoformat(), "kind": kind}}


class Asking:
    """As much of a request as a list reads."""

    def __init__(self, query: str) -> None:
        from starlette.datastructures import QueryParams

        self.query_params, self.headers = QueryParams(query), {}


async def walk(listing: Listing, memory: Memory, query: str = "", limit: int = 7) -> list[str]:
    """Every page after the other."""
    import json

    days: list[str] = []
    cursor = ""
    while True:
        asking: Any = Asking(f"{query}&limit={limit}{cursor}")
        page = json.loads(bytes((await listing.answer(asking, memory)).body))  # type: ignore[arg-type]
        days += [item["day"] for item in page["items"]]
        if page["next"] is None:
            return days
        assert len(page["items"]) == limit
        cursor = f"&cursor={page['next']}"


@pytest.mark.parametrize("query", ["", "kind=a", f"day_from={TODAY - timedelta(days=400)}", f"day_to={TODAY}"])
async def test_all_days_come_once_and_in_order(query: str) -> None:
    offsets = [5000, 300, 40, 40, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0, -1, -2, -30, -31, -31, -400, -401, -9000]
    everything = [kept(TODAY + timedelta(days=each), "ab"[n % 2]) for n, each in enumerate(offsets)]
    wanted = [one["state"] for one in everything]
    if query == "kind=a":
        wanted = [one for one in wanted if one["kind"] == "a"]
    elif query.startswith("day_from"):
        wanted = [one for one in wanted if one["day"] >= query[9:]]
    elif query:
        wanted = [one for one in wanted if one["day"] <= query[7:]]
    days = sorted((one["day"] for one in wanted), reverse=True)
    for limit in (1, 7, 200):
        assert await walk(BY_DAY, Memory(everything), query, limit) == days


async def test_all_ids_come_once_and_in_order() -> None:
    """Also ids of long ago, of the future, and such as were made of nothing."""
    made = [new_id() for _ in range(9)]
    made += ["ffffffff-ffff-7000-8000-000000000000", "00000000-0000-5000-8000-000000000000"]
    made += ["01981e4a-6c00-7000-8000-000000000001", "01881e4a-6c00-7000-8000-000000000001"]
    everything = [kept(TODAY + timedelta(days=n), id=id) for n, id in enumerate(made)]
    newest = sorted(everything, key=lambda one: str(one["id"]), reverse=True)
    for limit in (1, 5, 200):
        assert await walk(NEWEST, Memory(everything), limit=limit) == [one["state"]["day"] for one in newest]


async def test_every_range_is_closed_on_both_ends() -> None:
    memory = Memory([kept(TODAY - timedelta(days=each)) for each in range(40)])
    await walk(BY_DAY, memory)
    ranges = [each["state.day"] for each in memory.asked if isinstance(each["state.day"], dict)]
    assert ranges
    assert all(set(each) == {"$gte", "$lt"} for each in ranges)


def test_floors_fall_ever_faster_and_end_at_the_bottom() -> None:
    for floors in ([*id_floors(None)], [*id_floors(new_id())], [*day_floors("2026-09-03")], [*day_floors(None)]):
        assert floors[-1] == ""
        assert all(low < high for high, low in pairwise(floors))
    assert [*day_floors("2026-09-03")][:3] == ["2026-09-03", "2026-08-27", "2026-07-02"]
    assert GROWTH == 8


async def test_the_first_page_begins_with_today_and_what_is_ahead() -> None:
    memory = Memory([kept(TODAY + timedelta(days=each // 4)) for each in range(12)])
    assert len(await walk(BY_DAY, memory, limit=12)) == 12
    assert memory.asked[0]["state.day"] == {"$gte": TODAY.isoformat(), "$lt": "\U0010ffff"}


@pytest.mark.parametrize(("listing", "most"), [(BY_DAY, 6), (NEWEST, 8)])
async def test_a_list_that_is_empty_is_asked_for_a_few_times_only(listing: Listing, most: int) -> None:
    memory = Memory([])
    assert await walk(listing, memory) == []
    assert len(memory.asked) == most


@pytest.mark.parametrize("nonsense", ["", "x", "zzzzzzzz-zzzz", "9999-99-99"])
def test_what_no_list_gave_ends_at_the_bottom_too(nonsense: str) -> None:
    assert [*id_floors(nonsense)][-1] == ""
    assert [*day_floors(nonsense)][-1] == ""


def test_days_are_listed_latest_first_only() -> None:
    with pytest.raises(ValueError, match="latest first"):
        Sort("state.day", days=True)
