"""Sending again: one delivery at once, or any number of them as an operation. The `webhook-id` stays the same.

One mechanism: `_again` lets deliveries that have ended be pending once more. What a replay marks is sent after
everything fresh, and carries the replay's id, so a replay that was killed goes on and marks nothing twice. A replay
that is cancelled takes back what it has marked and nobody has sent yet.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from services.notifications.bodies import Queued
from services.notifications.bodies_replays import ReplayBody
from services.notifications.engine.lanes import AT_ONCE, REPLAYED
from services.notifications.filtering import require_events
from services.notifications.ingest import tell
from services.notifications.known_types import known, meant
from services.notifications.logs import FINISHED
from services.notifications.operations import OPERATIONS
from services.notifications.settings import settings_of
from services.notifications.standing import standing
from services.notifications.views import DELIVERIES, MESSAGES
from services.notifications.walking import PAGE, walk
from services.notifications.wire import message_of
from shared.context import Context
from shared.http.operations import Operation, OperationRun
from shared.ids import made_at
from shared.mongo import Document, TenantCollection
from shared.refusals import NotFound, Refused

REPLAY: Final = "replay-deliveries"
TAKE_BACK: Final = "take-back-replay"
_FIELDS: Final = {"event": 1, "message": 1, "state": 1, "order": 1, "replay": 1}


async def start(ctx: Context, endpoint: str, body: ReplayBody) -> Operation:
    """Queue a replay of what the body names; `NotFound` for an endpoint or a delivery that is not there, and
    `Invalid("event-filter-unknown")` for a type that no event fits.

    It ends with what had come until now: later deliveries are nobody's to recover.
    """
    await standing(ctx, endpoint)
    wanted = body.wanted()
    await require_events(ctx.runtime.mongo, wanted.get("types", ()))
    if delivery := wanted.get("delivery"):
        await find_delivery(ctx, endpoint, delivery)
    until = min(wanted.get("until") or ctx.runtime.clock.machine(), ctx.runtime.clock.machine())
    params = {**wanted, "endpoint": endpoint, "until": until}
    return await ctx.start_operation(REPLAY, params=params)


async def redeliver(ctx: Context, endpoint: str, id: str) -> Queued:
    """Send this one at once, also when it waits for a retry, from the first step of the schedule; as it was before.

    Raises `NotFound`, `Refused("payload-expired")`, `Refused("delivery-under-way")`.
    """
    delivery = await find_delivery(ctx, endpoint, id)
    if not await _kept(ctx[MESSAGES], [delivery], ctx.runtime.clock.machine()):
        raise Refused("payload-expired", "What was sent is no longer kept.", mend="Read the current state instead.")
    if not (ctx.given and delivery.get("asked") == ctx.command_id):
        waiting, manual = {"state": {"$ne": "sending"}}, _manually(ctx)
        if not await _again(ctx[DELIVERIES], [delivery], waiting, **manual):
            raise Refused("delivery-under-way", "It is being sent right now.", mend="Look what came of it first.")
    await tell(ctx.runtime, [(ctx.tenant, endpoint)])
    return Queued(delivery=id, state="pending", webhook_id=delivery["message_id"])


def _manually(ctx: Context) -> dict[str, Any]:
    return {"due": AT_ONCE, "replayed": False, "trigger": "manual", "asked": ctx.command_id}


async def find_delivery(ctx: Context, endpoint: str, id: str) -> dict[str, Any]:
    """The stored delivery of this endpoint; `NotFound`."""
    found = await ctx[DELIVERIES].get(id)
    if found is None or found["endpoint"] != endpoint:
        raise NotFound("delivery", id)
    return found


async def _again(deliveries: TenantCollection, some: Sequence[Document], where: Mapping[str, Any], **set: Any) -> int:
    """Pending from the first step of the schedule, where `where` holds; what came of it before is shown until then."""
    if not some:
        return 0
    change = {"$set": {"state": "pending", "tries": 0, **set}, "$unset": {"expires": "", "finished": ""}}
    return await deliveries.update_all({"_id": {"$in": [one["_id"] for one in some]}, **where}, change)


async def _kept(messages: TenantCollection, some: Sequence[Document], now: datetime) -> frozenset[str]:
    """Ids of the messages whose payload is still there."""
    keys = sorted({messages.key(message_of(one)) for one in some})
    found = await messages.find({"_id": {"$in": keys}}, fields={"id": 1, "expires": 1}) if keys else []
    return frozenset(one["id"] for one in found if one["expires"] > now)


# --- the operation ---------------------------------------------------------------------------------------------------


@OPERATIONS.runner(REPLAY)
async def replay(run: OperationRun) -> None:
    """Mark page by page, oldest first. `counts`: marked, skipped (pending or under way), expired (no payload left)."""
    ctx, wanted = run.context("replay"), run.params
    deliveries, place = ctx[DELIVERIES], (ctx.tenant, wanted["endpoint"])
    asked = await _asked(ctx, wanted)
    resumed = bool(run.counts)
    if not resumed:
        await run.advance(run.place, counts={"marked": 0, "skipped": 0, "expired": 0})

    async def find(range: dict[str, str], limit: int) -> Sequence[Document]:
        query = {**asked, "order": range}
        return await deliveries.find(query, sort=[("order", 1)], limit=limit, fields=_FIELDS)

    async for page in walk(find, "order", wanted["until"], since=wanted.get("since"), place=run.place, page=PAGE):
        marked, expired = await _mark(ctx, run.id, page.documents)
        if marked:
            await tell(ctx.runtime, [place])
        skipped = sum(one["state"] not in FINISHED and one.get("replay") != run.id for one in page.documents)
        counts = {"marked": marked, "expired": expired, "skipped": skipped}
        await run.advance(
            page.place, accepted=marked, rejected=expired + skipped, reached=made_at(page.place), counts=counts
        )
    if resumed:
        await _settle(run, deliveries)


async def _asked(ctx: Context, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What the database is asked for, beside the range of time; what is not finished is looked at to be counted."""
    asked: dict[str, Any] = {"endpoint": wanted["endpoint"]}
    if delivery := wanted.get("delivery"):
        asked["_id"] = ctx[DELIVERIES].key(delivery)
    if subject := wanted.get("subject"):
        asked["subject"] = subject
    if patterns := wanted.get("types"):
        types = await known(ctx.runtime.mongo)
        asked["type"] = {"$in": sorted({type for pattern in patterns for type in meant(pattern, types)})}
    if states := wanted.get("states"):
        asked["state"] = {"$in": [*states, "pending", "sending"]}
    return asked


async def _mark(ctx: Context, replay: str, page: Sequence[Document]) -> tuple[int, int]:
    """How many were marked, and of how many nothing is left to send."""
    ended = [one for one in page if one["state"] in FINISHED and one.get("replay") != replay]
    kept = await _kept(ctx[MESSAGES], ended, ctx.runtime.clock.machine())
    marked = 0
    for state in FINISHED:
        some = [one for one in ended if one["state"] == state and message_of(one) in kept]
        where = {"state": state, "replay": {"$ne": replay}}
        again = {"due": REPLAYED, "replayed": True, "trigger": "replay", "replay": replay, "before": state}
        marked += await _again(ctx[DELIVERIES], some, where, **again)
    return marked, sum(message_of(one) not in kept for one in ended)


async def _settle(run: OperationRun, deliveries: TenantCollection) -> None:
    """The pages that were under way when a life ended were marked and not counted: say how many there are in truth."""
    wanted, found = run.params, 0

    async def find(range: dict[str, str], limit: int) -> Sequence[Document]:
        query = {"endpoint": wanted["endpoint"], "replay": run.id, "order": range}
        return await deliveries.find(query, sort=[("order", 1)], limit=limit, fields={"order": 1})

    async for page in walk(find, "order", wanted["until"], since=wanted.get("since")):
        found += len(page.documents)
    more = found - run.counts["marked"]
    if more > 0:
        await run.advance(run.place, accepted=more, counts={"marked": more})


# --- taking back -----------------------------------------------------------------------------------------------------


@OPERATIONS.taken_back(REPLAY)
async def cancelled(ctx: Context, operation: Document) -> None:
    """What was marked and is not sent yet ends as it had ended before."""
    params = {"replay": operation["id"], **{name: operation["params"][name] for name in ("endpoint", "until")}}
    await ctx.also(f"take-back:{operation['id']}").start_operation(TAKE_BACK, params=params)


@OPERATIONS.runner(TAKE_BACK)
async def take_back(run: OperationRun) -> None:
    """`counts`: taken_back. Others were sent already, or are under way."""
    ctx, wanted = run.context("take-back"), run.params
    deliveries = ctx[DELIVERIES]
    marked = {"replay": wanted["replay"], "state": "pending", "trigger": "replay", "tries": 0}

    async def find(range: dict[str, str], limit: int) -> Sequence[Document]:
        query = {**marked, "endpoint": wanted["endpoint"], "order": range}
        return await deliveries.find(query, sort=[("order", 1)], limit=limit, fields={"order": 1})

    async for page in walk(find, "order", wanted["until"], place=run.place):
        keys = [one["_id"] for one in page.documents]
        taken = await _take_back(deliveries, keys, marked, settings_of(ctx.runtime).payload_life, ctx)
        await run.advance(page.place, accepted=taken, reached=made_at(page.place), counts={"taken_back": taken})


async def _take_back(
    deliveries: TenantCollection, keys: list[str], marked: Mapping[str, Any], life: timedelta, ctx: Context
) -> int:
    now, taken = ctx.runtime.clock.machine(), 0
    for state in FINISHED if keys else ():
        ended = {"state": state, "finished": now, "expires": now + life}
        change = {"$set": ended, "$unset": {"before": "", "replay": "", "replayed": ""}}
        taken += await deliveries.update_all({**marked, "_id": {"$in": keys}, "before": state}, change)
    return taken
