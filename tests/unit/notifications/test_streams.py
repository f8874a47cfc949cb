"""Cursors of a stream: nothing is left out and nothing comes twice, whatever is seen late."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.streams import LATE, MOST_SEEN, Cursor, _tail
from shared.ids import id_floor
from shared.refusals import Invalid

NOW = datetime(2026, 7, 13, 1, tzinfo=UTC)


def order(ago: float, number: int = 0) -> str:
    """Of an arrival so many seconds ago."""
    return f"{id_floor(NOW - timedelta(seconds=ago))}-7000-8000-{number:012x}"


def test_a_cursor_is_text_and_back() -> None:
    cursor = Cursor(order(5), frozenset({"0" * 12, "1" * 12}))
    assert Cursor.read(str(cursor)) == cursor


@pytest.mark.parametrize("text", ["", "x", "bnVsbA", "WzFd", "W10", "é", "e30"])
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Cursor.read(text)


@pytest.mark.parametrize("place", ["\ud800", "\x00", "é", "g", "0" * 37, 7, None, ["0"]])
def test_places_that_no_id_has_are_refused(place: Any) -> None:
    for raw in ([place], ["", place]):
        text = base64.urlsafe_b64encode(json.dumps(raw).encode()).rstrip(b"=").decode()
        with pytest.raises(Invalid, match="bad-cursor"):
            Cursor.read(text)


def test_what_arrived_just_now_is_remembered_and_what_is_older_is_known() -> None:
    old, new = order(LATE.total_seconds() + 1, 1), order(1, 2)
    cursor = Cursor("").after([old, new], NOW)
    assert (cursor.known, cursor.seen) == (old, {_tail(new)})


def test_a_flood_moves_on_and_the_cursor_stays_small() -> None:
    orders = [order(1, number) for number in range(3 * MOST_SEEN)]
    cursor = Cursor("").after(orders, NOW)
    assert len(cursor.seen) == MOST_SEEN
    assert cursor.known == orders[-MOST_SEEN - 1]
    assert len(str(cursor)) < 8000


@given(st.permutations(range(12)), st.lists(st.integers(1, 4), min_size=12, max_size=12))
def test_late_ones_come_once_too(arrival: list[int], steps: list[int]) -> None:
    """Visible in any order, read in steps: each comes out exactly once."""
    visible: list[str] = []
    cursor, out = Cursor(id_floor(NOW - LATE)), []
    waiting = [order(10 - number * 0.5, number) for number in arrival]
    for step in steps:
        visible = sorted([*visible, *waiting[:step]])
        waiting = waiting[step:]
        beyond = [one for one in visible if one > cursor.known]
        new = [one for one in beyond if _tail(one) not in cursor.seen][:3]
        out += new
        seen = [one for one in beyond if _tail(one) in cursor.seen or one in new]
        cursor = Cursor.read(str(cursor.after(seen, NOW)))
    while left := [one for one in visible if one > cursor.known and _tail(one) not in cursor.seen][:3]:
        out += left
        cursor = cursor.after([o for o in visible if o > cursor.known and (_tail(o) in cursor.seen or o in left)], NOW)
    assert sorted(out) == sorted(visible)
