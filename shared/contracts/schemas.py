"""Event classes → JSON Schemas."""

import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from shared.decider import Decider
from shared.events import Event

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class EventContract:
    """One public event: where it is published, and what its data look like."""

    service: str
    aggregate: str
    topic: str
    model: type[Event]
    names_others: bool = False
    """Does the aggregate have an audience beside the tenant whose stream it is?"""

    @property
    def kind(self) -> str:
        """`mou-signed.v1`."""
        return self.model.wire_kind()

    @property
    def type(self) -> str:
        """`id.jembatan.partners.mou-signed.v1`, the `ce_type`."""
        return f"id.jembatan.{self.service}.{self.kind}"

    @property
    def summary(self) -> str:
        """What happened, in one line: the first line of the class's docstring."""
        return inspect.cleandoc(self.model.__doc__ or "").split("\n")[0]

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the event's data, without references to outside."""
        body = self.model.model_json_schema(mode="serialization")
        body.pop("title", None)
        # a reader keeps going on a member that it does not know
        return {
            "$schema": DIALECT,
            "$id": f"urn:jembatan:schema:{self.service}:{self.kind}",
            "title": self.kind,
            **body,
        }


def contracts_of(service: str, deciders: Iterable[Decider[Any, Any, Any]]) -> Iterator[EventContract]:
    """Every event that the service publishes, in the order of its deciders."""
    for decider in deciders:
        for model in decider.event_types.values():
            yield EventContract(service, decider.name, decider.topic(service), model, decider.names_others)
