"""Where the states of this service name persons: found by the names of the fields (UU PDP 27/2022)."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from services.partners.app import SERVICE
from services.partners.domain.meeting import Meeting
from services.partners.domain.mou import MoU
from services.partners.usecases.persons import FIELDS, places_in
from services.partners.views import COLLECTIONS
from services.partners.views.persons import NAMING


def _fields(model: type[BaseModel]) -> Iterator[tuple[type[BaseModel], str]]:
    """Every field of a model and of the models in it, by their JSON Schema, which is another way to look."""
    schema = model.model_json_schema()
    for each in (schema, *schema.get("$defs", {}).values()):
        yield from ((model, name) for name in each.get("properties", {}))


def test_the_places_of_a_meeting_and_an_mou() -> None:
    assert set(places_in(Meeting)) == {"call.partners.person", "presence.guests.people", "follow_ups.owner.person"}
    assert {"signatories.who", "invited.person", "agreements.signatures.person"} <= set(places_in(MoU))


def test_no_state_that_names_a_person_is_left_out() -> None:
    counted: dict[str, Any] = {"facility-booking": {"people"}}  # heads, no ids
    for decider in SERVICE.deciders:
        named = {name for _, name in _fields(decider.state) if name in FIELDS} - counted.get(decider.name, set())
        assert named == {path.rpartition(".")[2] for path in places_in(decider.state)} | (
            {"invited"} & named if decider.name == "mou" else set()
        ), decider.name


def test_every_place_has_an_index() -> None:
    assert {each.name for each in NAMING} == {each.name for each in SERVICE.deciders if places_in(each.state)}
    declared = {(one.name, index.keys[1]) for one in COLLECTIONS for index in one.indexes if len(index.keys) > 1}
    places = {(each.collection, f"state.{path}") for each in SERVICE.deciders for path in places_in(each.state)}
    assert places - declared == set()
