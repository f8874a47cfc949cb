"""What is done with endpoints beyond the rules: secrets are sealed, receivers are asked, lanes are woken."""

from contextlib import suppress
from datetime import timedelta
from typing import Final

from services.notifications import signing
from services.notifications.addresses import check_name
from services.notifications.bodies import (
    EndpointBody,
    EndpointView,
    PublicKey,
    PublicKeys,
    RegisterEndpointBody,
    RotateSecretBody,
)
from services.notifications.domain.endpoint import ENDPOINT, Endpoint
from services.notifications.domain.endpoint.commands import (
    ChangeEndpoint,
    RegisterEndpoint,
    RotateSecret,
    VerifyEndpoint,
)
from services.notifications.domain.endpoint.values import Owner
from services.notifications.filtering import require_events
from services.notifications.ingest import tell
from services.notifications.purging import held_by
from services.notifications.sender import Sender
from services.notifications.settings import settings_of
from services.notifications.standing import standing
from services.notifications.terms import terms_of, view_of
from services.notifications.vault import Forgotten, Vault
from services.notifications.verification import Asked, origin_of, verify
from services.notifications.views import VERIFICATIONS, WEBHOOKS
from shared.context import Context
from shared.ids import new_id
from shared.journal import Outcome
from shared.mongo import Duplicate, TenantCollection
from shared.refusals import Refused

VERIFY_EVERY: Final = timedelta(seconds=2)
VERIFY_AT_ONCE: Final = 10
"""Endpoints of one tenant; more of them one every `VERIFY_EVERY`, whatever hosts they are on and how new they are."""
_OF_ALL: Final = "all"
STILL_NEEDED: Final = timedelta(hours=1)
"""How long what was replaced is kept for workers that have read the endpoint before."""


def vault_of(ctx: Context) -> Vault:
    """Where secrets are."""
    return Vault(ctx.runtime.mongo, settings_of(ctx.runtime).seal)


async def register(ctx: Context, owner: Owner, body: RegisterEndpointBody) -> tuple[Outcome[Endpoint], str]:
    """The outcome, and the secret to be shown."""
    await require_events(ctx.runtime.mongo, body.filters)
    url, id = await _callable(ctx, body.url), new_id()
    command = RegisterEndpoint(
        owner=owner,
        url=url,
        filters=body.filters,
        secret=_sealed(ctx, body.secret),
        terms=await terms_of(ctx, vault_of(ctx), body),
        siblings=await ctx.current(ENDPOINT).count(WEBHOOKS),
    )
    return await _shown(ctx, await ctx.execute(ENDPOINT, id, command))


async def _callable(ctx: Context, url: str) -> str:
    """In its one form; `Invalid` when it must not be called, or its name leads where nothing must be called."""
    guard = settings_of(ctx.runtime).guard
    canonical = guard.canonical(url)
    await check_name(guard, canonical)
    return canonical


async def rotate(ctx: Context, endpoint: str, body: RotateSecretBody) -> tuple[Outcome[Endpoint], str]:
    """The outcome, and the new secret to be shown. Older ones are forgotten some time after they have ended."""
    until = ctx.runtime.clock.machine() + timedelta(seconds=body.overlap_seconds)
    command = RotateSecret(secret=_sealed(ctx, body.secret), older_until=until)
    outcome = await ctx.execute(ENDPOINT, endpoint, command)
    await _retire(ctx, outcome)
    return await _shown(ctx, outcome)


def _sealed(ctx: Context, given: str | None) -> str:
    """The id of the owner's own secret or of a new one, which is staged; `Invalid`."""
    id, raw = new_id(), signing.parsed(given) if given else signing.new_secret()
    ctx.staged.extend(vault_of(ctx).stage(ctx.tenant, id, raw))
    return id


async def _shown(ctx: Context, outcome: Outcome[Endpoint]) -> tuple[Outcome[Endpoint], str]:
    """With the newest secret. A repetition shows the secret of the first time; `Refused("secret-forgotten")`."""
    try:
        (opened,) = await vault_of(ctx).get(ctx.tenant, [outcome.state.secrets[0].id])
    except Forgotten:
        raise Refused(
            "secret-forgotten",
            "This was done before, and the secret of that time is no longer kept.",
            mend="Make a new secret, or register anew.",
        ) from None
    return outcome, signing.shown(opened)


async def change(ctx: Context, endpoint: str, body: EndpointBody) -> Outcome[Endpoint]:
    """New content; a new URL must be verified again."""
    old = (await standing(ctx, endpoint)).state
    await require_events(ctx.runtime.mongo, body.filters, old.filters)
    url, vault = await _callable(ctx, body.url), vault_of(ctx)
    terms = await terms_of(ctx, vault, body, old, url)
    if terms.asymmetric:
        for ref in old.secrets:
            await vault.pair(ctx.tenant, ref.id)
    outcome = await ctx.execute(ENDPOINT, endpoint, ChangeEndpoint(url=url, filters=body.filters, terms=terms))
    if outcome.events:
        await _retire(ctx, outcome)
    return outcome


async def _retire(ctx: Context, outcome: Outcome[Endpoint]) -> None:
    """What this change or one before it has replaced is forgotten once no worker can still need it.

    What a later one has brought is none of its business: a repetition sees the endpoint as it was then.
    """
    vault, state = vault_of(ctx), outcome.state
    for ref in state.secrets:
        if ref.until:
            await vault.end(ctx.tenant, [ref.id], ref.until + STILL_NEEDED)
    until_then = [entry for entry in await ctx.history(ENDPOINT, outcome.id) if entry.last <= outcome.number]
    in_use = {state.terms.headers, *(ref.id for ref in state.secrets)}
    await vault.end(ctx.tenant, held_by(until_then)[0] - in_use, ctx.runtime.clock.machine() + STILL_NEEDED)


async def view(ctx: Context, endpoint: str, state: Endpoint) -> EndpointView:
    """The endpoint as its owner sees it."""
    return await view_of(ctx, vault_of(ctx), endpoint, state)


async def public_keys(ctx: Context, endpoint: str) -> PublicKeys:
    """With what `v1a` signatures are verified now, newest first; none where they are not wanted."""
    state = (await standing(ctx, endpoint)).state
    valid = state.valid_secrets(ctx.runtime.clock.machine()) if state.terms.asymmetric else ()
    until = {ref.id: ref.until for ref in state.secrets}
    found = await vault_of(ctx).public_keys(ctx.tenant, valid)
    return PublicKeys(keys=[PublicKey(secret=id, public_key=key, until=until[id]) for id, key in found.items()])


async def prove(ctx: Context, endpoint: str) -> Outcome[Endpoint]:
    """Ask the receiver whether it wants to hear us, and say so if it does; once for a command that is repeated."""
    outcome = await ctx.earlier(ENDPOINT, endpoint, VerifyEndpoint) or await _proven(ctx, endpoint)
    await resume_lane(ctx, endpoint)
    return outcome


async def _proven(ctx: Context, endpoint: str) -> Outcome[Endpoint]:
    loaded = await standing(ctx, endpoint)
    await _not_too_often(ctx, endpoint)
    settings, now = settings_of(ctx.runtime), ctx.runtime.clock.machine()
    asked = await _asked(ctx, endpoint, loaded.state)
    sender = Sender(settings.guard, settings.webhook_timeout_seconds)
    try:
        method = await verify(sender, asked, now)
    finally:
        await sender.close()
    return await ctx.execute(ENDPOINT, endpoint, VerifyEndpoint(method=method, url=asked.url))


async def _asked(ctx: Context, endpoint: str, state: Endpoint) -> Asked:
    vault, terms = vault_of(ctx), state.terms
    valid = state.valid_secrets(ctx.runtime.clock.machine())
    return Asked(
        tenant=ctx.tenant,
        endpoint=endpoint,
        url=state.url or "",
        secrets=await vault.get(ctx.tenant, valid),
        seeds=await vault.seeds(ctx.tenant, valid if terms.asymmetric else ()),
        headers=await vault.headers(ctx.tenant, terms.headers),
        format=terms.body_format,
        origin=origin_of(settings_of(ctx.runtime).public_url),
    )


async def _not_too_often(ctx: Context, endpoint: str) -> None:
    """Neither this endpoint nor all of the tenant together; refused ones use up no turn of the others."""
    now, asked = ctx.runtime.clock.machine(), ctx[VERIFICATIONS]
    try:
        before = {"at": {"$lt": now - VERIFY_EVERY}}
        own = await asked.update(endpoint, {"$set": {"at": now}}, where=before, upsert=True)
    except Duplicate:
        own = False
    if not (own and await _turn_of_tenant(asked, now.timestamp())):
        raise Refused(
            "verified-too-often", "A receiver was asked a moment ago.", mend="Wait two seconds and try again."
        )


async def _turn_of_tenant(asked: TenantCollection, now: float) -> bool:
    """`until`, in seconds of machine time, grows by one step with each turn, and never lies below the present."""
    step = VERIFY_EVERY.total_seconds()
    with suppress(Duplicate):
        idle = {"until": {"$lte": now}}
        if await asked.update(_OF_ALL, {"$set": {"until": now + step}}, where=idle, upsert=True):
            return True
    room = {"until": {"$lte": now + (VERIFY_AT_ONCE - 1) * step}}
    return await asked.update(_OF_ALL, {"$inc": {"until": step}}, where=room)


async def resume_lane(ctx: Context, endpoint: str) -> None:
    """What has accumulated may be sent now."""
    await tell(ctx.runtime, [(ctx.tenant, endpoint)])
