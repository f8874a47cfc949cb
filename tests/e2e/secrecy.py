"""Where personal data and free text are found after a full run: in `people` and `texts`, and nowhere else."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from aiokafka import AIOKafkaConsumer

from shared.mongo import Mongo

PLACES: Final = frozenset({"people", "texts", "attachments"})
PERSONAL: Final = frozenset({"name", "email", "phone", "nisn", "nuptk", "birth_date"})
SHORTEST: Final = 6
"""Characters; anything shorter would be found by chance."""

Found = dict[str, list[str]]
"""What leaked → where it was found."""


async def sentinels(databases: Mapping[str, Mongo]) -> set[str]:
    """Every personal value and free text that the run has left in the two places where it may be."""
    values: set[str] = set()
    for mongo in databases.values():
        async for person in mongo.documents("people").find({}):
            values |= set(_personal(person.get("data", {})))
        async for text in mongo.documents("texts").find({}):
            if "text" in text:
                values.add(text["text"])
    return {value for value in values if len(value) >= SHORTEST}


async def leaks(databases: Mapping[str, Mongo], wanted: set[str], texts: Mapping[str, str]) -> Found:
    """Where a wanted value stands outside of `people` and `texts`; `texts` are named places outside the databases."""
    found: Found = {}
    for service, mongo in databases.items():
        for name in await mongo.database.list_collection_names():
            if name not in PLACES:
                async for document in mongo.documents(name).find({}):
                    _note(found, wanted, f"{service}.{name}", json.dumps(document, default=str, ensure_ascii=False))
    for place, text in texts.items():
        _note(found, wanted, place, text)
    return found


async def records(bootstrap: str) -> dict[str, str]:
    """Every record of every topic, headers, key and value, as text by topic."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest", enable_auto_commit=False)
    await consumer.start()
    try:
        topics = [topic for topic in await consumer.topics() if not topic.startswith("__")]
        consumer.subscribe(topics)
        texts: dict[str, str] = dict.fromkeys(topics, "")
        for _ in range(20):
            batches = await consumer.getmany(timeout_ms=500)
            for partition, batch in batches.items():
                texts[partition.topic] += "".join(_decoded(record) for record in batch)
            if not batches and any(texts.values()):
                return texts
        return texts
    finally:
        await consumer.stop()


def logs(folder: Path) -> dict[str, str]:
    """The log of each process."""
    return {f"log {path.name}": path.read_text(errors="replace") for path in folder.glob("*.log")}


def _decoded(record: Any) -> str:
    headers = " ".join(f"{name}={(value or b'').decode(errors='replace')}" for name, value in record.headers)
    body = json.dumps(json.loads(record.value), ensure_ascii=False) if record.value else ""
    return f"{record.key} {headers} {body}\n"


def _personal(data: Any) -> Iterator[str]:
    if isinstance(data, Mapping):
        for name, value in data.items():
            if name in PERSONAL and isinstance(value, str):
                yield value
            else:
                yield from _personal(value)
    elif isinstance(data, list):
        for item in data:
            yield from _personal(item)


def _note(found: Found, wanted: set[str], place: str, text: str) -> None:
    for value in wanted:
        # JSON inside JSON is escaped; letters beyond ASCII are not used in the run's data
        if value in text and place not in found.setdefault(value, []):
            found[value].append(place)
    for value in [value for value, places in found.items() if not places]:
        del found[value]
