"""Everything that the services publish: the committed samples, as consumers would hear them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jembatan.registry import FOLDER, names, service
from shared.contracts import EventContract
from shared.envelope import Record, decode, encode
from shared.events import Actor
from shared.ids import new_id
from shared.journal.entry import Entry, Recorded

ID = "01981e4a-6c00-7000-8000-000000000001"
"""Every id in a sample is this one: a tenant, a school, an organisation."""


def contracts() -> list[EventContract]:
    """Of every service."""
    return [contract for name in names() for contract in service(name).contracts]


def folder(contract: EventContract) -> Path:
    """Where the producer has committed its contracts."""
    return FOLDER / contract.service / "contracts"


def sample(contract: EventContract) -> dict[str, Any]:
    """As committed, not as generated."""
    read: dict[str, Any] = json.loads((folder(contract) / "samples" / f"{contract.kind}.json").read_text())
    return read


def revisions(contract: EventContract) -> list[dict[str, Any]]:
    """The committed schemas, oldest first."""
    paths = sorted((folder(contract) / "schemas" / contract.kind).glob("*.json"), key=lambda path: int(path.stem))
    return [json.loads(path.read_text()) for path in paths]


def heard(contract: EventContract, number: int = 1) -> Record:
    """The sample after its way over Kafka."""
    recorded = Recorded(new_id(), number, contract.kind, sample(contract), (ID,), (ID,))
    document = _entry(contract, recorded).document()
    (event,) = document["events"]
    key, value, headers = encode(document, event, service=contract.service)
    return decode(headers, key, value)


def on_topics(topics: Iterator[str] | tuple[str, ...] | frozenset[str]) -> list[EventContract]:
    """What is published there, in the producers' order."""
    wanted = set(topics)
    return [contract for contract in contracts() if contract.topic in wanted]


def _entry(contract: EventContract, recorded: Recorded) -> Entry:
    return Entry(
        tenant=ID,
        aggregate=contract.aggregate,
        id=ID,
        number=recorded.number,
        last=recorded.number,
        entry_id=new_id(),
        command_id=new_id(),
        request_hash="",
        command="Sampled",
        events=(recorded,),
        at=datetime(2026, 7, 13, 1, tzinfo=UTC),
        actor=Actor(kind="job", id="test"),
        correlation_id=new_id(),
        causation_id=None,
        trace=None,
        bucket=0,
    )
