"""Nobody is shown a regular expression: every pattern that a service asks for has words in both languages."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

import services
from jembatan.registry import names, service
from shared.http import forms
from shared.http.faults import faults_of

FOLDER: Final = Path(services.__path__[0])


def patterns(document: Any) -> Iterator[str]:
    """Every pattern in a document."""
    if isinstance(document, dict):
        if isinstance(document.get("pattern"), str):
            yield document["pattern"]
        for member in document.values():
            yield from patterns(member)
    elif isinstance(document, list):
        for member in document:
            yield from patterns(member)


@pytest.mark.parametrize("name", names())
def test_every_pattern_of_a_service_is_said_in_words(name: str) -> None:
    service(name)  # puts its words into the catalogue
    document = json.loads((FOLDER / name / "contracts" / "openapi.json").read_text())
    assert {each for each in patterns(document) if forms.form_of(each, "en") is None} == set()


def test_the_example_of_each_form_has_the_form() -> None:
    for name in names():
        service(name)
    for pattern, form in forms._FORMS.items():
        assert re.fullmatch(pattern, form.example), f"{form.en}: {form.example}"


def test_a_pattern_without_words_is_not_shown_either() -> None:
    error = {"type": "string_pattern_mismatch", "loc": ("body", "x"), "msg": "", "ctx": {"pattern": "^secret[a-z]$"}}
    for language in ("id", "en"):
        (fault,) = faults_of([error], language)
        assert fault.what
        assert fault.mend
        assert "secret" not in fault.what + fault.mend
