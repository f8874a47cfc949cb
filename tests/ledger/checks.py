"""Each check compares two sides and returns what is wrong: one line each, with the aggregate."""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from services.notifications.wire import message_id
from shared.consumer import Record
from shared.consumer.effects import copied
from shared.journal import Entry
from shared.journal.folding import current_document, fold
from shared.projection import Projection
from shared.projection.facts import fact_id
from shared.projection.parking import Arrived
from tests.ledger.client import Ledger
from tests.ledger.truth import Truth

PART = re.compile("[#/]")
"""What follows tells commands of one request, and streams of one command, apart."""
OVER_HTTP = frozenset({"member", "key", "operator", "link"})
"""Kinds of actors whose commands came over HTTP."""


def ledger_and_journal(ledger: Ledger, truth: Truth) -> list[str]:
    """Accepted commands are in the journal under their id and number; refused ones and strangers are not."""
    wrong = list(ledger.complaints)
    known: dict[str, set[str]] = defaultdict(set)
    for said in ledger.entries:
        if said.verdict == "accepted":
            known[said.service].add(said.command_id)
    for service, documents in truth.journals.items():
        entries: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for document in documents:
            entries[PART.split(document["command_id"])[0]].append(document)
        for said in (said for said in ledger.entries if said.service == service):
            wrong += _one(said, entries.get(said.command_id, []))
        for id, found in entries.items():
            if found[0]["actor"]["kind"] in OVER_HTTP and id not in known[service]:
                wrong.append(f"{service}: {found[0]['_id']} was accepted by nobody ({found[0]['command']}, {id})")
    return wrong


def _one(said: Any, entries: Sequence[Mapping[str, Any]]) -> list[str]:
    if said.verdict == "refused":
        return [f"refused, but in the journal as {entry['_id']}: {said}" for entry in entries]
    if not entries:
        return [f"accepted and lost: {said}"]
    if said.id and not any((entry["id"], entry["last"]) == (said.id, said.number) for entry in entries):
        return [f"accepted under another number than {[entry['_id'] for entry in entries]}: {said}"]
    return []


def contiguous(truth: Truth) -> list[str]:
    """Numbers of each stream run from 1 without gaps, ids of events are unique, everything is published."""
    wrong, seen = [], set[str]()
    for service in truth.journals:
        for stream, entries in truth.streams(service).items():
            numbers = [event.number for entry in entries for event in entry.events]
            if numbers != list(range(1, len(numbers) + 1)):
                wrong.append(f"{service}: numbers of {stream} are {numbers}")
            wrong += [f"{service}: {entry.key} is not marked as published" for entry in entries if not entry.published]
            ids = [event.id for entry in entries for event in entry.events]
            wrong += [f"{service}: {stream} has the event {id} again" for id in ids if id in seen]
            seen.update(ids)
    return wrong


async def current_states(truth: Truth) -> list[str]:
    """Every cached state is what its events make."""
    wrong = []
    for service, decider in truth.deciders():
        folded: dict[str, dict[str, Any]] = {}
        for entries in truth.streams(service).values():
            if entries[0].aggregate == decider.name and (loaded := fold(decider, None, entries)):
                document = current_document(decider, entries[0].tenant, loaded, entries[-1].at)
                folded[document["_id"]] = document
        stored = truth.runtimes[service].mongo.documents(decider.collection).find({})
        wrong += _differences(f"{service}.{decider.collection}", folded, {one["_id"]: one async for one in stored})
    return wrong


async def copies(truth: Truth) -> list[str]:
    """What a service keeps of another's aggregates is their newest event."""
    wrong = []
    for service, runtime in truth.runtimes.items():
        for copy in runtime.definition.hears.copies if runtime.definition.hears else ():
            if copy.topic not in truth.topics():
                continue
            wanted: dict[str, dict[str, Any]] = {}
            for record in truth.records(copy.topic):
                if (not copy.types or record.type in copy.types) and (document := copied(copy, record)):
                    wanted[document["_id"]] = document
            stored = runtime.mongo.documents(copy.collection).find({})
            wrong += _differences(f"{service}.{copy.collection}", wanted, {one["_id"]: one async for one in stored})
    return wrong


async def projections(truth: Truth) -> list[str]:
    """Every fact is what its events make, hash for hash."""
    wrong = []
    for service, runtime in truth.runtimes.items():
        for projection in runtime.definition.hears.projections if runtime.definition.hears else ():
            wanted = recomputed(projection, truth)
            stored = (await projection.collection(runtime)).find({})
            name = f"{service}.{projection.name}"
            wrong += _differences(name, wanted, {one["_id"]: one async for one in stored})
    return wrong


def recomputed(projection: Projection, truth: Truth) -> dict[str, dict[str, Any]]:
    """The facts, folded from the journals."""
    facts: dict[str, dict[str, Any]] = {}
    streams: dict[str, list[Record]] = defaultdict(list)
    for topic in projection.topics:
        for record in truth.records(topic) if topic in truth.topics() else ():
            streams[fact_id(Arrived(None, record))].append(record)
    for id, records in streams.items():
        fact = None
        for record in records:
            fact = projection.fold(fact, record)
        tenant, _, rest = id.partition("/")
        facts[id] = {**(fact or {}), "_id": id, "tenant": tenant, "id": rest, "number": len(records), "gap": None}
    return facts


def kafka(published: Mapping[str, list[Record]], truth: Truth) -> list[str]:
    """Kafka holds exactly the journals' events, and of each stream first occurrences are in order."""
    wrong = []
    for topic, heard in published.items():
        wanted, first = _by_stream(truth.records(topic)), _by_stream(_firsts(heard))
        for stream in wanted.keys() | first.keys():
            ids, there = [r.id for r in wanted.get(stream, ())], [r.id for r in first.get(stream, ())]
            if ids != there:
                numbers = [record.number for record in first.get(stream, ())]
                wrong.append(f"{topic}: {stream} has {len(ids)} events, Kafka has them as {numbers}")
    return wrong


def receipts(owner: str, received: Sequence[Mapping[str, Any]], public: Iterable[str], truth: Truth) -> list[str]:
    """An endpoint's first receipts are, per aggregate, exactly the events that concern its owner, in order.

    `received`: `{id, subject, sequence}` in order of arrival.
    """
    records = [record for topic in public if topic in truth.topics() for record in truth.records(topic)]
    concern = [record for record in records if owner in (record.tenant, *record.schools, *record.partners)]
    wanted, got = defaultdict(list), defaultdict(list)
    for record in concern:
        wanted[record.subject].append((message_id(record.id), record.number))
    seen = set[str]()
    for each in received:
        if each["id"] not in seen:
            seen.add(each["id"])
            got[each["subject"]].append((each["id"], each["sequence"]))
    return [
        f"endpoint of {owner}: aggregate {subject} should be received as {[n for _, n in wanted[subject]]}, "
        f"was as {[n for _, n in got[subject]]}"
        for subject in sorted(wanted.keys() | got.keys())
        if wanted[subject] != got[subject]
    ]


def _firsts(records: Iterable[Record]) -> list[Record]:
    first: dict[str, Record] = {}
    for record in records:
        first.setdefault(record.id, record)
    return list(first.values())


def _by_stream(records: Iterable[Record]) -> dict[str, list[Record]]:
    streams: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        streams[record.stream].append(record)
    return streams


def _differences(name: str, wanted: Mapping[str, Any], stored: Mapping[str, Any]) -> list[str]:
    hashes = {id: _hash(document) for id, document in wanted.items()}
    found = {id: _hash(document) for id, document in stored.items()}
    return [
        f"{name}: {id} is number {stored.get(id, {}).get('number')} with another hash than the recomputed one, "
        f"number {wanted.get(id, {}).get('number')}"
        for id in sorted(hashes.keys() | found.keys())
        if hashes.get(id) != found.get(id)
    ]


def _hash(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True, default=_plain).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Times as the database keeps them: UTC, milliseconds."""
    if isinstance(value, datetime):
        at = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return at.isoformat(timespec="milliseconds")
    if isinstance(value, Entry):
        return value.key
    return list(value) if isinstance(value, tuple | set | frozenset) else str(value)
