"""Declared filters: query parameters of a list, and what they ask the database for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import QueryParams

from shared.http.faults import Fault, faults_of
from shared.http.words import Language
from shared.ids import id_floor

Kind = Literal["eq", "in", "range", "prefix"]
Expand = Mapping[str, Callable[[str], Sequence[str]]]
"""Of some `in` filters, by name: which stored values a given one stands for, as a type with a wildcard does."""
AFTER_ALL: Final = "\U0010ffff"
_LONGEST: Final = 200
_MANY: Final = 50


@dataclass(frozen=True, slots=True)
class Filter:
    """`eq`: one value. `in`: the parameter may be repeated. `range`: `<name>_from` and `<name>_to`, both inclusive.
    `prefix`: text that begins so, capitals matter (the database answers it from an index).
    """

    name: str
    field: str
    """Where it is in the stored document: `state.sector`. Give it an index."""
    kind: Kind = "eq"
    type: Any = str
    native: bool = False
    """The stored value is a datetime or number of the database's, not the JSON form that states are kept in."""
    made: bool = False
    """The instants of a `range` are looked for in a field that holds UUIDv7s: when they were made."""
    description: str = ""

    @property
    def parameters(self) -> tuple[str, ...]:
        """The query parameters that it reads."""
        return (f"{self.name}_from", f"{self.name}_to") if self.kind == "range" else (self.name,)

    def documented(self) -> list[dict[str, Any]]:
        """As OpenAPI parameters."""
        schema = TypeAdapter(self.type).json_schema()
        schema = {"type": "array", "items": schema, "maxItems": _MANY} if self.kind == "in" else schema
        described = {"in": "query", "required": False, "schema": schema}
        return [{"name": name, **described, "description": self._said(name)} for name in self.parameters]

    def _said(self, parameter: str) -> str:
        said = {"in": "One of these; repeat the parameter.", "prefix": "Begins with this.", "eq": "Exactly this."}
        bounds = "At least this." if parameter.endswith("_from") else "At most this."
        return " ".join(part for part in (self.description, said.get(self.kind, bounds)) if part)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for: the database filter, its canonical form, and what is wrong with it."""

    query: dict[str, Any]
    given: Mapping[str, list[str]]
    faults: tuple[Fault, ...]


def read(filters: tuple[Filter, ...], params: QueryParams, language: Language, expand: Expand | None = None) -> Asked:
    """The declared filters that are in the query."""
    query: dict[str, Any] = {}
    faults: list[Fault] = []
    given: dict[str, list[str]] = {}
    for one in filters:
        values = {name: params.getlist(name) for name in one.parameters if name in params}
        given |= values
        condition = _condition(one, values, language, faults)
        if expand and one.name in expand and condition is not None and not faults:
            condition = {"$in": _expanded(expand[one.name], values[one.name])}
        if condition is not None:
            query[one.field] = condition
    return Asked(query, given, tuple(faults))


def _condition(one: Filter, values: Mapping[str, list[str]], language: Language, faults: list[Fault]) -> Any:
    if not values:
        return None
    parsed = {name: [_parse(one, name, raw, language, faults) for raw in raws[:_MANY]] for name, raws in values.items()}
    if one.kind == "range" and one.made and None not in [each for found in parsed.values() for each in found]:
        return _made({name: found[-1] for name, found in parsed.items()}, one)
    if one.kind == "range":
        bounds = {f"{one.name}_from": "$gte", f"{one.name}_to": "$lte"}
        return {bounds[name]: found[-1] for name, found in parsed.items()}
    found = parsed[one.name]
    if one.kind == "in":
        return {"$in": found} if len(found) > 1 else found[0]  # simple servers find no index for `$in`
    return {"$gte": found[-1], "$lt": str(found[-1]) + AFTER_ALL} if one.kind == "prefix" else found[-1]


def _expanded(stands_for: Callable[[str], Sequence[str]], values: Sequence[str]) -> list[str]:
    return sorted({value for given in values[:_MANY] for value in stands_for(given)})


def _made(bounds: Mapping[str, datetime], one: Filter) -> dict[str, str]:
    """Both inclusive, to the millisecond."""
    asked: dict[str, str] = {}
    if low := bounds.get(f"{one.name}_from"):
        asked["$gte"] = id_floor(low)
    if high := bounds.get(f"{one.name}_to"):
        asked["$lte"] = id_floor(high) + AFTER_ALL
    return asked


def _parse(one: Filter, parameter: str, raw: str, language: Language, faults: list[Fault]) -> Any:
    adapter = TypeAdapter(one.type)
    try:
        value = adapter.validate_strings(raw[: _LONGEST + 1])
    except ValidationError as error:
        located = [{**fault, "loc": ("query", parameter)} for fault in error.errors()]
        faults.extend(faults_of(located, language))
        return None
    stored = value if one.native else adapter.dump_python(value, mode="json")
    if len(raw) > _LONGEST or (isinstance(stored, int) and abs(stored) >= 2**63):
        too_long = {"type": "string_too_long", "loc": ("query", parameter), "ctx": {"max_length": _LONGEST}}
        faults.extend(faults_of([too_long], language))
    return stored
