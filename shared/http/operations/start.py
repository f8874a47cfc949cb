"""Queueing an operation: once per command id."""

from shared.context import Context
from shared.events import jsonable
from shared.http.operations.words import NAME, Operation, new_document, shown
from shared.ids import new_id
from shared.mongo import Document, Duplicate
from shared.refusals import Invalid


async def start(ctx: Context, kind: str, payload: bytes | str = b"", params: Document | None = None) -> Operation:
    """Queue work of this kind; the payload (at most 12 MB) waits in `texts` and is deleted at the end.

    `params` hold ids and numbers only. The same command id again is the same operation;
    `Invalid("idempotency-key-reused")` when it comes with another request.
    """
    known = await _known(ctx)
    if known is not None:
        return known
    id = new_id()
    content = payload.encode() if isinstance(payload, str) else payload
    if content:
        await ctx.runtime.texts.put_payload(ctx.tenant, id, content)
    document = new_document(kind, params or {}, ctx.runtime.clock.machine(), _origin(ctx))
    try:
        await ctx[NAME].insert(id, document)
    except Duplicate:
        await ctx.runtime.texts.remove(ctx.tenant, id)
        known = await _known(ctx)
        if known is None:
            raise
        return known
    return shown({**document, "id": id}, "en")


def _origin(ctx: Context) -> Document:
    """Who asked for it, ids only."""
    actor = {**jsonable(ctx.actor), "roles": sorted(ctx.actor.roles)}
    return {
        "actor": actor,
        "command_id": ctx.command_id,
        "request_hash": ctx.request_hash,
        "correlation_id": ctx.correlation_id,
    }


async def _known(ctx: Context) -> Operation | None:
    document = await ctx[NAME].find_one({"command_id": ctx.command_id})
    if document is None:
        return None
    if document["request_hash"] != ctx.request_hash:
        raise Invalid(
            "idempotency-key-reused", "This key was used for another request.", mend="Use a new key for a new request."
        )
    return shown(document, "en", repeated=True)
