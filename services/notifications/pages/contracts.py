"""What an event says, as rows of a page: read from its schema."""

import json
from collections.abc import Mapping
from typing import Any


def members(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The members of `data`: name, type, required, description, values."""
    required = set(schema.get("required", ()))
    found: Mapping[str, Any] = schema.get("properties", {})
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
