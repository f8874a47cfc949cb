"""What is done with endpoints beyond the rules: secrets are sealed, receivers are asked, lanes are woken."""

from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

from services.notifications import signing, wire
from services.notifications.bodies import EndpointBody, Queued, RegisterEndpointBody, RotateSecretBody
from services.notifications.domain.endpoint import ENDPOINT, Endpoint
from services.notifications.domain.endpoint.commands import (
    ChangeEndpoint,
    RegisterEndpoint,
    RotateSecret,
    VerifyEndpoint,
)
from services.notifications.domain.endpoint.values import Owner
from services.notifications.engine.lanes import AT_ONCE
from services.notifications.engine.targets import Vault
from services.notifications.ingest import delivery_document, tell
from services.notifications.sender import Sender
from services.notifications.settings import settings_of
from services.notifications.verification import Asked, origin_of, verify
from services.notifications.views import DELIVERIES, MESSAGES, SECRETS, VERIFICATIONS
from shared.context import Context
from shared.ids import new_id
from shared.journal import Loaded, Outcome
from shared.mongo import Duplicate
from shared.refusals import NotFound, Refused

VERIFY_EVERY: Final = timedelta(seconds=2)


def vault_of(ctx: Context) -> Vault:
    """Where secrets are."""
    return Vault(ctx.runtime.mongo, settings_of(ctx.runtime).seal)


async def register(ctx: Context, owner: Owner, body: RegisterEndpointBody) -> tuple[Outcome[Endpoint], str]:
    """The outcome, and the secret to be shown."""
    url = settings_of(ctx.runtime).guard.canonical(body.url)
    secret = new_id()
    await _seal(ctx, secret, body.secret)
    siblings = await ctx.current(ENDPOINT).count({"state.channel": {"$ne": "email"}})
    command = RegisterEndpoint(owner=owner, url=url, filters=body.filters, secret=secret, siblings=siblings)
    return await _with_secret(ctx, new_id(), command, secret)


async def rotate(ctx: Context, endpoint: str, body: RotateSecretBody) -> tuple[Outcome[Endpoint], str]:
    """The outcome, and the new secret to be shown."""
    secret = new_id()
    await _seal(ctx, secret, body.secret)
    until = ctx.runtime.clock.machine() + timedelta(seconds=body.overlap_seconds)
    return await _with_secret(ctx, endpoint, RotateSecret(secret=secret, older_until=until), secret)


async def _seal(ctx: Context, id: str, given: str | None) -> None:
    await vault_of(ctx).put(ctx.tenant, id, signing.parsed(given) if given else signing.new_secret())


async def _with_secret(
    ctx: Context, endpoint: str, command: RegisterEndpoint | RotateSecret, secret: str
) -> tuple[Outcome[Endpoint], str]:
    """Execute; a secret that came to nothing is removed. A repetition shows the secret of the first time."""
    used: str | None = None
    try:
        outcome = await ctx.execute(ENDPOINT, endpoint, command)
        used = outcome.state.secrets[0].id
    finally:
        if used != secret:
            await ctx[SECRETS].remove(secret)
    (opened,) = await vault_of(ctx).get(ctx.tenant, [used])
    return outcome, signing.shown(opened)


async def change(ctx: Context, endpoint: str, body: EndpointBody) -> Outcome[Endpoint]:
    """New content; a new URL must be verified again."""
    url = settings_of(ctx.runtime).guard.canonical(body.url)
    return await ctx.execute(ENDPOINT, endpoint, ChangeEndpoint(url=url, filters=body.filters))


async def prove(ctx: Context, endpoint: str) -> Outcome[Endpoint]:
    """Ask the receiver whether it wants to hear us, and say so if it does."""
    loaded = await ctx.require(ENDPOINT, endpoint)
    await _not_too_often(ctx, endpoint)
    settings, now = settings_of(ctx.runtime), ctx.runtime.clock.machine()
    secrets = await vault_of(ctx).get(ctx.tenant, loaded.state.valid_secrets(now))
    asked = Asked(ctx.tenant, endpoint, loaded.state.url or "", secrets, origin_of(settings.public_url))
    sender = Sender(settings.guard, settings.webhook_timeout_seconds)
    try:
        method = await verify(sender, asked, now)
    finally:
        await sender.close()
    outcome = await ctx.execute(ENDPOINT, endpoint, VerifyEndpoint(method=method, url=asked.url))
    await resume_lane(ctx, endpoint)
    return outcome


async def _not_too_often(ctx: Context, endpoint: str) -> None:
    now = ctx.runtime.clock.machine()
    try:
        await ctx[VERIFICATIONS].update(
            endpoint, {"$set": {"at": now}}, where={"at": {"$lt": now - VERIFY_EVERY}}, upsert=True
        )
    except Duplicate:
        raise Refused(
            "verified-too-often", "The receiver was asked a moment ago.", mend="Wait two seconds and try again."
        ) from None


async def resume_lane(ctx: Context, endpoint: str) -> None:
    """What has accumulated may be sent now."""
    await tell(ctx.runtime, [(ctx.tenant, endpoint)])


async def send_test(ctx: Context, endpoint: str) -> Queued:
    """A made-up event through the whole engine."""
    loaded: Loaded[Endpoint] = await ctx.require(ENDPOINT, endpoint)
    if not loaded.state.hears:
        raise Refused("endpoint-not-verified", "Nothing is sent to this endpoint now.", mend="Verify or resume it.")
    event = _test_event(ctx)
    now = ctx.runtime.clock.machine()
    body = wire.body(
        type=wire.TEST_TYPE, timestamp=ctx.now, id=event, tenant=ctx.tenant, subject=endpoint, sequence=1, data={}
    )
    message = {"type": wire.TEST_TYPE, "body": body, "trace": ctx.traceparent, "created": now}
    fields = {"type": wire.TEST_TYPE, "stream": f"test/{event}", "subject": endpoint, "number": 1, "trigger": "test"}
    delivery = delivery_document(ctx.tenant, endpoint, event, now, **fields)
    await _store(ctx, event, message, delivery)
    await tell(ctx.runtime, [(ctx.tenant, endpoint)])
    return Queued(delivery=delivery["id"], state="pending", webhook_id=delivery["message_id"])


def _test_event(ctx: Context) -> str:
    """The same for the same Idempotency-Key."""
    if not ctx.given:
        return new_id()
    digest = sha256(f"{ctx.tenant}/{ctx.command_id}".encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-7{digest[12:15]}-8{digest[15:18]}-{digest[18:30]}"


async def _store(ctx: Context, event: str, message: dict[str, Any], delivery: dict[str, Any]) -> None:
    expires = message["created"] + settings_of(ctx.runtime).payload_life
    with suppress(Duplicate):
        await ctx[MESSAGES].insert(event, {**message, "expires": expires})
    with suppress(Duplicate):
        await ctx[DELIVERIES].insert(delivery["id"], delivery)


async def redeliver(ctx: Context, endpoint: str, id: str) -> Queued:
    """Send it again, from the first step of the schedule, with the same `webhook-id`."""
    delivery = await find_delivery(ctx, endpoint, id)
    again = {"state": "pending", "due": AT_ONCE, "tries": 0, "trigger": "manual", "error": None}
    change = {"$set": again, "$unset": {"expires": "", "finished": ""}}
    waiting = {"endpoint": endpoint, "state": {"$ne": "sending"}}
    if not await ctx[DELIVERIES].update(id, change, where=waiting):
        raise Refused("delivery-under-way", "It is being sent right now.", mend="Look what came of it first.")
    await tell(ctx.runtime, [(ctx.tenant, endpoint)])
    return Queued(delivery=id, state="pending", webhook_id=delivery["message_id"])


async def find_delivery(ctx: Context, endpoint: str, id: str) -> dict[str, Any]:
    """The stored delivery of this endpoint; `NotFound`."""
    found = await ctx[DELIVERIES].get(id)
    if found is None or found["endpoint"] != endpoint:
        raise NotFound("delivery", id)
    return found
