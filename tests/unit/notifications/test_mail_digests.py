"""When digests are sent: at seven in the morning of the reader's zone."""

from datetime import UTC, datetime

import pytest

from services.notifications.mail.digests import last_hour
from services.notifications.mail.links import PAGES, purpose, unsubscription


@pytest.mark.parametrize(
    ("kind", "zone", "now", "expected"),
    [
        ("daily", "Asia/Pontianak", "2026-07-01T00:00", "2026-07-01T00:00"),
        ("daily", "Asia/Pontianak", "2026-06-30T23:59", "2026-06-30T00:00"),
        ("daily", "Asia/Makassar", "2026-06-30T23:00", "2026-06-30T23:00"),
        ("daily", "Asia/Tokyo", "2026-06-30T21:59", "2026-06-29T22:00"),
        ("at-once", "Asia/Pontianak", "2026-07-01T05:00", "2026-07-01T00:00"),
        ("weekly", "Asia/Pontianak", "2026-07-01T05:00", "2026-06-29T00:00"),
        ("weekly", "Asia/Pontianak", "2026-06-28T23:59", "2026-06-22T00:00"),
        ("weekly", "Asia/Pontianak", "2026-06-29T00:00", "2026-06-29T00:00"),
    ],
)
def test_the_last_seven_o_clock(kind: str, zone: str, now: str, expected: str) -> None:
    at, wanted = (datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (now, expected))
    assert last_hour(kind, zone, at) == wanted  # type: ignore[arg-type]  # a literal by its text


def test_links_are_for_one_thing_each_and_the_same_at_every_attempt() -> None:
    made = [unsubscription("school", "t", "e", "d", datetime(2026, 7, 1, 3, 0, 0, 5, tzinfo=UTC)) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0].purpose not in PAGES
    assert purpose("school", "confirmation") in PAGES
