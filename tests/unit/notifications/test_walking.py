"""A walk finds everything once, whatever the pages and gaps are, and from any place on."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.notifications.known_types import meant
from services.notifications.walking import walk
from services.notifications.wire import event_of, message_id
from shared.ids import id_floor, made_at, new_id

UNTIL = datetime(2026, 7, 1, tzinfo=UTC)


def made(at: datetime, number: int) -> str:
    return f"{id_floor(at)}-7000-8000-{number:012d}"


def keys() -> list[str]:
    """Many in one millisecond, some over two years and before, one at the very end."""
    crowd = [made(UNTIL - timedelta(days=3), number) for number in range(40)]
    spread = [made(UNTIL - timedelta(days=17 * number, seconds=number), number) for number in range(60)]
    return sorted([*crowd, *spread, made(UNTIL, 99), made(UNTIL + timedelta(milliseconds=1), 1)])


class Kept:
    """Answers as an index would."""

    def __init__(self) -> None:
        self.asked = 0

    async def find(self, range: dict[str, str], limit: int) -> Sequence[dict[str, Any]]:
        self.asked += 1
        return [{"key": key} for key in keys() if range["$gt"] < key < range["$lt"]][:limit]


@pytest.mark.parametrize("page", [1, 7, 500])
async def test_everything_is_found_once_and_in_order(page: int) -> None:
    kept = Kept()
    found = [one["key"] async for some in walk(kept.find, "key", UNTIL, page=page) for one in some.documents]
    assert found == keys()[:-1]
    assert kept.asked < 400


@pytest.mark.parametrize("page", [1, 7])
async def test_a_walk_goes_on_from_the_place_of_any_page(page: int) -> None:
    pages = [some async for some in walk(Kept().find, "key", UNTIL, page=page)]
    for number, some in enumerate(pages):
        rest = [one async for one in walk(Kept().find, "key", UNTIL, place=some.place, page=page)]
        later = [one["key"] for each in pages[number + 1 :] for one in each.documents]
        assert [one["key"] for each in rest for one in each.documents] == later


async def test_since_is_included() -> None:
    since = UNTIL - timedelta(days=3)
    found = [one["key"] async for some in walk(Kept().find, "key", UNTIL, since=since) for one in some.documents]
    assert found == [key for key in keys()[:-1] if key > id_floor(since)]
    assert made_at(found[0]) == since


def test_a_pattern_means_types_that_have_come_and_a_type_itself() -> None:
    types = ["id.jembatan.partners.mou-signed.v1", "id.jembatan.placements.placement-offered.v1"]
    assert meant("partners.*", types) == types[:1]
    assert meant("*", types) == types
    assert meant("partners.mou-signed.v1", []) == types[:1]
    assert meant("id.jembatan.partners.mou-signed.v1", []) == types[:1]


@pytest.mark.parametrize("text", ["", "msg_", "msg_01981e4a", "01981e4a6c0070008000000000000001", "msg_" + "g" * 32])
def test_the_event_of_a_webhook_id(text: str) -> None:
    event = new_id()
    assert event_of(message_id(event)) == event
    assert event_of(text) is None
