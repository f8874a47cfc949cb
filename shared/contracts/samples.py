"""A plausible, deterministic sample of an event, made from its schema and the examples in its fields."""

from typing import Any

from pydantic import ValidationError

from shared.events import Event, jsonable

FORMATS = {
    "date": "2026-07-13",
    "date-time": "2026-07-13T01:00:00Z",
    "time": "08:00:00",
    "uuid": "01981e4a-6c00-7000-8000-000000000001",
}


class SampleError(ValueError):
    """A field's type does not say enough to make a sample: give the field `examples`."""


def sample(model: type[Event]) -> dict[str, Any]:
    """Data that the model accepts, every optional field filled. Raises `SampleError` where a field needs `examples`."""
    schema = model.model_json_schema(mode="serialization")
    value = _value(schema, schema.get("$defs", {}), model.__name__)
    try:
        return jsonable(model.model_validate(value))
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, item["loc"])) for item in error.errors())
        raise SampleError(
            f"{model.__name__}: add examples to {fields or 'the model'} ({error.errors()[0]['msg']})"
        ) from None


def _value(schema: dict[str, Any], defs: dict[str, Any], where: str) -> Any:
    if examples := schema.get("examples"):
        return examples[0]
    if "$ref" in schema:
        return _value(defs[schema["$ref"].rsplit("/", 1)[-1]], defs, where)
    for literal in ("const", "enum"):
        if literal in schema:
            return schema[literal] if literal == "const" else schema[literal][0]
    if choices := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        return _value(next(choice for choice in choices if choice.get("type") != "null"), defs, where)
    return _typed(schema, defs, where)


def _typed(schema: dict[str, Any], defs: dict[str, Any], where: str) -> Any:
    match schema.get("type"):
        case "object":
            return _object(schema, defs, where)
        case "array":
            return _array(schema, defs, where)
        case "string":
            if "pattern" in schema:
                raise SampleError(f"{where}: a field with a pattern needs examples")
            return FORMATS.get(schema.get("format", ""), "text")
        case "integer" | "number":
            return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        case "boolean":
            return True
        case other:
            raise SampleError(f"{where}: no sample for a field of type {other!r}")


def _object(schema: dict[str, Any], defs: dict[str, Any], where: str) -> dict[str, Any]:
    if "properties" in schema:
        return {name: _value(part, defs, f"{where}.{name}") for name, part in schema["properties"].items()}
    extra = schema.get("additionalProperties")
    return {"key": _value(extra, defs, f"{where}.key")} if isinstance(extra, dict) else {}


def _array(schema: dict[str, Any], defs: dict[str, Any], where: str) -> list[Any]:
    if "prefixItems" in schema:
        return [_value(part, defs, f"{where}[{n}]") for n, part in enumerate(schema["prefixItems"])]
    return [_value(schema["items"], defs, f"{where}[]")] if schema.get("items") else []
