"""The engines of this process: made from the runtime, and woken by whoever has added something to send."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from services.notifications import metrics
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import DisableEndpoint, WarnOfFailures
from services.notifications.domain.endpoint.values import Reason, Share
from services.notifications.engine.attempts import Attempts
from services.notifications.engine.batches import Batches
from services.notifications.engine.couriers import ByChannel, WebhookCourier
from services.notifications.engine.deliveries import Deliveries, Delivery
from services.notifications.engine.engine import Engine
from services.notifications.engine.lanes import Lanes, Place
from services.notifications.engine.owners import new_owner
from services.notifications.engine.slots import Slots
from services.notifications.engine.targets import Targets
from services.notifications.engine.workshop import Workshop
from services.notifications.mail.courier import CONNECTIONS, EmailCourier
from services.notifications.sender import Sender
from services.notifications.settings import settings_of
from services.notifications.vault import Vault
from shared.events import Actor
from shared.refusals import NotFound
from shared.runtime import Runtime
from shared.tasks import end

_RUNNING: Final[set[Engine]] = set()


def wake(places: Collection[Place]) -> set[Place]:
    """Tell the engines of this process that there is something to send; which of these lanes they see to."""
    return {place for engine in _RUNNING for place in engine.wake(places)}


def hand_over(offers: Mapping[Place, Sequence[Delivery]]) -> set[Place]:
    """Give the engines of this process what was just stored for these lanes; which of them took it."""
    return {place for engine in _RUNNING for place, some in offers.items() if engine.offer(place, some)}


def look() -> None:
    """The engines of this process look for lanes that are due; those of others do so by themselves."""
    for engine in _RUNNING:
        engine.look()


def workshop(rt: Runtime, sender: Sender) -> Workshop:
    """Everything that the lanes of this worker share."""
    settings = settings_of(rt)
    limits = settings.limits
    deliveries = Deliveries(rt.mongo, settings.attempt_days, settings.payload_days)
    vault = Vault(rt.mongo, settings.seal)

    async def disable(place: Place, reason: Reason) -> None:
        await _told(rt, place, DisableEndpoint(reason=reason))

    async def warn(place: Place, share: Share, failing_since: datetime) -> None:
        await _told(rt, place, WarnOfFailures(share=share, failing_since=failing_since))

    return Workshop(
        limits=limits,
        clock=rt.clock,
        lanes=Lanes(rt.mongo, rt.clock, new_owner(), limits.term),
        deliveries=deliveries,
        targets=Targets(rt.mongo, rt.clock, vault),
        attempts=Attempts(
            ByChannel({"webhook": WebhookCourier(sender, vault), "email": EmailCourier(rt)}),
            rt.clock,
            settings.retry_steps,
        ),
        slots={"webhook": Slots(limits.in_flight, limits.slow_share), "email": Slots(CONNECTIONS, slow_share=1)},
        intents=Batches(deliveries.intend),
        results=Batches(deliveries.conclude),
        disable=disable,
        warn=warn,
    )


async def _told(rt: Runtime, place: Place, command: DisableEndpoint | WarnOfFailures) -> None:
    tenant, endpoint = place
    ctx = rt.context(tenant, actor=Actor(kind="job", id="deliver-webhooks"))
    try:
        await ctx.execute(ENDPOINT, endpoint, command)
    except NotFound:
        return


def _show(slots: Slots) -> None:
    metrics.IN_FLIGHT.labels("slow").set_function(lambda: slots.used_slow)
    metrics.IN_FLIGHT.labels("quick").set_function(lambda: slots.used - slots.used_slow)


async def deliver(rt: Runtime) -> None:
    """The service's worker: runs an engine until cancelled."""
    settings = settings_of(rt)
    sender = Sender(settings.guard, settings.webhook_timeout_seconds)
    shop = workshop(rt, sender)
    _show(shop.slots["webhook"])
    engine, counting = Engine(shop), asyncio.create_task(shop.deliveries.tallies.run())
    _RUNNING.add(engine)
    try:
        await engine.run()
    finally:
        _RUNNING.discard(engine)
        await end(counting)
        await shop.deliveries.tallies.flush()
        await sender.close()
