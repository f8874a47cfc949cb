"""Dates lie where one can reckon with them: a day or a school year more is still a date."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.datastructures import QueryParams

from shared import cells
from shared.days import Day
from shared.http import Body, Filter
from shared.http.listing.filters import read
from shared.spreadsheets import CellProblem


class Told(Body):
    on: date
    days: tuple[date, ...] = ()
    until: date | None = None


FAR = ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"]


@pytest.mark.parametrize("far", FAR)
@pytest.mark.parametrize(
    "body",
    [
        lambda far: {"on": far},
        lambda far: {"on": "2026-07-01", "days": ["2026-07-01", far]},
        lambda far: {"on": "2026-07-01", "until": far},
    ],
)
def test_a_body_is_refused(body: Any, far: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Told.model_validate(body(far))
    (error,) = refused.value.errors()
    assert error["type"] in {"greater_than_equal", "less_than_equal"}


@pytest.mark.parametrize("near", ["1900-01-01", "2199-12-31"])
def test_what_is_within_passes(near: str) -> None:
    assert Told.model_validate({"on": near, "days": [near]}).on.isoformat() == near
    assert cells.day(near).isoformat() == near
    assert not read((Filter("on", "on", "range", Day),), QueryParams(f"on_from={near}"), "en").faults


@pytest.mark.parametrize("far", FAR)
def test_filters_and_cells_are_refused(far: str) -> None:
    (fault,) = read((Filter("on", "on", "range", Day),), QueryParams(f"on_to={far}"), "en").faults
    assert fault.where == "query.on_to"
    with pytest.raises(CellProblem, match="cell-date-far"):
        cells.day(far)
