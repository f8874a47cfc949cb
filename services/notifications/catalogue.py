"""Every event that an endpoint can hear, from the contracts that the services publish. Read, never imported (ADR 0016).

A service that is installed elsewhere has no contract here; its events are delivered all the same, and not listed.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal, get_args

from services.notifications import wire
from services.notifications.consumers import PUBLIC_TOPICS
from services.notifications.domain.endpoint.values import BodyFormat
from services.notifications.domain.filters import PREFIX
from services.notifications.event_words import title_of
from services.notifications.mail.effects import OWN, TOLD
from services.notifications.mail.words import WORDS

SERVICES: Final = Path(__file__).parents[1]
REGISTERS: Final = frozenset({"partners.organisation.v1", "partners.duplicate.v1", "partners.instrument.v1"})
"""Streams of alliances, which have no endpoints."""
Hearer = Literal["school", "named"]
"""`school`: whose stream it is. `named`: every school and organisation that the event names."""
_VERSION: Final = re.compile(r"\.v\d*$")
SAMPLE_ID: Final = "01981e4a-6c00-7000-8000-000000000001"
SAMPLE_TENANT: Final = "01981e4a-6c00-7000-8000-000000000002"
SAMPLE_SUBJECT: Final = "01981e4a-6c00-7000-8000-000000000003"
SAMPLE_TIME: Final = datetime(2026, 7, 13, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Published:
    """One type of event."""

    type: str
    """`id.jembatan.partners.mou-signed.v1`."""
    service: str
    topic: str
    kind: str
    """`mou-signed.v1`."""
    revision: int
    """Of the schema, within the version: only optional fields are ever added."""
    summary: str
    """What happened, in English."""
    hearers: tuple[Hearer, ...]
    schema: dict[str, Any] = field(repr=False)
    sample: dict[str, Any] = field(repr=False)
    """Of the data."""

    @property
    def name(self) -> str:
        """The type without `id.jembatan.`: what filters are written with."""
        return f"{self.service}.{self.kind}"

    @property
    def version(self) -> int:
        """A changed meaning is a new one."""
        return int(self.kind.rpartition(".v")[2])

    @property
    def title(self) -> dict[str, str]:
        """In Indonesian and English."""
        return title_of(self.kind, self.summary)

    @property
    def description(self) -> dict[str, str]:
        """What happened, in Indonesian and English."""
        words = WORDS.get(self.type)
        return {"id": words.headline[0] if words else self.title["id"], "en": self.summary}

    @property
    def group(self) -> str:
        """Of which thing it tells: `partners.mou`."""
        return f"{self.service}.{self.aggregate}"

    @property
    def aggregate(self) -> str:
        """`mou`."""
        return self.topic.split(".")[1]

    def occurrence(self) -> wire.Occurrence:
        """A made-up one, always the same."""
        return wire.Occurrence(
            type=self.type,
            source=f"/jembatan/{self.service}/{self.aggregate}",
            timestamp=SAMPLE_TIME,
            id=SAMPLE_ID,
            tenant=SAMPLE_TENANT,
            subject=SAMPLE_SUBJECT,
            sequence=1,
            data=self.sample,
        )

    def samples(self) -> dict[BodyFormat, wire.Rendered]:
        """What a receiver gets, in each format."""
        return {format: wire.rendered(format, self.occurrence()) for format in get_args(BodyFormat)}


@lru_cache(maxsize=1)
def published() -> dict[str, Published]:
    """Name → event, in the order of topics."""
    heard = (one for topic in (*PUBLIC_TOPICS, OWN) for one in _of_topic(topic))
    return {one.name: one for one in heard if one.topic != OWN or one.kind in TOLD}


def find(text: str) -> Published | None:
    """By its type, its name, or its name without version, which then is the first: `partners.mou-signed`."""
    name = text.strip().removeprefix(PREFIX)
    return published().get(name) or published().get(f"{name}.v1")


def near(text: str) -> list[str]:
    """At most five names like the one that was given, the likeliest first."""
    name = _VERSION.sub("", text.strip().removeprefix(PREFIX))
    short = {known.rpartition(".v")[0]: known for known in published()}
    same = [short[one] for one in short if name and one.partition(".")[2] == name]
    alike = [short[one] for one in get_close_matches(name, list(short), n=5, cutoff=0.5)]
    within = [short[one] for one in short if len(name) > 2 and name in one]
    return list(dict.fromkeys([*same, *alike, *within]))[:5]


def alike(text: str) -> str:
    """The names that are near, to be read; `–` for none."""
    return ", ".join(near(text)) or "–"


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Changes when any of it does."""
    names = ("type", "revision", "title", "description", "schema", "sample")
    known = [[getattr(one, name) for name in names] for one in published().values()]
    return sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()[:16]


def _of_topic(topic: str) -> Iterator[Published]:
    service = topic.partition(".")[0]
    document = _contract(service)
    channel = document.get("channels", {}).get(topic, {})
    hearers = _hearers(topic, bool(channel.get("x-names-others")))
    for kind in channel.get("messages", ()) if hearers else ():
        message = document["components"]["messages"][kind]
        yield Published(
            type=message["name"],
            service=service,
            topic=topic,
            kind=kind,
            revision=len(list((SERVICES / service / "contracts" / "schemas" / kind).glob("*.json"))),
            summary=message["summary"],
            hearers=hearers,
            schema=message["payload"]["schema"],
            sample=message["examples"][0]["payload"],
        )


def _hearers(topic: str, names_others: bool) -> tuple[Hearer, ...]:
    own: tuple[Hearer, ...] = () if topic in REGISTERS else ("school",)
    return (*own, "named") if names_others else own


@lru_cache(maxsize=8)
def _contract(service: str) -> dict[str, Any]:
    try:
        text = (SERVICES / service / "contracts" / "asyncapi.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    found: dict[str, Any] = json.loads(text)
    return found
