"""Percentiles from classes, windows from five minutes, a hint for every error class in both languages."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from services.notifications.domain.retries import ErrorClass
from services.notifications.hints import HINTS
from services.notifications.tallies import SLOT, Tally, class_of, milliseconds_of, since

NOW = datetime(2026, 7, 1, 10, 30, tzinfo=UTC)


def test_every_error_class_says_how_to_mend_it_in_both_languages() -> None:
    assert set(HINTS) == set(get_args(ErrorClass))
    assert all(len(hint.id) > 20 and len(hint.en) > 20 and hint.id != hint.en for hint in HINTS.values())


@pytest.mark.parametrize("milliseconds", [1.0, 1.4, 7.3, 42.0, 999.0, 15_000.0, 60_000.0])
def test_a_class_is_at_most_a_twentieth_off(milliseconds: float) -> None:
    assert milliseconds_of(class_of(milliseconds)) == pytest.approx(milliseconds, rel=0.06)


def test_percentiles_are_those_of_what_was_counted() -> None:
    tally = Tally()
    tally.add(
        {"delivered": 99, "failed": 1, "took": {str(class_of(10)): 95, str(class_of(100)): 4, str(class_of(5000)): 1}}
    )
    assert tally.success_rate == 0.99
    assert [tally.percentile(share) for share in (0.5, 0.95, 0.99, 1.0)] == [
        pytest.approx(expected, rel=0.06) for expected in (10, 10, 100, 5000)
    ]
    assert Tally().success_rate is Tally().percentile(0.5) is None


def test_a_window_has_the_five_minutes_that_end_in_it() -> None:
    hours = [
        {"at": NOW.replace(hour=hour, minute=0), "slots": {str(slot): {"delivered": 1} for slot in range(12)}}
        for hour in (8, 9, 10)
    ]
    assert since(hours, NOW - timedelta(hours=1)).delivered == 18
    assert since(hours, NOW - timedelta(hours=1) + SLOT).delivered == 17
    assert since(hours, NOW - timedelta(days=1)).delivered == 36
