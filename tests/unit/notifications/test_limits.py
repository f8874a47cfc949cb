"""What one endpoint gets: the token bucket, the window that it asks for, and who is at fault when nobody is reached."""

import socket
from bisect import bisect_right
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.notifications.domain.bucket import Bucket
from services.notifications.domain.retries import ErrorClass
from services.notifications.domain.throttle import Throttle
from services.notifications.engine.horizon import MANY, TOGETHER, Horizon, Latest
from services.notifications.sender import Answer, Marks
from shared.clock import SystemClock

NOW = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
HAIR = 1e-6
"""Of a second: what sums of floating point numbers may be off by."""

pauses = some.lists(some.floats(0, 3, allow_nan=False), min_size=1, max_size=80)
rates = some.floats(0.1, 500)
bursts = some.integers(1, 20)


def most_in(taken: list[float], span: float) -> int:
    """The most that any closed span of so many seconds holds."""
    return max((bisect_right(taken, at + span) - index for index, at in enumerate(taken)), default=0)


@given(rates, bursts, pauses, some.floats(0.01, 5))
def test_no_span_of_time_holds_more_than_burst_and_rate_allow(
    rate: float, burst: int, pauses: list[float], span: float
) -> None:
    now, taken = 100.0, list[float]()
    bucket = Bucket(rate, burst, now)
    for pause in pauses:
        now += pause
        taken += [now for _ in range(burst + 2) if bucket.take(now)]
        if pause < 1:
            now += bucket.wait(now)
            taken += [now] if bucket.take(now) else []
    assert most_in(taken, span) <= burst + rate * span + HAIR * rate


@given(rates, bursts, pauses)
def test_owners_who_follow_one_another_never_exceed_it_together(rate: float, burst: int, pauses: list[float]) -> None:
    now, taken = 0.0, list[float]()
    for pause in pauses:
        bucket = Bucket(rate, burst, now)
        now += pause
        taken += [now for _ in range(burst) if bucket.take(now)]
    assert most_in(taken, 1.0) <= burst + rate + HAIR * rate


@given(rates, bursts, some.integers(1, 40), some.floats(0, 5))
def test_whoever_waits_as_long_as_it_is_told_gets_a_token(rate: float, burst: int, count: int, idle: float) -> None:
    bucket = Bucket(rate, burst, 0.0)
    now = idle
    for _ in range(count):
        now += bucket.wait(now) + HAIR
        assert bucket.take(now)


def test_twenty_a_second_are_at_most_twenty_one_in_any_second_and_none_are_lost() -> None:
    bucket, now, taken = Bucket(20, 1, 0.0), 0.0, list[float]()
    while now < 10:
        now += max(bucket.wait(now), 1e-9)
        taken += [now] if bucket.take(now) else []
    assert most_in(taken, 1.0) == 21
    assert len(taken) >= 200


def test_it_is_empty_at_first_and_fills_up_to_its_burst() -> None:
    bucket = Bucket(2, 3, 10.0)
    assert not bucket.take(10.4)
    assert bucket.take(10.5)
    assert bucket.wait(10.5) == 0.5
    assert [bucket.take(20.0) for _ in range(4)] == [True, True, True, False]


def test_the_window_halves_and_grows_by_one_for_each_window_of_successes() -> None:
    throttle = Throttle()
    assert throttle.at_once(8) == 8
    sizes = []
    for _ in range(4):
        throttle = throttle.halved(8)
        sizes.append(throttle.at_once(8))
    assert sizes == [4, 2, 1, 1]
    grown = []
    for _ in range(1 + 2 + 3):
        throttle = throttle.after_success(8)
        grown.append(throttle.at_once(8))
    assert grown == [2, 2, 3, 3, 3, 4]
    for _ in range(4 + 5 + 6 + 7):
        throttle = throttle.after_success(8)
    assert throttle == Throttle(), "back at the limit there is nothing to keep"


def test_a_window_is_never_more_than_a_lower_limit() -> None:
    assert Throttle(size=6).at_once(3) == 3
    assert Throttle().halved(1).at_once(1) == 1


def test_the_longer_silence_counts() -> None:
    asked = Throttle().quiet(NOW + timedelta(seconds=60)).quiet(NOW)
    assert asked.quiet_until == NOW + timedelta(seconds=60)
    assert Throttle.model_validate(asked.model_dump(exclude_none=True)) == asked


def test_what_is_our_fault_is_waited_for_longer_each_time() -> None:
    throttle, now, waits = Throttle(), NOW, []
    for _ in range(7):
        throttle = throttle.after_own_fault(now)
        assert throttle.after_own_fault(now) == throttle, "was under way meanwhile"
        assert throttle.cut_off_until is not None
        waits.append((throttle.cut_off_until - now).total_seconds())
        now = throttle.cut_off_until
    assert waits == [1, 2, 4, 8, 16, 30, 30]
    assert throttle.reached() == Throttle()


def unreached(error: ErrorClass, host: object = "hooks.example.test", address: str = "") -> Answer:
    """By this name, and where an address is given that was dialled."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    dialled = (family, address) if address else None
    return Answer(None, error, "", {}, b"", False, Marks(host=str(host), dialled=dialled))


def reached() -> Answer:
    return Answer(500, "refused-status", "", {}, b"", False, Marks())


class HandClock(SystemClock):
    """Monotonic time by hand."""

    seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds


def test_when_many_at_once_cannot_be_reached_it_is_our_side() -> None:
    horizon = Horizon(HandClock())
    errors: list[ErrorClass] = ["connect", "dns", "timeout", "connect"]
    judged = [horizon.judged(unreached(error, n)).error for n, error in enumerate(errors)]
    assert judged == ["connect", "dns", "egress", "egress"]
    assert horizon.judged(reached()).error == "refused-status"
    assert horizon.judged(unreached("connect", 1)).error == "connect", "somebody was reached"


@pytest.mark.parametrize(
    "fails",
    [
        [("hooks.example.test", "") for _ in range(20)],
        [("hooks.example.test", f"192.0.2.{n}") for n in range(20)],
        [(f"{n}.example.test", "192.0.2.1") for n in range(20)],
        [(f"{n}.example.test", f"2001:db8::{n}") for n in range(1, 20)],
    ],
    ids=["one name", "one name with many addresses", "many names of one machine", "many names in one network"],
)
def test_what_is_one_place_is_at_fault_itself_however_many_endpoints_it_has(fails: list[tuple[str, str]]) -> None:
    horizon = Horizon(HandClock())
    assert {horizon.judged(unreached("connect", *one)).error for one in fails} == {"connect"}


@pytest.mark.parametrize("address", ["192.0.2.{}", "2001:db8:{}::1"])
def test_many_names_at_many_places_are_not_at_fault(address: str) -> None:
    horizon = Horizon(HandClock())
    judged = [horizon.judged(unreached("timeout", n, address.format(n))).error for n in range(1, 5)]
    assert judged == ["timeout", "timeout", "egress", "egress"]


def test_one_dead_place_among_others_is_not_charged_while_nobody_is_reached() -> None:
    horizon = Horizon(HandClock())
    for n in range(2):
        horizon.judged(unreached("connect", n, f"192.0.2.{n}"))
    judged = [horizon.judged(unreached("connect", "busy", "192.0.2.9")).error for _ in range(20)]
    assert judged == ["egress"] * 20, "what one of them does often makes the others not forgotten"


def test_failures_that_have_little_to_do_with_one_another_are_no_outage_of_ours() -> None:
    clock = HandClock()
    horizon = Horizon(clock)
    for n in range(5):
        assert horizon.judged(unreached("connect", n)).error == "connect"
        clock.seconds += TOGETHER / 2 + 1


def test_whoever_was_connected_was_reached() -> None:
    horizon = Horizon(HandClock())
    for n in range(2):
        horizon.judged(unreached("connect", n))
    slow = unreached("timeout", 3)
    slow.marks.connected = 1.0
    assert horizon.judged(slow).error == "timeout"
    assert horizon.judged(unreached("connect", 4)).error == "connect"


def test_however_many_names_fail_few_are_remembered() -> None:
    horizon = Horizon(HandClock())
    for n in range(5_000):
        answer = unreached("egress", n)
        answer.marks.unanswered = True
        horizon.judged(answer)
        horizon.judged(unreached("connect", n, f"192.0.{n // 256}.{n % 256}"))
    kept = [one for one in vars(horizon).values() if isinstance(one, dict)]
    latest = [one for one in vars(horizon).values() if isinstance(one, Latest)]
    assert max(len(one) for one in kept) == 1_000
    assert max(len(one.since(0)) for one in latest) == MANY
