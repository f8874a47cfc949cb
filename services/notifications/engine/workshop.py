"""What all lanes of one worker share: limits, slots, the sender, group commits."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.notifications.domain.endpoint.values import Channel, Reason, Share
from services.notifications.engine.attempts import Attempts
from services.notifications.engine.batches import Batches
from services.notifications.engine.deliveries import Deliveries, Intent, Result
from services.notifications.engine.lanes import Lanes, Place
from services.notifications.engine.slots import Slots
from services.notifications.engine.targets import Targets
from shared.clock import Clock

Disable = Callable[[Place, Reason], Awaitable[None]]
Warn = Callable[[Place, Share, datetime], Awaitable[None]]
"""The endpoint only fails since that instant."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one worker. Times in seconds."""

    deadline: float = 15.0
    """Of one request, connecting and reading the body included."""
    flush: float = 5.0
    """What recording the result may take."""
    window: int = 8
    """Requests in flight to one endpoint."""
    in_flight: int = 256
    """Webhooks in flight in all."""
    slow_share: float = 0.3
    """Of `in_flight`, for all slow lanes together."""
    hold: float = 30.0
    """How long an aggregate waits for the retry of its head."""
    idle: float = 10.0
    """How long a lane with nothing to do is kept."""
    poll: float = 0.1
    """How often due lanes are looked for, when nobody in the process says so."""

    @property
    def term(self) -> float:
        """Of a lane's lease: renewed at a third, even late there is enough left for one request and its record."""
        return 2 * (self.deadline + self.flush)


@dataclass(frozen=True, slots=True)
class Workshop:
    """Shared by the runners of one worker."""

    limits: Limits
    clock: Clock
    lanes: Lanes
    deliveries: Deliveries
    targets: Targets
    attempts: Attempts
    slots: Mapping[Channel, Slots]
    intents: Batches[Intent, bool]
    results: Batches[Result, None]
    disable: Disable
    warn: Warn
