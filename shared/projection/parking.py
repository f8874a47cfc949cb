"""Events that came too early: kept, within bounds, until what is missing before them arrives."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog
from prometheus_client import Counter
from pymongo import ReplaceOne

from shared.envelope import Record, decode
from shared.mongo import Collection, Mongo

log = structlog.get_logger(__name__)

PARKED: Final = Collection("parked", across="Starts with the projection; holds Kafka records, which name their tenant.")
MOST: Final = 1_000
"""Per stream. Beyond it nothing is kept: `republish --stream` sends them again."""
PARKED_RECORDS = Counter(
    "jembatan_projection_parked", "Events parked because one before them is missing", ["projection"]
)
OVERFLOWED = Counter("jembatan_projection_parked_overflow", "Events not parked: too many already", ["projection"])
DIGITS: Final = 10


@dataclass(frozen=True, slots=True)
class Arrived:
    """An event as a projection takes it: the record, and the raw one it came from (for dead letters)."""

    raw: Any
    record: Record


@dataclass(frozen=True, slots=True)
class Stored:
    """A raw record read back: what `Arrived.raw` must have."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]


class Parking:
    """Of one generation of a projection."""

    def __init__(self, mongo: Mongo, name: str, most: int = MOST) -> None:
        self._documents = mongo.documents(PARKED.name)
        self._name = name
        self._most = most

    async def of(self, facts: Sequence[str]) -> Mapping[str, list[Arrived]]:
        """What is parked for these facts, by fact."""
        found: dict[str, list[Arrived]] = defaultdict(list)
        if facts:
            query = {"$or": [self._range(fact) for fact in facts]}
            for document in await self._documents.find(query):
                found[document["fact"]].append(_arrived(document))
        return found

    async def park(self, early: Mapping[str, Sequence[Arrived]], parked: Mapping[str, Sequence[Arrived]]) -> None:
        """Keep them; `parked` is what is there already."""
        writes = []
        for fact, arrived in early.items():
            have = {each.record.number for each in parked.get(fact, ())}
            fresh = [each for each in arrived if each.record.number not in have]
            room = max(0, self._most - len(have))
            writes += [self._write(fact, each) for each in fresh[:room]]
            if len(fresh) > room:
                OVERFLOWED.labels(self._name).inc(len(fresh) - room)
                log.error("projection-parking-full", projection=self._name, fact=fact, mend="republish the stream")
        if writes:
            await self._documents.bulk_write(writes, ordered=False)
            PARKED_RECORDS.labels(self._name).inc(len(writes))

    async def remove(self, gone: Iterable[tuple[str, int]]) -> None:
        """These (fact, number) are parked no more."""
        ids = [self._id(fact, number) for fact, number in gone]
        if ids:
            await self._documents.delete_many({"_id": {"$in": ids}})

    async def clear(self) -> None:
        """Forget all."""
        await self._documents.delete_many({"_id": {"$gte": f"{self._name}/", "$lt": f"{self._name}0"}})

    def _id(self, fact: str, number: int) -> str:
        return f"{self._name}/{fact}/{number:0{DIGITS}d}"

    def _range(self, fact: str) -> dict[str, Any]:
        return {"_id": {"$gte": f"{self._name}/{fact}/", "$lt": f"{self._name}/{fact}0"}}

    def _write(self, fact: str, arrived: Arrived) -> ReplaceOne[dict[str, Any]]:
        raw, id = arrived.raw, self._id(fact, arrived.record.number)
        headers = [[name, value or b""] for name, value in raw.headers]
        place = {"topic": raw.topic, "partition": raw.partition, "offset": raw.offset}
        document = {"_id": id, "fact": fact, **place, "key": raw.key, "value": raw.value, "headers": headers}
        return ReplaceOne({"_id": id}, document, upsert=True)


def _arrived(document: Mapping[str, Any]) -> Arrived:
    fields = {name: document[name] for name in ("topic", "partition", "offset", "key", "value")}
    raw = Stored(**fields, headers=[(name, bytes(value)) for name, value in document["headers"]])
    return Arrived(raw, decode(raw.headers, raw.key, raw.value))
