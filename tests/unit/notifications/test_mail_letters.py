"""Every public event has words in both languages, and no letter shows an id outside a link."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from jembatan.registry import names, service
from services.notifications import wire
from services.notifications.consumers import HEARD, PUBLIC_TOPICS
from services.notifications.mail.effects import told_of_webhook
from services.notifications.mail.letters import LONGEST_DIGEST, Reader, Told, Writer
from services.notifications.mail.rights import hearers, may_hear
from services.notifications.mail.words import TOPICS, UNKNOWN, known
from shared.contracts import EventContract
from shared.ids import ID_PATTERN
from tests.contracts.published import ID, sample

SERVICES = Path(__file__).parents[3] / "services"
OWN = "notifications.endpoint.v1"
BY_EFFECT = {type for (topic, type), found in HEARD.effects.items() if topic == OWN and told_of_webhook in found}
TOLD = [
    contract
    for name in names()
    for contract in service(name).contracts
    if contract.topic in PUBLIC_TOPICS or contract.type in BY_EFFECT
]
HOTEL = {ID: "Hotel <b>Kencana</b>"}
AT = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
HEX = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{32}")
LINK = re.compile(r"https://jembatan\.example/\S+?(?=[\s\"'<]|$)")


def reader(language: Any = "id", tenant: str = ID) -> Reader:
    stop = f"https://jembatan.example/stop/{ID}?link=token"
    return Reader(tenant, "school", "SMKN 3", frozenset({tenant}), language, "Asia/Pontianak", stop)


def told(contract: EventContract) -> Told:
    return Told(contract.type, AT, ID, ID, sample(contract))


def written(contract: EventContract, language: str, **names: str) -> Any:
    return Writer("https://jembatan.example").event(told(contract), reader(language), HOTEL)


each = pytest.mark.parametrize("contract", TOLD, ids=lambda contract: contract.type.removeprefix("id.jembatan."))


@each
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_public_event_is_told_in_words(contract: EventContract, language: str) -> None:
    assert known(contract.type) is not UNKNOWN, f"{contract.type} has no words in services/notifications/mail/words"
    page = written(contract, language)
    assert page.subject
    assert page.subject.splitlines() == [page.subject]
    for content in (page.subject, page.text, page.html):
        assert not HEX.search(LINK.sub("", content)), "an id outside a link"
        assert not re.search(r"[{}]|None|Undefined", LINK.sub("", content)), "a word is missing"
    assert ("Anda menerima" in page.text) == (language == "id")


@each
def test_somebody_hears_it_and_nobody_who_may_not_read_it(contract: EventContract) -> None:
    roles = hearers(contract.type)
    assert roles, "nobody would ever be told"
    path = known(contract.type).topic.path.replace("{id}", "{}").replace("{tenant}", "{}")
    allowed = READABLE[path] | READABLE.get(path.replace("/schools/", "/organisations/"), set())
    assert roles <= allowed, f"{sorted(roles - allowed)} may not read {path}"


def _readable() -> dict[str, set[str]]:
    found = {}
    for name in names():
        document = json.loads((SERVICES / name / "contracts" / "openapi.json").read_text())
        for path, operations in document["paths"].items():
            if "get" in operations:
                found[re.sub(r"\{\w+\}", "{}", path)] = set(operations["get"].get("x-access", {}).get("roles", ()))
    return found


READABLE = _readable()
"""Path → roles that may read there, from the committed OpenAPI documents: also a link that leads nowhere fails."""


@pytest.mark.parametrize("name", TOPICS)
def test_there_are_no_words_for_what_does_not_exist(name: str) -> None:
    published = {contract.type for each in names() for contract in service(each).contracts}
    own = {"id.jembatan.notifications.endpoint-failing.v1"}
    for event in TOPICS[name].events:
        assert f"id.jembatan.{name.partition('.')[0]}.{event}" in published | own


def test_html_is_escaped_and_text_is_not() -> None:
    expiring = next(contract for contract in TOLD if contract.type.endswith("mou-expiring.v1"))
    page = written(expiring, "id")
    assert "Hotel &lt;b&gt;Kencana" in page.html
    assert "Hotel <b>Kencana</b>" in page.text
    assert "Sisa hari: 90" in page.text
    assert "12 Juli 2027" in page.html


def test_instants_are_the_readers_own() -> None:
    meeting = next(contract for contract in TOLD if contract.type.endswith("meeting-planned.v1"))
    assert "13 Juli 2026, 08.00 WIB" in written(meeting, "id").text
    assert "13 July 2026, 08:00 WIB" in written(meeting, "en").text


def test_what_belongs_to_another_school_is_told_without_a_link_into_it() -> None:
    page = Writer("https://jembatan.example").event(told(TOLD[0]), reader(tenant="another"), {})
    assert "/partners/schools/another/today" in page.text


def test_a_digest_lists_what_it_holds_and_counts_the_rest() -> None:
    events = [told(contract) for contract in TOLD][: LONGEST_DIGEST + 3] + [told(TOLD[0])] * LONGEST_DIGEST
    page = Writer("https://jembatan.example").digest(events, "daily", AT, reader(), HOTEL)
    assert page.subject == f"Ringkasan harian: {len(events)} peristiwa"
    assert page.text.count("\n- ") == LONGEST_DIGEST
    assert f"dan {len(events) - LONGEST_DIGEST} peristiwa lain" in page.text
    assert not HEX.search(LINK.sub("", page.text + page.html))


def test_a_test_is_for_everybody_and_the_unknown_for_nobody() -> None:
    assert may_hear((), wire.TEST_TYPE)
    assert not may_hear(("principal", "alliance_admin"), "id.jembatan.partners.invented.v1")
    assert not may_hear(("student", "teacher"), "id.jembatan.placements.incident-reported.v1")
    assert may_hear(("coordinator",), "id.jembatan.placements.incident-reported.v1")


def test_a_pattern_for_ids_would_find_one() -> None:
    assert re.search(HEX, ID)
    assert re.match(ID_PATTERN, ID)
