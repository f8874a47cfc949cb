"""Folding events into facts: by number, each once, one bulk write per batch, safe against another writer."""

from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from prometheus_client import Counter, Gauge
from pymongo import InsertOne, ReplaceOne
from pymongo.errors import BulkWriteError

from shared.faults import point
from shared.mongo import Document, Mongo
from shared.projection.declaration import RESERVED, Fact, Projection
from shared.projection.parking import Arrived, Parking
from shared.projection.pointer import collection_of
from shared.refusals import Busy

log = structlog.get_logger(__name__)

GAPS = Counter("jembatan_projection_gaps", "Streams in which an event was found missing", ["projection"])
CONFLICTS = Gauge("jembatan_projection_conflicts", "Batches folded anew because of another writer", ["projection"])
CACHE: Final = 50_000
TRIES: Final = 10
DUPLICATE_KEY: Final = 11000


@dataclass(frozen=True, slots=True)
class Slot:
    """What is stored of one stream."""

    number: int = 0
    fact: Fact | None = None
    gap: int | None = None
    """The number that is missing while later ones are parked."""
    there: bool = False


@dataclass
class Change:
    """What a batch does to one stream."""

    slot: Slot
    number: int
    fact: Fact | None
    early: list[Arrived] = field(default_factory=list)
    poison: list[tuple[Arrived, Exception]] = field(default_factory=list)
    used: list[int] = field(default_factory=list)

    @property
    def gap(self) -> int | None:
        """The first missing number, if there is one."""
        return self.number + 1 if self.early else None

    @property
    def writes(self) -> bool:
        """There is something to store."""
        return self.number != self.slot.number or self.gap != self.slot.gap


class Conflict(Exception):
    """Somebody else has written one of these facts since we read it."""


class Facts:
    """The facts of one generation. One task at a time."""

    def __init__(
        self, mongo: Mongo, projection: Projection, generation: int, *, cache: int = CACHE, parked: int = 1_000
    ) -> None:
        self._fold = projection.fold
        self.name = collection_of(projection, generation).name
        self._documents = mongo.documents(self.name)
        self._parking = Parking(mongo, self.name, parked)
        self._cache: OrderedDict[str, Slot] = OrderedDict()
        self._most = cache

    async def take_in(self, arrived: Sequence[Arrived]) -> list[tuple[Arrived, Exception]]:
        """Fold the events in; those that the fold refuses, with why. Any order, any number of times.

        Raises a `PyMongoError`, or `Busy` when other writers win every time.
        """
        streams: dict[str, dict[int, Arrived]] = defaultdict(dict)
        for each in arrived:
            streams[fact_id(each)].setdefault(each.record.number, each)
        for _ in range(TRIES):
            try:
                return await self._once(streams)
            except Conflict:
                CONFLICTS.labels(self.name).inc()
                for fact in streams:
                    self._cache.pop(fact, None)
        raise Busy("try-again", f"Another process keeps writing the same facts of {self.name}.")

    async def _once(self, streams: dict[str, dict[int, Arrived]]) -> list[tuple[Arrived, Exception]]:
        slots = await self._slots(list(streams))
        parked = await self._parking.of([fact for fact, slot in slots.items() if slot.gap is not None])
        changes = {}
        for fact, numbered in streams.items():
            waiting = {each.record.number: each for each in parked.get(fact, ())}
            changes[fact] = self._change(slots[fact], list({**waiting, **numbered}.values()))
        await self._parking.park({fact: change.early for fact, change in changes.items() if change.early}, parked)
        await self._write(changes)
        await point("projection.after-write")
        await self._parking.remove(
            (fact, number)
            for fact, change in changes.items()
            for number in change.used
            if any(each.record.number == number for each in parked.get(fact, ()))
        )
        self._remember(changes)
        return [poison for change in changes.values() for poison in change.poison]

    def _change(self, slot: Slot, arrived: list[Arrived]) -> Change:
        change = Change(slot, slot.number, slot.fact)
        for each in sorted(arrived, key=lambda each: each.record.number):
            number = each.record.number
            if number <= change.number:
                change.used.append(number)
            elif number > change.number + 1:
                change.early.append(each)
            else:
                self._step(change, each)
        return change

    def _step(self, change: Change, each: Arrived) -> None:
        try:
            fact = self._fold(change.fact, each.record)
            if fact is not None and not RESERVED.isdisjoint(fact):
                raise ValueError(f"a fact may not have the fields {sorted(RESERVED & fact.keys())}")
        except Exception as error:  # the fold is pure: whatever it raises, it raises again
            change.poison.append((each, error))
        else:
            change.number, change.fact = each.record.number, fact
        change.used.append(each.record.number)

    async def _slots(self, facts: list[str]) -> dict[str, Slot]:
        unknown = [fact for fact in facts if fact not in self._cache]
        found: dict[str, Slot] = {}
        if unknown:
            documents = await self._documents.find({"_id": {"$in": unknown}})
            found = {document["_id"]: _slot(document) for document in documents}
        return {fact: self._cache.get(fact) or found.get(fact) or Slot() for fact in facts}

    async def _write(self, changes: dict[str, Change]) -> None:
        writes: list[Any] = []
        replaced = 0
        for fact, change in changes.items():
            if not change.writes:
                continue
            if change.gap is not None and change.slot.gap is None:
                GAPS.labels(self.name).inc()
                log.error("projection-gap", projection=self.name, fact=fact, missing=change.gap, mend=MEND)
            document, slot = _document(fact, change), change.slot
            if slot.there:
                replaced += 1
                writes.append(ReplaceOne({"_id": fact, "number": slot.number, "gap": slot.gap}, document))
            else:
                writes.append(InsertOne(document))
        if writes:
            await self._bulk(writes, replaced)

    async def _bulk(self, writes: list[Any], replaced: int) -> None:
        try:
            result = await self._documents.bulk_write(writes, ordered=False)
        except BulkWriteError as error:
            if all(failure.get("code") == DUPLICATE_KEY for failure in error.details.get("writeErrors", [])):
                raise Conflict from error
            raise
        if result.matched_count != replaced:
            raise Conflict

    def _remember(self, changes: dict[str, Change]) -> None:
        for fact, change in changes.items():
            self._cache[fact] = Slot(change.number, change.fact, change.gap, change.slot.there or change.writes)
            self._cache.move_to_end(fact)
        while len(self._cache) > self._most:
            self._cache.popitem(last=False)


MEND: Final = "republish the stream (--stream <tenant>/<aggregate>/<id>); later events are parked until then"


def fact_id(arrived: Arrived) -> str:
    """`<tenant>/<service>.<aggregate>/<subject>`."""
    record = arrived.record
    return f"{record.tenant}/{_kind(record.source)}/{record.subject}"


def _kind(source: str) -> str:
    return ".".join(source.strip("/").split("/")[1:])


def _document(fact: str, change: Change) -> Document:
    tenant, _, id = fact.partition("/")
    return {**(change.fact or {}), "_id": fact, "tenant": tenant, "id": id, "number": change.number, "gap": change.gap}


def _slot(document: Document) -> Slot:
    fact = {name: value for name, value in document.items() if name not in RESERVED}
    return Slot(document["number"], fact or None, document.get("gap"), True)
