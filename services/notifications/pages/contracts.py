"""The event catalogue, as committed: what each event says, its schema, a sample, its revisions.

Read from the `contracts/` folders of all services: files that are published, never the code of another service.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from services.notifications.consumers import PUBLIC_TOPICS
from services.notifications.domain.filters import PREFIX

SERVICES: Final = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class CataloguedEvent:
    """One event that endpoints can hear."""

    name: str
    """Without the common beginning: `partners.mou-signed.v1`."""
    topic: str
    summary: str
    schema: Mapping[str, Any] = field(repr=False)
    sample: Mapping[str, Any] = field(repr=False)
    revisions: int
    """Of the schema; each only added optional members to the one before."""

    @property
    def type(self) -> str:
        """As it stands in the body: `id.jembatan.partners.mou-signed.v1`."""
        return PREFIX + self.name

    @property
    def group(self) -> str:
        """Of which thing it tells: `partners.mou`."""
        return self.topic.removesuffix(".v1")

    def members(self) -> list[dict[str, Any]]:
        """The members of `data` as rows: name, type, required, description, example."""
        required = set(self.schema.get("required", ()))
        found: Mapping[str, Any] = self.schema.get("properties", {})
        return [_member(name, each, name in required) for name, each in found.items()]


def _member(name: str, schema: Mapping[str, Any], required: bool) -> dict[str, Any]:
    return {
        "name": name,
        "type": type_of(schema),
        "required": required,
        "description": schema.get("description", ""),
        "values": schema.get("enum", ()),
    }


def type_of(schema: Mapping[str, Any]) -> str:
    """In a word or two: `date`, `list of text`, `Parties`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return " | ".join(type_of(one) for one in options)
    if schema.get("type") == "array":
        return f"{type_of(schema.get('items', {}))}[]"
    if "const" in schema:
        return json.dumps(schema["const"])
    return str(schema.get("format") or schema.get("type") or "any")


@lru_cache(1)
def catalogue() -> Mapping[str, CataloguedEvent]:
    """Every event of the public topics by its name, in the order of the topics."""
    return {event.name: event for topic in PUBLIC_TOPICS for event in _of(topic)}


def _of(topic: str) -> Iterator[CataloguedEvent]:
    service = topic.partition(".")[0]
    folder = SERVICES / service / "contracts"
    document = _published(service)
    for kind in document["channels"][topic]["messages"]:
        message = document["components"]["messages"][kind]
        yield CataloguedEvent(
            name=f"{service}.{kind}",
            topic=topic,
            summary=message["summary"],
            schema=message["payload"]["schema"],
            sample=_document(folder / "samples" / f"{kind}.json"),
            revisions=len(list((folder / "schemas" / kind).glob("*.json"))),
        )


@lru_cache(8)
def _published(service: str) -> dict[str, Any]:
    return _document(SERVICES / service / "contracts" / "asyncapi.json")


def _document(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text())
    return loaded


def named(text: str) -> CataloguedEvent | None:
    """The event that somebody means by its type, its name, or its name without version: `partners.mou-signed`."""
    name = text.strip().removeprefix(PREFIX)
    known = catalogue()
    return known.get(name) or known.get(f"{name}.v1")


def near(text: str) -> list[str]:
    """Names like the one that was given, the likeliest first."""
    name = text.strip().removeprefix(PREFIX)
    short = {known.removesuffix(".v1"): known for known in catalogue()}
    ends = [known for key, known in short.items() if name and key.partition(".")[2] == name]
    alike = get_close_matches(name.removesuffix(".v1"), list(short), n=5, cutoff=0.5)
    inside = [known for key, known in short.items() if len(name) > 2 and name in key][:5]
    return list(dict.fromkeys([*ends, *(short[one] for one in alike), *inside]))[:5]
