"""Words, templates and the catalogue of the pages, without a server."""

import json
import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from services.notifications.catalogue import published
from services.notifications.domain.endpoint.values import BodyFormat
from services.notifications.pages import showing
from services.notifications.pages.contracts import members_of, named, near, type_of
from services.notifications.samples import marked
from shared.pages.site import FOLDER

WORDS = showing.SITE.words
TEMPLATES = sorted(each for folder in (showing.FOLDER, FOLDER) for each in (folder / "templates").glob("*.html"))
STATIC = showing.FOLDER / "static"


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_word_is_said_in_both_languages_with_the_same_facts() -> None:
    for key, (indonesian, english) in WORDS.items():
        assert indonesian, key
        assert english, key
        assert _facts(indonesian) == _facts(english), key


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.name)
def test_templates_ask_for_words_that_there_are(template: Path) -> None:
    text = template.read_text()
    for key in re.findall(r"""\bt\(["']([a-z-]+)["']\s*[,)]""", text):
        assert key in WORDS, key
    assert "|safe" not in text
    assert not re.search(r"\son\w+=|\sstyle=|<script(?![^>]*src=)|<style", text), "the policy lets nothing inline in"
    assert "http://" not in text
    assert "https://" not in text.replace("https://hooks.example.co.id", "")


@pytest.mark.parametrize("said", sorted(showing.SAID))
def test_what_was_done_is_said(said: str) -> None:
    assert f"said-{said}" in WORDS


def test_the_members_of_every_event_are_said() -> None:
    for event in published().values():
        assert [row["name"] for row in members_of(event)] == list(event.schema.get("properties", {}))


@pytest.mark.parametrize(
    "text",
    ["partners.mou-signed.v1", "partners.mou-signed", "id.jembatan.partners.mou-signed.v1", " partners.mou-signed "],
)
def test_an_event_is_named_in_short_and_in_long(text: str) -> None:
    event = named(text)
    assert event is not None
    assert event.type == "id.jembatan.partners.mou-signed.v1"


@pytest.mark.parametrize("text", ["partners.mou-singed", "mou-signed", "parters.mou-signed.v1", "partner.mou-signed"])
def test_a_misspelt_event_is_near_the_one_that_is_meant(text: str) -> None:
    assert named(text) is None
    assert "partners.mou-signed.v1" in near(text)


def test_nonsense_is_near_nothing() -> None:
    assert near("") == []
    assert near("zzzzzzzzzzzzzzzz") == []


@pytest.mark.parametrize("format", get_args(BodyFormat))
def test_a_sample_says_that_it_is_one_in_every_format(format: BodyFormat) -> None:
    event = named("partners.mou-signed")
    assert event is not None
    made = marked(event.samples()[format], format)
    assert made.headers.get("ce-test") == "true" if format == "cloudevents-binary" else json.loads(made.body)["test"]


def test_types_are_said_in_a_word() -> None:
    assert type_of({"type": "string", "format": "date"}) == "date"
    assert type_of({"anyOf": [{"type": "string"}, {"type": "null"}]}) == "string | null"
    assert type_of({"type": "array", "items": {"$ref": "#/$defs/Parties"}}) == "Parties[]"
    assert type_of({"const": 3}) == json.dumps(3)
    assert type_of({}) == "any"


def test_the_library_is_the_one_that_its_licence_stands_beside() -> None:
    assert (STATIC / "htmx-LICENSE.txt").read_text().startswith("Zero-Clause BSD")
    assert 'version:"2.0.11"' in (STATIC / "htmx-2.0.11.min.js").read_text()
