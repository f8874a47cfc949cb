"""The events of the catalogue as people read them, member by member."""

import json
from collections.abc import Mapping
from typing import Any

from services.notifications.catalogue import Published


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
