"""The circuit breaker of an endpoint."""

from datetime import UTC, datetime, timedelta

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


def test_gives_up_after_five_days_of_nothing_but_failures() -> None:
    failing = after("x")
    assert not failing.gave_up(NOW + timedelta(days=4, hours=23))
    assert failing.gave_up(NOW + timedelta(days=5))
    assert not failing.after_success(NOW + timedelta(days=4)).gave_up(NOW + timedelta(days=9))


def test_it_survives_being_stored() -> None:
    opened = after("ttttt")
    assert Breaker.model_validate(opened.model_dump(exclude_none=True)) == opened
