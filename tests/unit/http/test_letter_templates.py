"""Letters: texts, messages, and nobody who writes headers through them."""

from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from shared.letters.post import Envelope, is_address, message_of
from shared.letters.templates import Page, Templates


@pytest.fixture
def templates(tmp_path: Path) -> Templates:
    (tmp_path / "consent.id.txt").write_text(
        "Persetujuan untuk {{ person.name }}\n\nYth. {{ person.name }}: {{ link }}\n"
    )
    (tmp_path / "consent.en.txt").write_text("Consent for {{ person.name }}\n\nDear {{ person.name }}: {{ link }}\n")
    (tmp_path / "only.id.txt").write_text("Halo\n\nIsi\n")
    return Templates(tmp_path)


def test_a_letter_is_in_the_language_of_the_person(templates: Templates) -> None:
    values = {"person": {"name": "Siti"}, "link": "https://x/#t"}
    assert templates.page("consent", "id", values) == Page("Persetujuan untuk Siti", "Yth. Siti: https://x/#t\n")
    assert templates.page("consent", "en", values).subject == "Consent for Siti"
    assert templates.page("only", "en", values).subject == "Halo"


def test_a_letter_without_a_template_or_a_value_is_an_error(templates: Templates) -> None:
    with pytest.raises(LookupError):
        templates.require("nothing")
    with pytest.raises(UndefinedError):
        templates.page("consent", "id", {"person": {}})


def test_a_name_cannot_write_headers(templates: Templates) -> None:
    name = "Siti\r\nBcc: all@example.org\r\n\r\nHello"
    page = templates.page("consent", "id", {"person": {"name": name}, "link": ""})
    message = message_from_bytes(
        message_of(Envelope("1", "siti@contoh.id", "id", page), "a@b.id").as_bytes(), policy=SMTP
    )
    assert message["Bcc"] is None
    assert message["To"] == "siti@contoh.id"
    assert message["Message-ID"] == "<1@b.id>"


@pytest.mark.parametrize("address", ["a@b.id", "a.b+c@sub.contoh.sch.id"])
def test_plain_addresses(address: str) -> None:
    assert is_address(address)


@pytest.mark.parametrize(
    "address",
    ["", None, 7, "a", "a@", "@b", "a b@c.id", "a@b.id\r\nBcc: x@y.z", "A <a@b.id>", "a@b.id,c@d.id", "a@b.id\n"],
)
def test_everything_else_is_no_address(address: object) -> None:
    assert not is_address(address)
