"""What counts as a break of a published schema, and how a sample is made."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field, StringConstraints, create_model

from shared.contracts import ContractError, EventContract, SampleError, breaks, differences, export, sample
from shared.events import Event, Value
from shared.ids import Id


class Place(Value):
    """A place."""

    town: str = Field(examples=["Palangka Raya"])
    places: int = Field(ge=1)


class MoUTried(Event):
    """Something was tried (C0)."""

    mou: Id
    on: date
    kind: Literal["hotel", "school"]
    sites: tuple[Place, ...]
    note: str | None = None


def changed(**fields: object) -> type[Event]:
    """`MoUTried` with other fields; None takes one away."""
    kept = {
        name: (field.rebuild_annotation(), field) for name, field in MoUTried.model_fields.items() if name not in fields
    }
    added = {name: field for name, field in fields.items() if field is not None}
    return create_model("MoUTried", __base__=Event, **{**kept, **added})


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"mou": None}, "data.mou was removed"),
        ({"note": None}, "data.note was removed"),
        ({"more": (str, ...)}, "data.more became required"),
        ({"on": (date | None, None)}, "data.on is no longer required"),
        ({"on": (str, ...)}, "data.on changed"),
        ({"kind": (Literal["hotel"], ...)}, "data.kind"),
        ({"sites": (tuple[str, ...], ...)}, "data.sites[]"),
    ],
)
def test_a_break_is_named(fields: dict[str, object], what: str) -> None:
    found = breaks(MoUTried.model_json_schema(), changed(**fields).model_json_schema())
    assert any(line.startswith(what) for line in found), found


@pytest.mark.parametrize(
    "fields",
    [{"more": (str | None, None)}, {"kind": (Literal["hotel", "school", "farm"], ...)}, {}],
)
def test_only_what_every_reader_survives_passes(fields: dict[str, object]) -> None:
    assert breaks(MoUTried.model_json_schema(), changed(**fields).model_json_schema()) == []


def test_a_sample_fills_every_field_and_says_which_one_it_cannot() -> None:
    assert sample(MoUTried) == {
        "mou": "01981e4a-6c00-7000-8000-000000000001",
        "on": "2026-07-13",
        "kind": "hotel",
        "sites": [{"town": "Palangka Raya", "places": 1}],
        "note": "text",
    }
    odd = Annotated[str, StringConstraints(pattern="^[0-9]{10}$")]
    with pytest.raises(SampleError, match=r"MoUTried.code: .* needs examples"):
        sample(changed(code=(odd, ...)))


def contract(model: type[Event]) -> list[EventContract]:
    return [EventContract("trial", "mou", "trial.mou.v1", model)]


def test_a_compatible_change_becomes_the_next_revision_and_a_break_is_refused(tmp_path: Path) -> None:
    export(tmp_path, "trial", "Trial", contract(MoUTried), [])
    assert differences(tmp_path, "trial", "Trial", contract(MoUTried), []) == []
    wider, broken = changed(more=(str | None, None)), changed(note=None)
    assert {item.path.name for item in differences(tmp_path, "trial", "Trial", contract(wider), [])} >= {"2.json"}
    export(tmp_path, "trial", "Trial", contract(wider), [])
    assert sorted(path.name for path in (tmp_path / "schemas/mou-tried.v1").iterdir()) == ["1.json", "2.json"]
    assert export(tmp_path, "trial", "Trial", contract(wider), []) == []
    with pytest.raises(ContractError, match=r"mou-tried.v1 against revision 1: data.note was removed"):
        export(tmp_path, "trial", "Trial", contract(broken), [])
    assert any("data.note" in item.what for item in differences(tmp_path, "trial", "Trial", contract(broken), []))
