"""What a receiver gets, read by the SDK of CloudEvents."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_binary, from_http, from_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from hypothesis import strategies as st

from services.notifications import wire
from shared.ids import new_id

AT = datetime(2026, 7, 1, 3, 0, 0, 123000, tzinfo=UTC)


def occurrence(data: Any, type: str = "id.jembatan.partners.mou-signed.v1") -> wire.Occurrence:
    return wire.Occurrence(
        type=type,
        source="/jembatan/partners/mou",
        timestamp=AT,
        id=new_id(),
        tenant=new_id(),
        subject=new_id(),
        sequence=5,
        data=data,
    )


def read(made: wire.Rendered) -> CloudEvent:
    event = from_http(HTTPMessage(dict(made.headers), made.body), JSONFormat(), CloudEvent)
    assert isinstance(event, CloudEvent)
    return event


def test_the_envelope_is_what_it_was() -> None:
    it = occurrence({"signed": True})
    made = wire.rendered("envelope", it)
    assert made.headers == {"content-type": "application/json"}
    assert json.loads(made.body) == {
        "type": it.type,
        "timestamp": "2026-07-01T03:00:00.123Z",
        "id": it.id,
        "tenant": it.tenant,
        "subject": it.subject,
        "sequence": 5,
        "data": {"signed": True},
    }


@pytest.mark.parametrize("format", ["cloudevents-structured", "cloudevents-binary"])
@given(data=st.dictionaries(st.text(max_size=20), st.none() | st.booleans() | st.text(max_size=20) | st.integers(0, 9)))
def test_cloudevents_are_read_by_their_sdk(format: Any, data: dict[str, Any]) -> None:
    it = occurrence(data)
    event = read(wire.rendered(format, it))
    assert (event.get_id(), event.get_source(), event.get_type()) == (it.id, it.source, it.type)
    assert (event.get_specversion(), event.get_subject(), event.get_time()) == ("1.0", it.subject, AT)
    assert event.get_dataschema() == "urn:jembatan:schema:partners:mou-signed.v1"
    assert event.get_datacontenttype() == "application/json"
    assert (event.get_extension("sequence"), event.get_extension("tenant")) == ("5", it.tenant)
    assert event.get_data() == data


def test_each_mode_is_what_it_says() -> None:
    it = occurrence({"a": 1})
    structured, binary = (wire.rendered(f"cloudevents-{mode}", it) for mode in ("structured", "binary"))  # type: ignore[arg-type]  # two of the literals
    assert structured.headers == {"content-type": "application/cloudevents+json"}
    assert from_structured(HTTPMessage(dict(structured.headers), structured.body), JSONFormat()).get_data() == {"a": 1}
    assert binary.body == b'{"a":1}'
    assert binary.headers["content-type"] == "application/json"
    assert {name for name in binary.headers if name.startswith("ce-")} >= {"ce-id", "ce-source", "ce-type"}
    assert from_binary(HTTPMessage(dict(binary.headers), binary.body), JSONFormat()).get_id() == it.id


@pytest.mark.parametrize("type", [wire.TEST_TYPE, wire.PING_TYPE])
@pytest.mark.parametrize("format", ["cloudevents-structured", "cloudevents-binary"])
def test_what_is_made_up_here_has_no_schema(format: Any, type: str) -> None:
    assert read(wire.rendered(format, occurrence({}, type))).get_dataschema() is None


def test_bytes_are_kept_once_for_each_format() -> None:
    event = new_id()
    assert wire.message_key(event, "envelope") == event
    assert len({wire.message_key(event, format) for format in wire._FORMATS}) == len(wire._FORMATS)


def test_deliveries_from_before_there_were_formats_find_their_envelopes() -> None:
    event = new_id()
    assert wire.message_of({"event": event}) == event
    stored = wire.message_key(event, "cloudevents-binary")
    assert wire.message_of({"event": event, "message": stored}) == stored
