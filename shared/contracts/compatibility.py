"""Is a newer schema readable by older readers, and older data by newer ones? Only optional fields may be added."""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]


def breaks(old: Schema, new: Schema) -> list[str]:
    """What a reader of either would trip over; empty where both directions work. Each line says where and what."""
    return list(_object(old, new, old.get("$defs", {}), new.get("$defs", {}), "data"))


def _object(old: Schema, new: Schema, old_defs: Schema, new_defs: Schema, where: str) -> Iterator[str]:
    old_fields, new_fields = old.get("properties", {}), new.get("properties", {})
    old_required, new_required = set(old.get("required", ())), set(new.get("required", ()))
    for name in sorted(new_required - old_required):
        yield f"{where}.{name} became required: older events do not have it"
    for name in sorted(old_required - new_required):
        yield f"{where}.{name} is no longer required: older readers count on it"
    for name in sorted(old_fields):
        if name not in new_fields:
            yield f"{where}.{name} was removed"
        else:
            yield from _field(old_fields[name], new_fields[name], old_defs, new_defs, f"{where}.{name}")


def _field(old: Schema, new: Schema, old_defs: Schema, new_defs: Schema, where: str) -> Iterator[str]:
    old, new = _resolved(old, old_defs), _resolved(new, new_defs)
    if old.get("type") == new.get("type") == "object" and "properties" in old:
        yield from _object(old, new, old_defs, new_defs, where)
    elif (
        old.get("type") == new.get("type") == "array"
        and isinstance(old.get("items"), dict)
        and isinstance(new.get("items"), dict)
    ):
        yield from _field(old["items"], new["items"], old_defs, new_defs, f"{where}[]")
    elif "anyOf" in old and "anyOf" in new and len(old["anyOf"]) == len(new["anyOf"]):
        for one, other in zip(old["anyOf"], new["anyOf"], strict=True):
            yield from _field(one, other, old_defs, new_defs, where)
    elif "enum" in old and "enum" in new:
        if lost := [value for value in old["enum"] if value not in new["enum"]]:
            yield f"{where} no longer allows {', '.join(map(str, lost))}"
    elif _shape(old) != _shape(new):
        yield f"{where} changed from {_shape(old)} to {_shape(new)}"


def _resolved(schema: Schema, defs: Schema) -> Schema:
    while "$ref" in schema:
        schema = defs[schema["$ref"].rsplit("/", 1)[-1]]
    return schema


def _shape(schema: Schema) -> Schema:
    """What decides whether a value fits: everything but the words about it."""
    return {
        key: value
        for key, value in schema.items()
        if key not in {"title", "description", "examples", "default", "$ref"}
    }
