"""Instants and dates in requests are bounded, wherever a route or the filter of a list takes them."""

import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError

from jembatan.registry import names, service
from shared.days import Day
from shared.http import Listing
from shared.http.faults import faults_of
from shared.http.words import Language
from shared.instants import Instant, within_reach

OF_REQUESTS: TypeAdapter[Any] = TypeAdapter(Instant)
LANGUAGES: tuple[Language, Language] = ("en", "id")
ROUTES = [
    route
    for name in names()
    for router in service(name).routers
    for route in router.routes
    if isinstance(route, APIRoute)
]


@pytest.mark.parametrize("text", ["1900-01-01T00:00:00Z", "2026-07-01T08:00:00+07:00", "2199-12-31T23:59:59.999Z"])
def test_what_can_be_reckoned_with_is_taken_as_it_is(text: str) -> None:
    assert OF_REQUESTS.validate_python(text) == datetime.fromisoformat(text)


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00Z",
        "1900-01-01T00:00:00+00:01",
        "2200-01-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_what_cannot_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        OF_REQUESTS.validate_python(text)
    (english,), (indonesian,) = (faults_of(refused.value.errors(), language) for language in LANGUAGES)
    assert english.mend == "Write one from 1900 to 2199."
    assert indonesian.mend == "Tulis waktu dari tahun 1900 sampai 2199."


def unbounded(node: Any, bounded: bool = False, where: str = "") -> Iterator[str]:
    """Places in pydantic's schema where an instant or a date comes in without its bounds."""
    if isinstance(node, list | tuple):
        for each in node:
            yield from unbounded(each, bounded, where)
    if not isinstance(node, dict):
        return
    loose = {"datetime": not bounded, "date": not {"ge", "le"} <= node.keys()}
    if loose.get(str(node.get("type"))):
        yield where
    function = node.get("function")
    inner = bounded or (isinstance(function, dict) and function.get("function") is within_reach)
    for name, each in node.items():
        if name not in ("metadata", "serialization"):
            field = isinstance(each, dict) and each.get("type") == "model-field"
            yield from unbounded(each, inner, f"{where}.{name}" if field else where)


def test_the_walk_finds_one_without_bounds() -> None:
    class Loose(BaseModel):
        at: datetime
        until: Instant | None = None
        on: date
        by: Day | None = None

    assert list(unbounded(Loose.__pydantic_core_schema__)) == [".at", ".on"]


def inputs(dependant: Dependant) -> Iterator[tuple[str, Any]]:
    """What it takes from a request, and what its dependencies take."""
    for field in (*dependant.body_params, *dependant.query_params, *dependant.header_params):
        yield field.name, Annotated[field.field_info.annotation, field.field_info]
    for each in dependant.dependencies:
        yield from inputs(each)


def test_every_instant_and_date_of_every_body_and_parameter_is_bounded() -> None:
    taken = {
        (f"{','.join(sorted(route.methods))} {route.path}", name): type
        for route in ROUTES
        for name, type in inputs(route.dependant)
    }
    assert len(taken) > 100
    loose = {place: list(unbounded(TypeAdapter(type).core_schema)) for place, type in taken.items()}
    assert {place: found for place, found in loose.items() if found} == {}


def test_every_instant_and_date_of_every_filter_is_bounded() -> None:
    ours = [module for name, module in sys.modules.items() if name.startswith(("services.", "shared."))]
    lists = {id(one): one for module in ours for one in vars(module).values() if isinstance(one, Listing)}
    filters = [each for one in lists.values() for each in one.filters]
    assert len(filters) > 50
    assert [each.name for each in filters if list(unbounded(TypeAdapter(each.type).core_schema))] == []
