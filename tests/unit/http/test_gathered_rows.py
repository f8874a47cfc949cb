"""Rows of a list that were gathered: the same order, filters and pages as of a queried one."""

from typing import Any

import pytest

from shared.http.listing.cursor import Cursor
from shared.http.listing.rows import Rows

ROWS = [
    {"order": "2026-07-01", "key": "b", "what": "sign", "day": "2026-07-01"},
    {"order": "9999", "key": "c", "what": "sign", "day": None},
    {"order": "2026-07-01", "key": "a", "what": "endorse", "day": "2026-07-01"},
    {"order": "2026-06-30", "key": "d", "what": "close", "day": "2026-06-30"},
]


async def keys(query: dict[str, Any], after: Cursor | None = None, limit: int = 10) -> str:
    """What is read, in order."""
    return "".join(row["key"] for row in await Rows(ROWS, query).read(after, limit))


async def test_sorted_by_order_and_then_by_key() -> None:
    assert await keys({}) == "dabc"


@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_pages_show_everything_once(limit: int) -> None:
    rows, shown, after = Rows(ROWS, {}), "", None
    while page := await rows.read(after, limit):
        shown += "".join(row["key"] for row in page)
        after = rows.position(page[-1])
    assert shown == "dabc"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"what": "sign"}, "bc"),
        ({"what": {"$in": ["endorse", "close"]}}, "da"),
        ({"day": {"$gte": "2026-07-01"}}, "ab"),
        ({"day": {"$lte": "2026-06-30"}}, "d"),
        ({"what": {"$gte": "s", "$lt": "s\U0010ffff"}}, "bc"),
        ({"what": "sign", "day": {"$gte": "2026-07-01", "$lte": "2026-07-01"}}, "b"),
    ],
)
async def test_filters_as_the_database_has_them(query: dict[str, Any], expected: str) -> None:
    assert await keys(query) == expected


async def test_a_cursor_of_something_else_is_no_fault() -> None:
    assert await keys({}, Cursor(None, "x")) == ""
    assert await keys({}, Cursor(3, "x")) == "c"
