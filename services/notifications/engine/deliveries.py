"""Reads and writes of deliveries and their attempts. Every write filters on the fence of the lane.

Raw collections: one command holds the writes of many lanes, so of many tenants; each filter names its document, whose
`_id` begins with the tenant.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from pymongo import InsertOne, UpdateOne

from services.notifications.engine.lanes import AT_ONCE, REPLAY_BEGUN, REPLAYED, Held
from services.notifications.engine.records import changes_by, is_told, unknown_attempt
from services.notifications.purging import purge
from services.notifications.tallies import Tallies
from services.notifications.views import ATTEMPTS, DELIVERIES, MESSAGES, document, key
from services.notifications.walking import walk
from services.notifications.wire import ENVELOPE_HEADERS, message_of
from shared.faults import point
from shared.ids import new_id
from shared.mongo import Mongo

PAGE: Final = 256
_OPEN: Final = timedelta(milliseconds=1)
"""Makes an open bound: the embedded server forgets what equals a closed one where the index has a further field."""
_AHEAD: Final = timedelta(days=1)
"""So far may the clock be ahead of a machine that has added something."""
_IN_TURN: Final = (("due", 1), ("order", 1))


@dataclass(slots=True)
class Delivery:
    """What the engine needs to know of one delivery."""

    key: str
    tenant: str
    id: str
    endpoint: str
    event: str
    message_id: str
    stream: str
    number: int
    attempts: int
    tries: int
    trigger: str
    created: datetime
    due: datetime = AT_ONCE
    message: str = ""
    """Id of the stored bytes."""
    content: "Message | None" = None
    """The bytes themselves, once the lane has them; None when they are no longer kept."""
    replayed: bool = False
    """Does it go after everything fresh, however often it must be tried?"""

    @property
    def waiting_since(self) -> datetime:
        """When it fell due: a retry at its time, everything else when it was heard."""
        return self.due if self.due > REPLAYED else self.created

    @classmethod
    def read(cls, found: dict[str, Any]) -> "Delivery":
        """From the stored document."""
        names = ("tenant", "id", "endpoint", "event", "message_id", "stream", "number", "attempts", "tries", "trigger")
        message = message_of(found)
        rest = {name: found[name] for name in names}
        replayed = bool(found.get("replayed")) or found["due"] == REPLAYED
        times = {"created": found["created"], "due": found["due"]}
        return cls(key=found["_id"], message=message, replayed=replayed, **times, **rest)


@dataclass(frozen=True, slots=True)
class Page:
    """Some deliveries; there may be more from `until` on, and none where that is None."""

    found: list[Delivery]
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Message:
    """The bytes to send, the trace that they belong to, and the headers that say what they are."""

    body: bytes
    trace: str | None
    headers: Mapping[str, str] = field(default_factory=lambda: dict(ENVELOPE_HEADERS))

    @classmethod
    def read(cls, found: dict[str, Any]) -> "Message":
        """From the stored document; the first ones were all envelopes."""
        return cls(bytes(found["body"]), found.get("trace"), found.get("headers", ENVELOPE_HEADERS))


@dataclass(frozen=True, slots=True)
class Intent:
    """Attempt `delivery.attempts + 1` is about to be made under this fence."""

    delivery: Delivery
    fence: int
    worker: str
    at: datetime
    token: str = field(default_factory=new_id)
    """Tells two intents of one worker for the same attempt apart."""

    def write(self) -> UpdateOne:
        """Only a delivery that is still pending and that no later owner has touched."""
        return UpdateOne(
            {
                "_id": self.delivery.key,
                "state": "pending",
                "attempts": self.delivery.attempts,
                "fence": {"$lte": self.fence},
            },
            {
                "$set": {
                    "state": "sending",
                    "attempts": self.delivery.attempts + 1,
                    "fence": self.fence,
                    "worker": self.worker,
                    "intent": self.token,
                    "sending_at": self.at,
                }
            },
        )

    def took(self, found: dict[str, Any] | None) -> bool:
        """Is this what is stored?"""
        return found is not None and (found.get("state"), found.get("intent")) == ("sending", self.token)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an attempt: the changes to the delivery, and the record of the attempt."""

    delivery: Delivery
    fence: int
    changes: dict[str, Any]
    attempt: dict[str, Any]

    def write(self) -> UpdateOne:
        """Only where this attempt is still the one in flight."""
        ours = {"_id": self.delivery.key, "fence": self.fence, "attempts": self.attempt["number"], "state": "sending"}
        return UpdateOne(ours, {"$set": self.changes})


class Deliveries:
    """The deliveries of all lanes, as the engine works on them."""

    def __init__(self, mongo: Mongo, attempt_days: float, payload_days: float) -> None:
        self._mongo = mongo
        self._deliveries = mongo.documents(DELIVERIES)
        self._attempts = mongo.documents(ATTEMPTS)
        self._messages = mongo.documents(MESSAGES)
        self.tallies = Tallies(mongo)
        self._attempts_live = timedelta(days=attempt_days)
        self.payloads_live = timedelta(days=payload_days)

    async def at_once(self, lane: Held, first: datetime, last: datetime, without: Collection[str]) -> Page:
        """What is due at once, from `AT_ONCE` to `REPLAYED`, each kind in the order in which it was heard, except these
        streams.

        Streams are left out here: a condition that is in no index makes the embedded server go through everything that
        the endpoint ever had. Only a page of nothing else asks the database to leave them out.
        """
        due = first if first == last else {"$gt": first - _OPEN, "$lt": last + _OPEN}
        at_once: dict[str, Any] = {**self._pending(lane), "due": due}
        page = await self._page(at_once, frozenset(without))
        if page.found or page.until is None:
            return page
        return await self._page({**at_once, "stream": {"$nin": sorted(without)}})

    async def _page(self, asked: dict[str, Any], without: Collection[str] = ()) -> Page:
        found = [Delivery.read(one) for one in await self._deliveries.find(asked, sort=_IN_TURN, limit=PAGE)]
        until = found[-1].due if len(found) == PAGE else None
        return Page([one for one in found if one.stream not in without], until)

    async def retries(self, lane: Held, now: datetime) -> list[Delivery]:
        """Deliveries that failed before and are due again, oldest due first."""
        due = {**self._pending(lane), "due": {"$gt": REPLAYED, "$lt": now + _OPEN}}
        found = await self._deliveries.find(due, sort=_IN_TURN, limit=PAGE)
        return [Delivery.read(one) for one in found]

    async def waiting(self, lane: Held, until: datetime) -> list[dict[str, Any]]:
        """`stream`, `number`, `due` of what waits for another attempt until then."""
        due: dict[str, Any] = {**self._pending(lane), "due": {"$gt": REPLAYED, "$lt": until + _OPEN}}
        return await self._deliveries.find(due, fields={"stream": 1, "number": 1, "due": 1})

    async def begun(self, lane: Held) -> set[str]:
        """Streams of which a replay has begun and is due again."""
        due = {**self._pending(lane), "due": REPLAY_BEGUN}
        return {one["stream"] for one in await self._deliveries.find(due, fields={"stream": 1})}

    async def postpone(self, lane: Held, until: Mapping[str, datetime]) -> None:
        """These (by `_id`) wait for others: not due before this."""
        writes = [
            UpdateOne({"_id": key, "state": "pending", "fence": {"$lte": lane.fence}}, {"$set": {"due": due}})
            for key, due in until.items()
        ]
        await self._deliveries.bulk_write(writes, ordered=False)

    def _pending(self, lane: Held) -> dict[str, Any]:
        return {"tenant": lane.tenant, "endpoint": lane.endpoint, "state": "pending"}

    async def soonest(self, lane: Held, after: datetime, until: datetime) -> datetime | None:
        """When the next of those that failed before is due, later than `after`; None when none is until then.

        The range is closed, since a server that limits last reads everything in it (ADR 0010).
        """
        due = {**self._pending(lane), "due": {"$gt": after, "$lt": until + _OPEN}}
        found = await self._deliveries.find(due, fields={"due": 1}, sort=_IN_TURN, limit=1)
        return found[0]["due"] if found else None

    async def messages(self, deliveries: Sequence[Delivery]) -> dict[str, Message]:
        """Id of the stored bytes → what to send, where it is still kept. All of one endpoint."""
        stored = sorted({key(one.tenant, one.message) for one in deliveries})
        fields = {"id": 1, "body": 1, "trace": 1, "headers": 1}
        found = await self._messages.find({"_id": {"$in": stored}}, fields=fields) if stored else []
        return {one["id"]: Message.read(one) for one in found}

    async def intend(self, intents: Sequence[Intent]) -> list[bool]:
        """Record attempts before they are made; per intent whether it may be made."""
        await point("webhook.before-intent")
        result = await self._deliveries.bulk_write([intent.write() for intent in intents], ordered=False)
        await point("webhook.after-intent")
        if result.matched_count == len(intents):
            return [True] * len(intents)
        keys = [intent.delivery.key for intent in intents]
        fields = {"state": 1, "intent": 1}
        found = {one["_id"]: one for one in await self._deliveries.find({"_id": {"$in": keys}}, fields=fields)}
        return [intent.took(found.get(intent.delivery.key)) for intent in intents]

    async def withdraw(self, delivery: Delivery, fence: int) -> None:
        """The attempt that was intended was not made: it is as if it had never been intended."""
        ours = {"_id": delivery.key, "fence": fence, "attempts": delivery.attempts, "state": "sending"}
        back = {"state": "pending", "attempts": delivery.attempts - 1}
        await self._deliveries.update_one(ours, {"$set": back})

    async def conclude(self, results: Sequence[Result]) -> list[None]:
        """Record what came of attempts: the records first, so that a crash in between tells what is known.

        What another owner has called unknown meanwhile stays so, and that owner sends it again: what comes of a
        delivery is what its records say.
        """
        records = [self._attempt(result.delivery, result.attempt) for result in results]
        unknown = await self._unknown_among(await self._record(records))
        kept = [result for result, record in zip(results, records, strict=True) if record["_id"] not in unknown]
        await point("webhook.after-record")
        if kept:
            await self._deliveries.bulk_write([result.write() for result in kept], ordered=False)
        for result in kept:
            self.tallies.add((result.delivery.tenant, result.delivery.endpoint), result.attempt)
        await point("webhook.after-result")
        return [None] * len(results)

    def _attempt(self, delivery: Delivery, attempt: dict[str, Any]) -> dict[str, Any]:
        place = {"delivery": delivery.id, "endpoint": delivery.endpoint}
        id = f"{delivery.id}/{attempt['number']:06d}"
        kept = {**place, **attempt, "order": new_id(), "expires": attempt["ended"] + self._attempts_live}
        return document(delivery.tenant, id, **kept)

    async def _record(self, attempts: Sequence[dict[str, Any]]) -> list[str]:
        """The `_id`s of those that were recorded already; their records stay as they are."""
        known = await self._attempts.write_new([InsertOne(one) for one in attempts])
        return [attempts[index]["_id"] for index in known]

    async def _unknown_among(self, recorded: Sequence[str]) -> set[str]:
        if not recorded:
            return set()
        found = await self._attempts.find({"_id": {"$in": sorted(recorded)}, "error": "unknown"}, fields={"_id": 1})
        return {one["_id"] for one in found}

    async def forget(self, lane: Held, now: datetime) -> None:
        """Everything of an endpoint that was removed, also what came while it was being removed."""
        async for _ in purge(self._mongo.tenant(lane.tenant), lane.endpoint, now):
            pass

    async def fence(self, lane: Held, now: datetime, ordered: bool) -> None:
        """No intent of an earlier owner that arrives later is taken by what is pending: all of it, or the first of it.

        With `ordered` all, so that nothing can be overtaken. Else four pages, which is about what an owner has in
        memory: what is taken beyond is found when the lane looks again after a term.
        """
        if not ordered:
            first = await self._deliveries.find(self._pending(lane), fields={"_id": 1}, sort=_IN_TURN, limit=4 * PAGE)
            await self._fence(lane, first)
            return

        async def find(range: dict[str, str], limit: int) -> Sequence[dict[str, Any]]:
            asked = {**self._pending(lane), "order": range}
            return await self._deliveries.find(asked, fields={"order": 1}, sort=[("order", 1)], limit=limit)

        async for page in walk(find, "order", now + _AHEAD):
            await self._fence(lane, page.documents)

    async def _fence(self, lane: Held, some: Sequence[dict[str, Any]]) -> None:
        pending = {"_id": {"$in": [one["_id"] for one in some]}, "state": "pending", "fence": {"$lt": lane.fence}}
        await self._deliveries.update_many(pending, {"$set": {"fence": lane.fence}})

    async def recover(self, lane: Held, now: datetime, active: Collection[str]) -> int:
        """Attempts whose maker died: as their records say; without one they are recorded as `unknown`, and due at once.

        Returns how many are unknown.
        """
        in_flight = {"tenant": lane.tenant, "endpoint": lane.endpoint, "state": "sending"}
        found = [one for one in await self._deliveries.find(in_flight) if one["_id"] not in active]
        lost = [one for one in found if one["fence"] <= lane.fence]
        if not lost:
            return 0
        known = await self._known(lost)
        unknown = [one for one in lost if one["_id"] not in known]
        if unknown:
            await self._record([self._attempt(Delivery.read(one), unknown_attempt(one, now)) for one in unknown])
            await point("webhook.after-unknown")
        await self._deliveries.bulk_write([self._recovery(one, lane, known) for one in lost], ordered=False)
        return len(unknown)

    async def _known(self, lost: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """Of those whose record says what came of the attempt: `_id` → that record."""
        keys = {key(one["tenant"], f"{one['id']}/{one['attempts']:06d}"): one["_id"] for one in lost}
        found = await self._attempts.find({"_id": {"$in": sorted(keys)}})
        return {keys[one["_id"]]: one for one in found if is_told(one)}

    def _recovery(self, one: dict[str, Any], lane: Held, known: Mapping[str, dict[str, Any]]) -> UpdateOne:
        delivery = Delivery.read(one)
        ours = {"_id": one["_id"], "state": "sending", "attempts": one["attempts"], "fence": one["fence"]}
        if record := known.get(one["_id"]):
            changes = changes_by(record, delivery.tries, self.payloads_live)
        else:
            due = REPLAY_BEGUN if delivery.replayed else AT_ONCE
            changes = {"state": "pending", "due": due, "error": "unknown", "trigger": "recovery"}
        return UpdateOne(ours, {"$set": {**changes, "replayed": delivery.replayed, "fence": lane.fence}})
