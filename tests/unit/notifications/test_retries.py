"""What an answer means, and when the next attempt is due."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notifications.domain.retries import STANDARD_STEPS, ErrorClass, error_of, retry_after, verdict

NOW = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (200, None), (202, None), (299, None), (301, "redirect"), (304, "redirect"), (307, "redirect"),
        (400, "refused-status"), (401, "refused-status"), (404, "refused-status"), (410, "gone"), (429, "throttled"),
        (500, "refused-status"), (502, "throttled"), (503, "refused-status"), (504, "throttled"),
        (199, "refused-status"),
    ],
)  # fmt: skip
def test_what_a_status_means(status: int, error: str | None) -> None:
    assert error_of(status) == error


def test_the_steps_are_those_of_standard_webhooks() -> None:
    due = [verdict("refused-status", tries, NOW).next_due for tries in range(1, 10)]
    waits = [(at - NOW).total_seconds() for at in due if at]
    assert waits == [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]
    assert verdict("refused-status", 10, NOW).state == "failed"
    assert len(STANDARD_STEPS) == 10


def test_chance_spreads_a_step_by_up_to_a_fifth() -> None:
    assert verdict("timeout", 2, NOW, chance=0.5).next_due == NOW + timedelta(seconds=330)


def test_success_and_410_end_it() -> None:
    assert verdict(None, 1, NOW).state == "delivered"
    gone = verdict("gone", 1, NOW)
    assert (gone.state, gone.disables) == ("failed", True)
    assert not verdict("refused-status", 1, NOW).disables


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, 0), ("", 0), ("120", 120), (" 7 ", 7), ("-5", 0), ("soon", 0), ("1e9", 0), ("9" * 30, 86400),
        ("86401", 86400), ("Wed, 01 Jul 2026 03:02:00 GMT", 120), ("Wed, 01 Jul 2026 02:00:00 GMT", 0),
        ("Wed, 01 Jul 2036 02:00:00 GMT", 86400), ("Wed, 99 Jul 2036", 0), ("²", 0),
        ("Fri, 31 Dec 9999999999 00:00:00 GMT", 0), ("Wed, 01 Jul 2026 02:00:00 +99999999999999", 0),
        ("Fri, 31 Dec 9999 23:59:59 -2359", 86400), ("Mon, 01 Jan 0001 00:00:00 +2359", 0),
    ],
)  # fmt: skip
def test_retry_after_is_read(header: str | None, seconds: float) -> None:
    assert retry_after(header, NOW) == seconds


@pytest.mark.parametrize("error", ["egress", "unknown", "no-secret"])
def test_what_is_our_fault_uses_up_nothing(error: ErrorClass) -> None:
    outcome = verdict(error, 99, NOW)
    assert (outcome.state, outcome.next_due) == ("pending", NOW)


def test_the_later_of_step_and_retry_after_wins() -> None:
    assert verdict("throttled", 1, NOW, asked=60).next_due == NOW + timedelta(seconds=60)
    assert verdict("throttled", 3, NOW, asked=60).next_due == NOW + timedelta(seconds=1800)
    assert "Retry-After" in verdict("throttled", 1, NOW, asked=60).why
