"""What is wrong with a request is said once, in our own words, with an example of what would pass."""

from datetime import date
from typing import Annotated, Any

import pytest
from pydantic import AwareDatetime, Field, ValidationError

from services.partners import words
from services.partners.bodies.values import Email
from services.partners.domain.values import Concentration, SchoolYear
from shared.http import Body
from shared.http.faults import Fault, faults_of
from shared.http.words import LANGUAGES, Language
from shared.ids import Id

words.register()


class Asked(Body):
    """One field of each form."""

    concentrations: tuple[Concentration, ...] = Field(("9.1.1",), min_length=1, max_length=2)
    two: tuple[Concentration, ...] = Field(("9.1.1", "9.1.1"), min_length=2)
    year: SchoolYear = "2026/2027"
    email: Email = "a@b.example"
    id: Id | None = None
    at: AwareDatetime | None = None
    on: date | None = None
    name: Annotated[str, Field(min_length=2, max_length=3)] = "abc"
    count: Annotated[int, Field(ge=1, lt=5)] = 1
    yes: bool = True


def faults(language: Language = "en", **given: Any) -> list[Fault]:
    with pytest.raises(ValidationError) as raised:
        Asked.model_validate(given)
    return faults_of([dict(each) for each in raised.value.errors()], language)


def test_a_wrong_item_is_one_fault() -> None:
    (fault,) = faults(concentrations=["9.1"])
    assert fault.where == "concentrations.0"
    assert "concentration" in fault.what
    assert "9.1.1" in fault.mend


def test_a_list_that_is_too_short_is_said_beside_its_wrong_item() -> None:
    assert [each.where for each in faults(two=["9.1"])] == ["two.0", "two"]
    (fault,) = faults(concentrations=[])
    assert (fault.what, fault.mend) == ("It has too few items.", "Name at least 1.")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("given", "example"),
    [
        ({"at": "2026-07-01T08:00:00"}, "+07:00"),
        ({"at": "soon"}, "2026-07-01T08:00:00Z"),
        ({"on": "1 July"}, "-"),
        ({"name": "a"}, "2"),
        ({"name": "abcd"}, "3"),
        ({"id": "7"}, "01981e4a-"),
        ({"email": "x"}, "@"),
        ({"year": "2026"}, "2026/2027"),
        ({"concentrations": ["x"]}, "9.1.1"),
        ({"concentrations": ["9.1.1"] * 3}, "2"),
        ({"count": 0}, "1"),
        ({"count": 5}, "5"),
        ({"count": "1"}, "JSON"),
        ({"yes": 1}, "true"),
    ],
)  # fmt: skip
def test_pydantics_own_words_are_met_by_nobody(language: Language, given: dict[str, Any], example: str) -> None:
    (fault,) = faults(language, **given)
    assert example in fault.mend
    said = f"{fault.what} {fault.mend}"
    assert not any(word in said for word in ("should", "Input", "pattern", "pola", "^", "Mend the value", "{"))
