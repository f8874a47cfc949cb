"""Words, templates and the catalogue of the pages, without a server."""

import json
import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from services.notifications.catalogue import find, published
from services.notifications.domain.endpoint.values import BodyFormat, Status
from services.notifications.health import SilentBecause
from services.notifications.mail import pages as mail
from services.notifications.pages import showing, words
from services.notifications.pages.contracts import members_of, type_of
from services.notifications.pages.endpoints import OVERLAPS
from services.notifications.samples import marked
from shared.http.operations.words import State
from shared.pages.site import FOLDER

WORDS = showing.SITE.words
LETTERS = Path(mail.__file__).parent
TEMPLATES = sorted(
    each for folder in (showing.FOLDER, FOLDER, LETTERS) for each in (folder / "templates").glob("*.html")
)
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


def _asked_by_value() -> set[str]:
    """Words that templates ask for by what something is."""
    made = {
        "said": showing.SAID,
        "overlap": OVERLAPS,
        "format": get_args(BodyFormat),
        "replay": get_args(State),
        "silent": get_args(SilentBecause),
        "trigger": ("event", "schedule", "manual", "recovery", "test", "replay"),
    }
    parts = {f"{what}-{one}" for what, some in made.items() for one in some}
    reasons = ("gone", "failing", "by-owner")
    return parts | {*get_args(Status), *reasons, "pending", "sending", "delivered", "failed"} - {"removed"}


def test_every_word_that_is_asked_for_by_value_is_there() -> None:
    assert _asked_by_value() - set(WORDS) == set()


def test_no_word_is_kept_that_no_page_says() -> None:
    text = " ".join(each.read_text() for each in TEMPLATES)
    asked = set(re.findall(r"""\bt\(["']([a-z0-9-]+)["']""", text)) | _asked_by_value()
    assert set(words.WORDS) - asked == set()


def test_what_is_said_after_something_was_done_is_all_that_can_be_said() -> None:
    code = " ".join(each.read_text() for each in showing.FOLDER.glob("*.py"))
    assert set(re.findall(r"""\bafter\(.+, "([a-z-]+)"\)""", code)) == showing.SAID


@pytest.mark.parametrize("name", get_args(mail.Name))
def test_every_page_of_a_letter_has_its_words(name: str) -> None:
    assert {f"{name}-title", f"{name}-text"} <= set(mail.SITE.words)


def test_a_letters_pages_say_all_their_words_in_both_languages() -> None:
    said = {f"{name}-{part}" for name in get_args(mail.Name) for part in ("title", "text", "do")}
    assert set(mail.WORDS) <= said | {"brand"}
    assert all(indonesian and english for indonesian, english in mail.WORDS.values())


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
    event = find(text)
    assert event is not None
    assert event.type == "id.jembatan.partners.mou-signed.v1"


@pytest.mark.parametrize("format", get_args(BodyFormat))
def test_a_sample_says_that_it_is_one_in_every_format(format: BodyFormat) -> None:
    event = find("partners.mou-signed")
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
