"""Removing an endpoint, or everything that a tenant has here: an event at once, then an operation that takes the rest.

What stays is the journal: ids, and the URL and filters that the events had. The removed endpoint hears nothing more, so
no watermark is needed for it to get nothing twice; one that is registered anew hears what happens from then on.
"""

from typing import Final

from services.notifications import purging
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import RemoveEndpoint
from services.notifications.ingest import tell
from services.notifications.operations import OPERATIONS
from services.notifications.settings import settings_of
from services.notifications.vault import Vault
from services.notifications.views import SECRETS
from shared.context import Context
from shared.http.operations import OPERATIONS_COLLECTION, Operation, OperationRun
from shared.mongo import Tenant

REMOVE_ENDPOINT: Final = "remove-endpoint"
ERASE: Final = "erase-webhook-data"


async def endpoint(ctx: Context, id: str) -> Operation:
    """Nothing is sent to it from now on, and what is kept of it goes. `NotFound` when there is none."""
    await ctx.execute(ENDPOINT, id, RemoveEndpoint())
    return await take_away(ctx, id)


async def take_away(ctx: Context, id: str) -> Operation:
    """Of an endpoint that was removed: its lane ends, and what is kept of it goes."""
    return await ctx.also("purge").start_operation(REMOVE_ENDPOINT, params={"endpoint": id})


async def all_of(ctx: Context) -> Operation:
    """Every endpoint that the tenant has now goes, with everything that is kept here of the tenant now."""
    endpoints = [one["id"] for one in await purging.those_standing(ctx.runtime.mongo.tenant(ctx.tenant))]
    return await ctx.start_operation(ERASE, params={"endpoints": endpoints})


@OPERATIONS.runner(REMOVE_ENDPOINT)
async def remove_endpoint(run: OperationRun) -> None:
    """`counts`: how many documents of each collection went."""
    await _purge(run, run.params["endpoint"])


@OPERATIONS.runner(ERASE)
async def erase(run: OperationRun) -> None:
    """Endpoints first, so that nothing new comes; then what they had, then what is left. `counts` as above.

    What was registered after it was asked for stays, with all that belongs to it.
    """
    endpoints = await _asked_for(run)
    for id in endpoints:
        await run.context(f"remove/{id}").execute(ENDPOINT, id, RemoveEndpoint())
    for id in endpoints:
        await _purge(run, id)
    own = _own(run)
    async for name, taken in purging.everything(own, run.queued_at):
        await _counted(run, name, taken)
    operations = own[OPERATIONS_COLLECTION.name]
    earlier = {"_id": {"$ne": operations.key(run.id)}, "queued_at": {"$lte": run.queued_at}}
    await operations.remove_all(earlier)


async def _asked_for(run: OperationRun) -> list[str]:
    """Those that stood when it was asked for (all where that was not noted yet), and those that were removed."""
    named = run.params.get("endpoints")
    asked = {"$or": [{"id": {"$in": named}}, {"state.status": "removed"}]} if named is not None else {}
    return [one["id"] async for one in _own(run)[ENDPOINT.collection].find(asked, fields={"id": 1})]


async def _purge(run: OperationRun, endpoint: str) -> None:
    own, now = _own(run), run.runtime.clock.machine()
    vault = Vault(run.runtime.mongo, settings_of(run.runtime).seal)
    await tell(run.runtime, [(run.tenant, endpoint)])
    await purging.end_lane(own, endpoint)
    async for name, taken in purging.purge(own, endpoint, now):
        await _counted(run, name, taken)
    secrets, texts = purging.held_by(await run.context("history").history(ENDPOINT, endpoint))
    for id in sorted(secrets):
        await _counted(run, SECRETS, await vault.remove(run.tenant, id))
    for id in sorted(texts):
        await run.runtime.texts.remove(run.tenant, id)


def _own(run: OperationRun) -> Tenant:
    own: Tenant = run.runtime.mongo.tenant(run.tenant)
    return own


async def _counted(run: OperationRun, name: str, taken: int) -> None:
    if taken:
        await run.advance(name, accepted=taken, counts={name: taken})
