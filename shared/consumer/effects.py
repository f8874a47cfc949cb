"""What the service's own group does with a batch: copies, then effects per record, then handlers of whole batches."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Final, Protocol

from opentelemetry.trace import SpanKind
from pymongo import ReplaceOne
from pymongo.errors import BulkWriteError

from shared.consumer.batch import Batch, raws
from shared.consumer.declaration import BatchEffect, Copy, Effect, Hears
from shared.consumer.incoming import Heard
from shared.consumer.trouble import Held
from shared.envelope import Poison, Record
from shared.faults import point
from shared.mongo import Documents, Mongo
from shared.telemetry import Telemetry

DUPLICATE_KEY: Final = 11000


class Work(Protocol):
    """What a group does with the events of a batch. Tells the batch of poison and of what is held; raises nothing."""

    async def handle(self, heard: Sequence[Heard], batch: Batch) -> None:
        """Every effect of these events has happened, or the batch knows of the event."""
        ...


class Effects:
    """Of one `Hears`."""

    def __init__(self, hears: Hears, rt: Any, mongo: Mongo) -> None:
        self._hears = hears
        self._rt = rt
        self._mongo = mongo

    async def handle(self, heard: Sequence[Heard], batch: Batch) -> None:
        """See `Work`."""
        for copy in self._hears.copies:
            wanted = [each for each in heard if each.topic == copy.topic and _wanted(copy, each)]
            if wanted:
                await self._copy(copy, wanted, batch)
        await self._each(heard, batch)
        for topics, handler in self._hears.batches:
            wanted = [each for each in heard if each.topic in topics]
            if wanted:
                await self._whole(handler, wanted, batch)

    async def _copy(self, copy: Copy, heard: Sequence[Heard], batch: Batch) -> None:
        newest: dict[str, dict[str, Any]] = {}
        for each in heard:
            try:
                document = copied(copy, each.record)
            except Exception as error:  # `keep` is pure: whatever it raises, it raises again
                batch.poison(each.raw, error)
                continue
            if document and document["number"] > newest.get(document["_id"], {"number": 0})["number"]:
                newest[document["_id"]] = document
        try:
            await batch.attempt(lambda: keep_newest(self._mongo.documents(copy.collection), list(newest.values())))
            await point("copy.after-write")
        except Held:
            batch.hold(raws(heard), rest=not batch.over)
        except Poison as error:
            await self._apart(lambda each: self._copy(copy, [each], batch), heard, batch, error)

    async def _apart(
        self, work: Callable[[Heard], Awaitable[None]], heard: Sequence[Heard], batch: Batch, error: Poison
    ) -> None:
        """Which one of them is poison shows when they come one by one."""
        if len(heard) == 1:
            batch.poison(heard[0].raw, error)
            return
        for each in heard:
            await work(each)

    async def _each(self, heard: Sequence[Heard], batch: Batch) -> None:
        """Streams beside each other, bounded; the records of a stream one after the other."""
        streams: dict[tuple[str, str], list[tuple[Heard, list[Effect]]]] = {}
        for each in heard:
            if effects := self._hears.effects.get((each.topic, each.record.type)):
                streams.setdefault((each.topic, each.record.stream), []).append((each, effects))
        room = asyncio.Semaphore(batch.pace.concurrency)

        async def run(stream: Sequence[tuple[Heard, list[Effect]]]) -> None:
            async with room:
                await self._stream(stream, batch)

        await asyncio.gather(*(run(stream) for stream in streams.values()))

    async def _stream(self, stream: Sequence[tuple[Heard, list[Effect]]], batch: Batch) -> None:
        for each, effects in stream:
            try:
                for effect in effects:
                    await batch.attempt(partial(self._traced, effect, each.record))
            except Poison as error:
                batch.poison(each.raw, error)
            except Held:
                batch.hold([each.raw], rest=not batch.over)
                return

    async def _traced(self, effect: Effect, record: Record) -> None:
        """As part of the trace that the command began."""
        telemetry: Telemetry | None = getattr(self._rt, "telemetry", None)
        if telemetry is None:
            await effect(self._rt, record)
            return
        name = f"{self._hears.name} hears {record.type}"
        with telemetry.span(name, parent=record.traceparent, kind=SpanKind.CONSUMER, stream=record.stream):
            await effect(self._rt, record)

    async def _whole(self, handler: BatchEffect, heard: Sequence[Heard], batch: Batch) -> None:
        try:
            await batch.attempt(lambda: handler(self._rt, [each.record for each in heard]))
        except Held:
            batch.hold(raws(heard), rest=not batch.over)
        except Poison as error:
            await self._apart(lambda each: self._whole(handler, [each], batch), heard, batch, error)


def _wanted(copy: Copy, heard: Heard) -> bool:
    return not copy.types or heard.record.type in copy.types


def copied(copy: Copy, record: Record) -> dict[str, Any] | None:
    """The document that a copy keeps of a record, or None."""
    kept = copy.keep(record)
    if kept is None:
        return None
    own = {"_id": f"{record.tenant}/{record.subject}", "tenant": record.tenant, "id": record.subject}
    return {**kept, **own, "number": record.number}


async def keep_newest(documents: Documents, newest: Sequence[dict[str, Any]]) -> None:
    """Store each where what is there has a lower number. One call; any order, any number of times.

    Raises `BulkWriteError` where something else than a newer one of the same `_id` stands in the way.
    """
    writes = [
        ReplaceOne({"_id": document["_id"], "number": {"$lt": document["number"]}}, document, upsert=True)
        for document in newest
    ]
    if not writes:
        return
    try:
        await documents.bulk_write(writes, ordered=False)
    except BulkWriteError as error:
        if not await _newer_there(documents, newest, error):
            raise


async def _newer_there(documents: Documents, newest: Sequence[dict[str, Any]], error: BulkWriteError) -> bool:
    """Every upsert that failed met its own newer document (which may be reported under any unique index)."""
    failures = error.details.get("writeErrors", [])
    if error.details.get("writeConcernErrors") or any(each.get("code") != DUPLICATE_KEY for each in failures):
        return False
    wanted = {newest[each["index"]]["_id"]: newest[each["index"]]["number"] for each in failures}
    found = await documents.find({"_id": {"$in": list(wanted)}}, fields={"number": 1})
    return len([each for each in found if each["number"] >= wanted[each["_id"]]]) == len(wanted)
