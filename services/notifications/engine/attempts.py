"""One attempt: carried by the courier of its endpoint, then judged. What is kept of it is made here."""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from services.notifications.domain.retries import STANDARD_STEPS, Ours, Verdict, retry_after, verdict
from services.notifications.engine.couriers import Carried, Courier, nothing_sent
from services.notifications.engine.deliveries import Delivery, Message, Result
from services.notifications.engine.horizon import Horizon
from services.notifications.engine.records import changes_by
from services.notifications.engine.targets import Target
from services.notifications.sender import Answer
from shared.clock import Clock

SIGNATURE: Final = "webhook-signature"


@dataclass(frozen=True, slots=True)
class Made:
    """An attempt that was made: what was sent, what came back, and what follows from it."""

    started: datetime
    ended: datetime
    headers: dict[str, str]
    answer: Answer
    verdict: Verdict
    asked: float = 0.0
    """Seconds of Retry-After."""

    @property
    def charged(self) -> bool:
        """Does it count as an attempt of the receiver's, good or bad?"""
        return self.answer.error not in Ours


class Attempts:
    """Makes attempts. `steps` in seconds; `chance` yields a number in [0, 1) for the jitter."""

    def __init__(self, courier: Courier, clock: Clock, steps: tuple[float, ...] = STANDARD_STEPS) -> None:
        self._courier = courier
        self._clock = clock
        self._steps = steps
        self._chance = random.Random()
        self._horizon = Horizon(clock)

    async def make(self, target: Target, delivery: Delivery, message: Message | None) -> Made:
        """Send the message once."""
        started = self._clock.machine()
        if message is None:
            carried = nothing_sent("payload-expired", "the payload is no longer kept")
        else:
            carried = await self._courier.carry(target, delivery, message, started)
            if target.state.channel == "webhook":  # our own mail server says nothing of the world
                carried = replace(carried, answer=self._horizon.judged(carried.answer))
        return self._judged(delivery, started, carried)

    def _judged(self, delivery: Delivery, started: datetime, carried: Carried) -> Made:
        ended, answer = self._clock.machine(), carried.answer
        asked = retry_after(answer.headers.get("retry-after"), ended)
        outcome = verdict(
            answer.error,
            delivery.tries + 1,
            ended,
            steps=self._steps,
            chance=self._chance.random(),
            asked=asked,
        )
        return Made(started, ended, carried.headers, answer, outcome, asked)


def result_of(made: Made, delivery: Delivery, fence: int, worker: str, payloads_live: timedelta) -> Result:
    """What is written: the changes to the delivery and the record of the attempt `delivery.attempts`."""
    record = _record(made, delivery, fence, worker)
    changes = {**changes_by(record, delivery.tries, payloads_live), "replayed": delivery.replayed}
    return Result(delivery, fence, changes, record)


def _record(made: Made, delivery: Delivery, fence: int, worker: str) -> dict[str, Any]:
    answer = made.answer
    return {
        "number": delivery.attempts,
        "trigger": delivery.trigger,
        "worker": worker,
        "fence": fence,
        "started": made.started,
        "ended": made.ended,
        "times": answer.marks.milliseconds(),
        "peer": answer.marks.peer,
        "reused": answer.marks.reused,
        "request_headers": {**made.headers, **{name: "redacted" for name in made.headers if name == SIGNATURE}},
        "status": answer.status,
        "response_headers": answer.headers,
        "response_body": answer.body,
        "truncated": answer.truncated,
        "error": answer.error,
        "detail": answer.detail,
        "next_due": made.verdict.next_due,
        "why": made.verdict.why,
    }
