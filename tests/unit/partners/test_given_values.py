"""Words that a school gives: one that is misspelt is refused with those that are known."""

from typing import Any

import pytest
from pydantic import ValidationError

from services.partners.app import SERVICE
from services.partners.bodies.forming import DraftPlanBody
from services.partners.bodies.mous import MoUBody
from services.partners.bodies.programmes import ProgrammeBody
from services.partners.bodies.recorded_mous import RecordedMoUBody
from services.partners.bodies.values import UNDERTAKINGS
from shared.http import Body

ID = "01981e4a-6c00-7000-8000-000000000001"
PROGRAMME = {"kinds": ["placement"], "concentrations": ["9.1.1"], "school_year": "2026/2027", "title": "PKL"}
SPAN = {"concentrations": ["9.1.1"], "starts_on": "2026-07-13", "ends_on": "2029-07-12"}
MOU = {**SPAN, "programme": ID, "scope": ["placement"], "text": "Pasal 1."}
RECORDED = {**SPAN, "number": "1/A", "title": "PKL", "organisations": [ID], "scope": ["placement"]}
PLAN = {"partners": [ID], "title": "Rencana", "school_year": "2026/2027"}


@pytest.mark.parametrize(("body", "given"), [(ProgrammeBody, PROGRAMME), (MoUBody, MOU), (RecordedMoUBody, RECORDED)])
def test_what_is_done_together_is_a_known_word(body: type[Body], given: dict[str, Any]) -> None:
    field = "kinds" if "kinds" in given else "scope"
    for word in ("teacher_internship", "character_training"):
        assert body.model_validate(given | {field: [word]})

    with pytest.raises(ValidationError, match="placement, production_unit"):
        body.model_validate(given | {field: ["plecement"]})

    assert body.model_json_schema()["properties"][field]["items"]["enum"] == list(UNDERTAKINGS)


@pytest.mark.parametrize(("body", "given"), [(ProgrammeBody, PROGRAMME), (DraftPlanBody, PLAN)])
@pytest.mark.parametrize("years", ["2026/2030", "2026/2026", "2027/2026"])
def test_a_school_year_is_two_consecutive_years(body: type[Body], given: dict[str, Any], years: str) -> None:
    assert body.model_validate(given)

    with pytest.raises(ValidationError, match="consecutive years"):
        body.model_validate(given | {"school_year": years})


def test_what_was_said_before_these_words_were_known_stays_readable() -> None:
    schema = next(one for one in SERVICE.contracts if one.kind == "programme-proposed.v1").model.model_json_schema()

    assert "enum" not in schema["properties"]["kinds"]["items"]
