"""The catalogue of events: made of what the services publish, and nothing else."""

import json

import jsonschema
import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http
from cloudevents.core.formats.json import JSONFormat

from jembatan.registry import service
from services.notifications import catalogue
from services.notifications.catalogue import Published, find, near, published
from services.notifications.consumers import PUBLIC_TOPICS
from services.notifications.domain.filters import matches
from services.notifications.event_words import _INDONESIAN
from services.notifications.mail.effects import OWN
from services.notifications.mail.words import WORDS

OF_ENDPOINTS = {f"id.jembatan.notifications.{kind}.v1" for kind in ("endpoint-failing", "endpoint-disabled")}
EVERY = [pytest.param(one, id=one.name) for one in published().values()]
every = pytest.mark.parametrize("one", EVERY)


def test_it_lists_what_the_code_of_the_services_publishes() -> None:
    """The committed contracts are checked against the code elsewhere."""
    services = {topic.partition(".")[0] for topic in (*PUBLIC_TOPICS, OWN)}
    said = [
        contract
        for name in services
        for contract in service(name).contracts
        if (contract.topic in PUBLIC_TOPICS and contract.topic not in catalogue.REGISTERS)
        or contract.type in OF_ENDPOINTS
    ]
    assert len(said) > 200
    assert {one.type for one in published().values()} == {contract.type for contract in said}
    for contract in said:
        one = published()[f"{contract.service}.{contract.kind}"]
        assert one.summary == contract.summary
        assert ("named" in one.hearers) == contract.names_others


@every
def test_every_event_has_words_versions_and_a_sample_that_its_schema_allows(one: Published) -> None:
    assert one.kind.partition(".")[0] in _INDONESIAN, "add its title to event_words.py"
    assert one.title["en"]
    assert one.type in WORDS, "add its headline to mail/words"
    assert one.description == {"id": WORDS[one.type].headline[0], "en": one.summary}
    assert one.description["id"] != one.description["en"]
    assert one.version >= 1
    assert one.revision >= 1
    assert one.hearers
    jsonschema.validate(one.sample, one.schema)


@every
def test_every_sample_is_what_a_receiver_gets(one: Published) -> None:
    made = one.samples()
    assert json.loads(made["envelope"].body)["data"] == one.sample
    for format in ("cloudevents-structured", "cloudevents-binary"):
        rendered = made[format]
        event = from_http(HTTPMessage(dict(rendered.headers), rendered.body), JSONFormat())
        assert (event.get_type(), event.get_data()) == (one.type, one.sample)


def test_no_title_without_an_event() -> None:
    assert _INDONESIAN.keys() == {one.kind.partition(".")[0] for one in published().values()}


def test_found_by_type_and_by_name_which_filters_understand() -> None:
    one = find("partners.mou-signed.v1")
    assert one is not None
    assert find("id.jembatan.partners.mou-signed.v1") is one
    assert find("partners.mou-signed") is one
    assert one.group == "partners.mou"
    assert one.title == {"id": "MoU ditandatangani semua pihak", "en": "MoU signed"}
    assert one.hearers == ("school", "named")
    assert matches([one.name], one.type)
    assert find("partners.mou-eaten.v1") is None
    assert find("partners.organisation-registered.v1") is None, "no endpoint belongs to an alliance"
    assert find("notifications.endpoint-registered.v1") is None, "it holds a URL, and is told to nobody"


def test_a_service_that_is_not_here_is_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue._contract.cache_clear()
    monkeypatch.setattr(catalogue, "SERVICES", catalogue.SERVICES / "nowhere")
    try:
        assert list(catalogue._of_topic("partners.mou.v1")) == []
    finally:
        catalogue._contract.cache_clear()


@pytest.mark.parametrize(
    "text",
    [
        "mou-signed",
        "partners.mou-sined",
        "mou-sign",
        "id.jembatan.placements.mou-signed.v1",
        "partners.mou-singed",
        "parters.mou-signed.v1",
        "partner.mou-signed",
    ],
)
def test_a_name_that_is_nearly_one_leads_to_it(text: str) -> None:
    assert "partners.mou-signed.v1" in near(text)
    assert len(near(text)) <= 5


@pytest.mark.parametrize("text", ["partners.vision-draftd", "partners.vision-draftd.v1", "vision-drafted"])
def test_only_the_version_is_taken_from_a_name(text: str) -> None:
    assert near(text)[0] == "partners.vision-drafted.v1"


def test_what_is_like_nothing_leads_nowhere() -> None:
    assert near("") == near("zzzzzzzz") == []
