"""To which programmes an event belongs: what it names itself, and what its stream named before.

A small map from streams to programmes, raised while events are heard, with the number of the event that named each one
first: so a batch that is heard twice, or a republished one, comes to the same (ADR 0019).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from pymongo import UpdateOne

from services.notifications import wire
from services.notifications.views import STREAM_PROGRAMMES, key
from shared.envelope import Record
from shared.mongo import Mongo

PROGRAMME_SOURCES: Final = frozenset({"/jembatan/partners/programme", "/jembatan/partners/sister-school"})
"""Streams that are programmes: with a partner, or between schools. Both are named as `programme`."""

First = dict[str, int]
"""Programme → number of the event of a stream that named it first."""


def named(record: Record) -> frozenset[str]:
    """What the event itself says: `programme`, `programmes`, or whose stream it is in."""
    several = record.data.get("programmes")
    found = [record.data.get("programme"), *(several if isinstance(several, list) else ())]
    if record.source in PROGRAMME_SOURCES:
        found.append(record.subject)
    return frozenset(one for one in found if isinstance(one, str) and wire.is_id(one))


async def remember(mongo: Mongo, records: Sequence[Record]) -> None:
    """Raise the map by what these events name. Idempotent, in whatever order."""
    firsts: dict[str, First] = defaultdict(dict)
    places: dict[str, Record] = {}
    for record in records:
        if record.source in PROGRAMME_SOURCES:
            continue
        for programme in named(record):
            known = firsts[_id(record)].setdefault(programme, record.number)
            firsts[_id(record)][programme] = min(known, record.number)
            places[_id(record)] = record
    await _write(mongo, [_raised(id, places[id], first) for id, first in firsts.items()])


def _id(record: Record) -> str:
    return key(record.tenant, record.stream)


def _raised(id: str, record: Record, first: First) -> UpdateOne:
    lowest = {f"programmes.{programme}": number for programme, number in first.items()}
    place = {"tenant": record.tenant, "id": record.stream}
    return UpdateOne({"_id": id}, {"$min": lowest, "$setOnInsert": place}, upsert=True)


async def _write(mongo: Mongo, writes: Sequence[UpdateOne]) -> None:
    documents = mongo.documents(STREAM_PROGRAMMES)
    made_meanwhile = await documents.write_new(writes)
    await documents.write_new([writes[index] for index in made_meanwhile])


async def known(mongo: Mongo, records: Iterable[Record]) -> dict[str, First]:
    """What was remembered of the streams of these events."""
    ids = sorted({_id(record) for record in records})
    found = await mongo.documents(STREAM_PROGRAMMES).find({"_id": {"$in": ids}}) if ids else []
    return {one["_id"]: one["programmes"] for one in found}


def programmes_of(record: Record, remembered: dict[str, First]) -> frozenset[str]:
    """Those that it names, and those that its stream had named before it."""
    before = remembered.get(_id(record), {})
    return named(record) | {programme for programme, number in before.items() if number < record.number}
