"""CloudEvents in Kafka's binary mode: what goes out comes back, and what is broken is poison."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError

from shared.envelope import HEADERS_SCHEMA, Poison, decode, encode, heard_heartbeat, heartbeat, instant
from shared.ids import new_id

AT = datetime(2026, 7, 1, 8, 30, 0, 123000, tzinfo=UTC)
ENTRY: dict[str, Any] = {
    "id": new_id(),
    "aggregate": "mou",
    "tenant": new_id(),
    "at": AT,
    "correlation_id": new_id(),
    "causation_id": new_id(),
    "trace": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
}
EVENT: dict[str, Any] = {
    "id": new_id(),
    "number": 7,
    "type": "mou-signed.v1",
    "data": {"number": "12/MoU/2026", "scope": ["placement"]},
    "schools": [new_id(), new_id()],
    "partners": [new_id()],
}


def wire(**changes: bytes | None) -> dict[str, bytes | None]:
    _, _, headers = encode(ENTRY, EVENT, service="partners")
    return {**dict(headers), **changes}


def test_it_comes_back_as_it_went() -> None:
    key, value, headers = encode(ENTRY, EVENT, service="partners")
    record = decode(headers, key, value)
    assert key == ENTRY["id"].encode()
    assert (record.id, record.type) == (EVENT["id"], "id.jembatan.partners.mou-signed.v1")
    assert (record.source, record.subject, record.tenant) == ("/jembatan/partners/mou", ENTRY["id"], ENTRY["tenant"])
    assert (record.number, record.time, record.data) == (7, AT, EVENT["data"])
    assert (record.schools, record.partners) == (tuple(EVENT["schools"]), tuple(EVENT["partners"]))
    assert (record.correlation_id, record.causation_id) == (ENTRY["correlation_id"], ENTRY["causation_id"])
    assert record.traceparent == ENTRY["trace"]
    assert record.stream == f"/jembatan/partners/mou/{ENTRY['tenant']}/{ENTRY['id']}"
    assert not record.replay


def test_headers_are_those_of_the_schema() -> None:
    _, _, headers = encode(ENTRY, EVENT, service="partners", replay=True)
    text = {name: value.decode() for name, value in headers}
    Draft202012Validator(HEADERS_SCHEMA).validate(text)
    assert set(text) <= set(HEADERS_SCHEMA["properties"])
    assert text["ce_specversion"] == "1.0"
    assert text["content-type"] == "application/json"
    assert text["ce_dataschema"] == "urn:jembatan:schema:partners:mou-signed.v1"
    assert text["ce_partitionkey"] == ENTRY["id"]


def test_a_replay_is_marked() -> None:
    key, value, headers = encode(ENTRY, EVENT, service="partners", replay=True)
    assert decode(headers, key, value).replay


def test_what_is_absent_is_not_sent() -> None:
    entry = {**ENTRY, "causation_id": None, "trace": None}
    key, value, headers = encode(entry, {**EVENT, "schools": [], "partners": []}, service="partners")
    assert not {"ce_causationid", "ce_traceparent", "ce_audienceschools"} & dict(headers).keys()
    record = decode(headers, key, value)
    assert (record.schools, record.causation_id, record.traceparent) == ((), None, None)


def test_unknown_headers_are_ignored_even_broken_ones() -> None:
    headers = [*wire(x_other=b"\xff\xfe").items(), ("ce_new", None)]
    assert decode(headers, None, b"{}").number == 7


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ce_id": None}, "header ce_id is missing"),
        ({"ce_tenant": b""}, "header ce_tenant is empty"),
        ({"ce_type": b"\xff"}, "a required header is not UTF-8"),
        ({"ce_time": b"yesterday"}, "header ce_time is not an RFC 3339 instant"),
        ({"ce_time": b"2026-07-01T08:00:00"}, "header ce_time has no offset"),
        ({"ce_time": b"0001-01-01T00:00:00+14:00"}, "header ce_time is outside of all calendars"),
        ({"ce_sequence": b"-1"}, "header ce_sequence is not a whole number"),
        ({"ce_sequence": b"9" * 5_000}, "header ce_sequence is not a whole number"),
        ({"ce_sequence": b"0"}, "header ce_sequence is not a whole number"),
        ({"ce_sequence": "٣".encode()}, "header ce_sequence is not a whole number"),
    ],
)
def test_a_broken_header_is_poison(changes: dict[str, bytes | None], reason: str) -> None:
    with pytest.raises(Poison, match=reason):
        decode(wire(**changes).items(), b"k", b"{}")


@pytest.mark.parametrize("value", [None, b"", b"not json", b"\xff\xfe", b"[1]", b"1", b'{"a":', b"[" * 100_000])
def test_a_value_that_is_no_json_object_is_poison(value: bytes | None) -> None:
    with pytest.raises(Poison, match="JSON"):
        decode(wire().items(), b"k", value)


def test_a_missing_header_is_poison() -> None:
    with pytest.raises(Poison, match="header ce_id is missing"):
        decode([], b"k", b"{}")


def test_a_reader_model_takes_what_it_knows() -> None:
    class Reader(BaseModel):
        number: str

    class Other(BaseModel):
        absent: int

    record = decode(wire().items(), b"k", b'{"number": "12", "more": 1}')
    assert record.read(Reader).number == "12"
    with pytest.raises(ValidationError):
        record.read(Other)


@given(
    st.dictionaries(
        st.text(), st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text() | st.lists(st.text())
    )
)
def test_any_json_object_comes_back(data: dict[str, Any]) -> None:
    key, value, headers = encode(ENTRY, {**EVENT, "data": data}, service="partners")
    assert decode(headers, key, value).data == data


def test_instants_are_utc_with_milliseconds() -> None:
    assert instant(AT) == b"2026-07-01T08:30:00.123Z"
    assert instant(AT.replace(tzinfo=None)) == b"2026-07-01T08:30:00.123Z"
    assert instant(AT.astimezone(timezone(timedelta(hours=7)))) == b"2026-07-01T08:30:00.123Z"


def test_a_heartbeat_is_told_from_an_event() -> None:
    _, _, headers = heartbeat("directory", AT)
    assert heard_heartbeat(headers) == AT
    assert heard_heartbeat(wire().items()) is None
    assert heard_heartbeat([("ce_type", None)]) is None
