"""The circuit breaker of an endpoint."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notifications.domain.breaker import FIRST_WAIT, Breaker

NOW = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)


def after(*outcomes: str, at: datetime = NOW) -> Breaker:
    """`o` for a success, `x` for a failure, `t` for a timeout."""
    breaker = Breaker()
    for outcome in "".join(outcomes):
        breaker = breaker.after_success(at) if outcome == "o" else breaker.after_failure(at, outcome == "t")
    return breaker


def test_opens_at_seven_failures_of_ten_and_not_before() -> None:
    assert not after("xxxxxxxxx").is_open(NOW)
    assert after("xxxxxxxxxx").is_open(NOW)
    assert after("oooxxxxxxx").is_open(NOW)
    assert not after("ooooxxxxxx").is_open(NOW)


def test_opens_at_five_timeouts_in_a_row() -> None:
    assert after("ttttt").is_open(NOW)
    assert not after("ttttxt").is_open(NOW)
    assert not after("ttttot").is_open(NOW)


def test_old_failures_are_forgotten() -> None:
    breaker = after("xxxxxxxxx").after_failure(NOW + timedelta(minutes=6), timeout=False)
    assert not breaker.is_open(NOW + timedelta(minutes=6))


@pytest.mark.parametrize("start", range(1, 400, 7))
def test_ten_failures_within_half_the_time_open_it_whenever_they_begin(start: int) -> None:
    breaker = Breaker(since=NOW)
    for nth in range(10):
        assert not breaker.is_open(NOW + timedelta(seconds=start + 16 * nth))
        breaker = breaker.after_failure(NOW + timedelta(seconds=start + 16 * nth), timeout=False)
    assert breaker.is_open(NOW + timedelta(seconds=start + 16 * 9))


def test_nine_failures_on_each_side_of_an_edge_open_it() -> None:
    breaker = Breaker(since=NOW)
    for seconds in (*range(290, 299), *range(301, 310)):
        breaker = breaker.after_failure(NOW + timedelta(seconds=seconds), timeout=False)
    assert breaker.is_open(NOW + timedelta(seconds=310))


def test_what_is_more_than_five_minutes_old_never_counts() -> None:
    for gap in range(300, 600, 10):
        last = NOW + timedelta(seconds=gap)
        assert not after("xxxxxxxxx").after_failure(last, timeout=False).is_open(last)


def test_a_good_probe_forgets_the_failures_of_both_halves() -> None:
    breaker = after("xxxxxx")
    for _ in range(4):
        breaker = breaker.after_failure(NOW + timedelta(seconds=200), timeout=False)
    probe = NOW + timedelta(seconds=200 + FIRST_WAIT)
    assert breaker.half_open(probe)
    closed = breaker.after_success(probe)
    assert (closed.failures, closed.earlier_failures) == (0, 0)


def test_what_an_earlier_version_has_stored_goes_on_counting() -> None:
    stored = {"since": NOW, "failures": 9, "successes": 0, "timeouts": 0, "wait": 10.0, "failing_since": NOW}
    breaker = Breaker.model_validate(stored).after_failure(NOW + timedelta(minutes=4), timeout=False)
    assert breaker.is_open(NOW + timedelta(minutes=4))


def test_a_failed_probe_opens_it_for_longer_and_a_good_one_closes_it() -> None:
    opened = after("ttttt")
    probe = NOW + timedelta(seconds=FIRST_WAIT)
    assert not opened.half_open(NOW)
    assert opened.half_open(probe)
    again = opened.after_failure(probe, timeout=True)
    assert again.is_open(probe + timedelta(seconds=2 * FIRST_WAIT - 1))
    closed = opened.after_success(probe)
    assert not closed.is_open(probe)
    assert not closed.half_open(probe)
    assert closed.failing_since is None


def failing(*hours: float) -> Breaker:
    """Failures so many hours after `NOW`."""
    breaker = Breaker()
    for each in hours:
        breaker = breaker.after_failure(NOW + timedelta(hours=each), timeout=False)
    return breaker


def test_gives_up_after_five_days_of_nothing_but_failures() -> None:
    breaker = failing(0, 5, 12)
    assert not breaker.gave_up(NOW + timedelta(days=4, hours=23))
    assert breaker.gave_up(NOW + timedelta(days=5))
    assert not breaker.after_success(NOW + timedelta(days=4)).gave_up(NOW + timedelta(days=9))


def test_failures_that_are_not_spread_out_are_no_reason_to_give_up() -> None:
    later = NOW + timedelta(days=9)
    assert not failing(0).gave_up(later), "one at the beginning"
    assert not failing(*(n / 100 for n in range(90))).gave_up(later), "one bad hour"
    assert not failing(0, 4, 11.9).gave_up(later), "one bad night"
    assert not failing(0, 13).gave_up(later), "two"
    assert failing(0, 13, 14).gave_up(later)
    assert not failing(0, 13, 13.5).gave_up(later), "two are not made three by one more right after"


def test_warns_at_half_seven_tenths_and_nine_tenths_each_once() -> None:
    breaker, told = failing(0, 6, 13), []
    for hour in range(24, 121):
        now = NOW + timedelta(hours=hour)
        if share := breaker.warning(now):
            told.append((share, hour))
            breaker = breaker.told(share)
        breaker = breaker.after_failure(now, timeout=False)
    assert told == [(50, 60), (70, 84), (90, 108)]
    assert breaker.gave_up(NOW + timedelta(hours=120))
    recovered = breaker.after_success(NOW + timedelta(hours=121))
    assert recovered.warned is None
    assert recovered.warning(NOW + timedelta(days=30)) is None


def test_whoever_is_heard_of_late_is_told_the_last_share_only() -> None:
    breaker = failing(0, 6, 13)
    late = NOW + timedelta(days=8)
    assert breaker.warning(late) == 90
    assert breaker.told(90).warning(late) is None


def test_it_survives_being_stored() -> None:
    opened = after("ttttt").after_failure(NOW + timedelta(minutes=3), timeout=False)
    assert opened.earlier_failures == 5
    assert Breaker.model_validate(opened.model_dump(exclude_none=True)) == opened
