"""The catalogue of events as people ask for it: by a short name, by one that is nearly right, member by member."""

import json
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from services.notifications.catalogue import Published, published
from services.notifications.domain.filters import PREFIX


def named(text: str) -> Published | None:
    """The event that somebody means by its type, its name, or its name without version: `partners.mou-signed`."""
    name, known = text.strip().removeprefix(PREFIX), published()
    return known.get(name) or known.get(f"{name}.v1")


def near(text: str) -> list[str]:
    """Names like the one that was given, the likeliest first."""
    name = text.strip().removeprefix(PREFIX)
    short = {known.removesuffix(".v1"): known for known in published()}
    ends = [known for key, known in short.items() if name and key.partition(".")[2] == name]
    alike = get_close_matches(name.removesuffix(".v1"), list(short), n=5, cutoff=0.5)
    inside = [known for key, known in short.items() if len(name) > 2 and name in key][:5]
    return list(dict.fromkeys([*ends, *(short[one] for one in alike), *inside]))[:5]


def members_of(event: Published) -> list[dict[str, Any]]:
    """The members of `data` as rows: name, type, required, description, values."""
    required = set(event.schema.get("required", ()))
    found: Mapping[str, Any] = event.schema.get("properties", {})
    return [
        {
            "name": name,
            "type": type_of(each),
            "required": name in required,
            "description": each.get("description", ""),
            "values": each.get("enum", ()),
        }
        for name, each in found.items()
    ]


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
