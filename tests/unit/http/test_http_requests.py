"""Request ids, the log line, size limits, entity tags and idempotency keys."""

from collections.abc import AsyncIterator

import httpx
import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from structlog.testing import capture_logs

from shared.ids import new_id
from shared.telemetry import Telemetry
from tests.unit.http.sample import SCHOOL, Jars, sample
from tests.unit.http.test_http_problems import JARS, problem


async def test_a_well_formed_request_id_is_kept_and_another_replaced(client: httpx.AsyncClient) -> None:
    given = await client.get(JARS, headers={"X-Request-Id": SCHOOL})
    assert given.headers["x-request-id"] == SCHOOL
    for bad in ("short", "a" * 33, "siti-aminah", "6271012345670001", SCHOOL + " "):
        response = await client.get(JARS, headers={"X-Request-Id": bad})
        assert response.headers["x-request-id"] != bad


async def test_one_log_line_with_the_template_and_no_values(client: httpx.AsyncClient) -> None:
    with capture_logs() as logs:
        await client.get(JARS, params={"name": "Siti"})
        await client.get("/jars/secret-token")
    lines = [line for line in logs if line["event"] == "request"]
    assert lines[0]["route"] == "/jars/schools/{school}/jars"
    assert lines[0]["tenant"] == SCHOOL
    assert lines[0]["status"] == 200
    assert lines[1]["route"] == "unknown"
    assert "Siti" not in str(logs)
    assert "secret" not in str(logs)


async def test_answers_carry_sane_headers(client: httpx.AsyncClient) -> None:
    headers = (await client.get(JARS)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"


async def test_the_meter_is_told_of_every_request() -> None:
    told: list[dict[str, object]] = []
    app = sample(meter=lambda **one: told.append(one))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://jembatan") as client:
        await client.get(JARS)
        await client.post(JARS, json={"name": "crash"})
    assert [(one["method"], one["status"]) for one in told] == [("GET", 200), ("POST", 500)]


async def test_a_trace_goes_on_through_the_request() -> None:
    spans = InMemorySpanExporter()
    app = sample(tracer=Telemetry("jars", processor=SimpleSpanProcessor(spans)))
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://jembatan") as client:
        await client.get(JARS, headers={"traceparent": parent})
        await client.get(JARS, headers={"traceparent": "rubbish"})
    first, second = spans.get_finished_spans()
    assert first.name == "GET /jars/schools/{school}/jars"
    assert format(first.context.trace_id, "032x") == "0af7651916cd43dd8448eb211c80319c"
    assert second.context.trace_id != first.context.trace_id


async def test_probes_are_not_logged_at_the_usual_level(client: httpx.AsyncClient) -> None:
    with capture_logs() as logs:
        await client.get("/jars/livez")
        await client.get("/jars/docs")
    assert [(line["route"], line["log_level"]) for line in logs] == [("/jars/livez", "debug"), ("/jars/docs", "info")]


async def test_a_body_that_is_announced_too_large_is_413() -> None:
    async with _limited() as client:
        response = await client.post(JARS, json={"name": "x" * 3000})
        assert problem(response, 413, "body-too-large")["limit"] == 2048


async def test_a_body_that_grows_too_large_is_413() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 100

    async with _limited() as client:
        response = await client.post(JARS, content=chunks(), headers={"content-type": "application/json"})
        problem(response, 413, "body-too-large")


async def test_files_may_be_larger_than_json() -> None:
    async with _limited() as client:
        upload = await client.post(f"{JARS}/import", content=b"x" * 4000, headers={"content-type": "text/csv"})
        assert upload.json() == {"bytes": 4000}
        response = await client.post(f"{JARS}/import", content=b"x" * 30_000, headers={"content-type": "text/csv"})
        problem(response, 413, "body-too-large")


async def test_a_creation_has_location_and_etag(client: httpx.AsyncClient) -> None:
    response = await client.post(JARS, json={"name": "Piggy"})
    assert response.status_code == 201
    assert response.headers["location"] == f"{JARS}/{response.json()['id']}"
    assert response.headers["etag"] == '"1"'


async def test_an_edit_needs_if_match(client: httpx.AsyncClient) -> None:
    path, body = f"{JARS}/{new_id()}", {"name": "Piggy"}
    problem(await client.put(path, json=body), 428, "if-match-required")
    any_at_all = problem(await client.put(path, json=body, headers={"If-Match": "*"}), 428, "if-match-required")
    assert "`*` does not say what was seen" in any_at_all["detail"]
    for bad in ("7", 'W/"7"', '"seven"', '"7", "8"', '"-1"', '"99999999999"'):
        problem(await client.put(path, json=body, headers={"If-Match": bad}), 400, "bad-if-match")
    problem(await client.put(path, json=body, headers={"If-Match": '"1"'}), 412, "stale")
    response = await client.put(path, json=body, headers={"If-Match": '"7"'})
    assert (response.status_code, response.headers["etag"]) == (200, '"8"')


@pytest.mark.parametrize("key", ["", "x" * 129, "tab\there", "naïve".encode().decode("latin-1")])
async def test_a_bad_idempotency_key_is_400(client: httpx.AsyncClient, key: str) -> None:
    headers = [(b"Idempotency-Key", key.encode("latin-1")), (b"content-type", b"application/json")]
    problem(await client.post(JARS, content=b'{"name": "a"}', headers=headers), 400, "bad-idempotency-key")


async def test_a_key_names_the_command_and_the_hash_the_request(client: httpx.AsyncClient, jars: Jars) -> None:
    key = {"Idempotency-Key": "one two"}
    await client.post(
        JARS, content=b'{"name": "a", "heavy": true}', headers={**key, "content-type": "application/json"}
    )
    again = await client.post(JARS, json={"heavy": True, "name": "a"}, headers=key)
    await client.post(JARS, json={"name": "b"}, headers=key)
    (first, hash1), (second, hash2), (third, hash3) = jars.identities
    assert first == second == third
    assert first is not None
    assert "one two" not in first
    assert hash1 == hash2 != hash3
    assert again.headers["idempotency-replayed"] == "true"


async def test_an_upload_in_a_form_has_the_same_hash_whatever_the_boundary(
    client: httpx.AsyncClient, jars: Jars
) -> None:
    for _ in range(2):
        response = await client.post(f"{JARS}/import", files={"file": ("jars.csv", b"name\nPiggy\n", "text/csv")})
        assert response.json() == {"bytes": 11}
    await client.post(f"{JARS}/import", files={"file": ("jars.csv", b"name\nPogo\n", "text/csv")})
    hashes = [request_hash for _, request_hash in jars.identities]
    assert hashes[0] == hashes[1] != hashes[2]


async def test_what_is_not_a_list_is_refused(client: httpx.AsyncClient) -> None:
    problem(await client.post(f"{JARS}/import", json=[]), 415, "unsupported-media-type")
    problem(await client.post(f"{JARS}/import", content=b"", headers={"content-type": "text/csv"}), 422, "file-missing")
    wrong = problem(await client.post(f"{JARS}/import", files={"other": b"x"}), 422, "file-missing")
    assert "the part `file`" in wrong["mend"]
    broken = {"content-type": "multipart/form-data; boundary=x"}
    assert (await client.post(f"{JARS}/import", content=b"--x\r\nrubbish", headers=broken)).status_code in {400, 422}
    nothing = {"content-type": "multipart/form-data"}
    assert (await client.post(f"{JARS}/import", content=b"--x", headers=nothing)).status_code in {400, 422}


def _limited() -> httpx.AsyncClient:
    transport = httpx.ASGITransport(sample(max_body_bytes=2048))
    return httpx.AsyncClient(transport=transport, base_url="http://jembatan")
