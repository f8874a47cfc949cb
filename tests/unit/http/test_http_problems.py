"""Every error is an RFC 9457 problem that says what, where and how to mend it, in the caller's language."""

import re
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from shared.auth.refusals import Unauthenticated
from shared.http.app import make_app
from tests.unit.http.sample import SCHOOL

JARS = f"/jars/schools/{SCHOOL}/jars"


def problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert document["type"] == f"urn:jembatan:problem:{code}"
    assert document["status"] == status
    assert document["title"]
    assert document["instance"] == "urn:jembatan:request:" + response.headers["x-request-id"]
    return document


async def test_a_refused_rule_is_409_with_what_would_make_it_pass(client: httpx.AsyncClient) -> None:
    document = problem(await client.post(JARS, json={"name": "refused"}), 409, "jar-refused")
    assert document["detail"] == "No such jar may be made."
    assert document["mend"] == "Choose another name."
    assert document["most"] == 3


BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(("language", "said"), [("id", "Alamat ini dibaca oleh program"), ("en", "read by programs")])
async def test_whoever_opens_an_address_in_a_browser_reads_a_page(language: str, said: str) -> None:
    app = make_app("jars", "Jars", "", [], None)

    async def nobody() -> None:
        raise Unauthenticated("there is none")

    app.get("/jars/closed")(nobody)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        page = await client.get("/jars/closed", headers={**BROWSER, "Accept-Language": language})
    assert page.status_code == 401
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-language"] == language
    assert "Accept" in page.headers["vary"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert said in page.text
    assert page.headers["x-request-id"] in page.text


async def test_a_page_of_a_problem_says_each_fault_and_no_markup(client: httpx.AsyncClient) -> None:
    page = await client.get(JARS, params={"limit": "0", "<b>": "1"}, headers=BROWSER)
    assert page.status_code == 422
    assert "query.limit" in page.text
    assert "&lt;b&gt;" in page.text
    assert "<b>" not in page.text


async def test_programs_get_the_document_whatever_else_they_take(client: httpx.AsyncClient) -> None:
    for accept in ("*/*", "application/json", "application/problem+json, text/html;q=0", "text/csv", "nonsense"):
        problem(await client.get("/jars/nothing", headers={"Accept": accept}), 404, "unknown-path")
    problem(await client.post(JARS, json={"name": "refused"}, headers=BROWSER), 409, "jar-refused")


async def test_a_title_is_in_the_language_of_the_caller(client: httpx.AsyncClient) -> None:
    response = await client.post(JARS, json={"name": "refused"}, headers={"Accept-Language": "id-ID, en;q=0.5"})
    assert problem(response, 409, "jar-refused")["title"] == "Ditolak oleh aturan"
    assert response.headers["content-language"] == "id"


@pytest.mark.parametrize(
    ("accept", "language"), [("fr", "en"), ("en;q=0.1, id;q=0.2", "id"), ("id;q=0", "en"), (";;q=x", "en")]
)
async def test_the_best_known_language_wins(client: httpx.AsyncClient, accept: str, language: str) -> None:
    response = await client.get("/jars/nothing", headers={"Accept-Language": accept})
    assert response.headers["content-language"] == language


async def test_a_wrong_body_names_every_fault_and_no_value(client: httpx.AsyncClient) -> None:
    sent = {"name": "x" * 41, "heavy": "yes", "parts": [{"coin": "7"}, {}], "secret": "Siti Aminah", "opened": "soon"}
    response = await client.post(JARS, json=sent)
    faults = {fault["where"]: fault for fault in problem(response, 422, "not-valid")["errors"]}
    assert set(faults) == {
        "body.name", "body.heavy", "body.parts.0.coin", "body.parts.1.coin", "body.secret", "body.opened",
    }  # fmt: skip
    assert all(fault["what"] and fault["mend"] for fault in faults.values())
    assert "Siti" not in response.text
    assert "soon" not in response.text


async def test_faults_are_in_indonesian_when_asked(client: httpx.AsyncClient) -> None:
    response = await client.post(JARS, json={}, headers={"Accept-Language": "id"})
    assert problem(response, 422, "not-valid")["errors"] == [
        {"where": "body.name", "what": "Tidak diisi.", "mend": "Tambahkan."}
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"\xff\xfe", b'{"name": NaN}', b'{"name": "a", "name": "b"}', b'{"name": "\\ud800"}',
        b'{"name": 99999999999999999999}', b"[" * 100_000, b'{"name": "\\u0000"}', b'{"name": 1e999}', b"9" * 5000,
    ],
)  # fmt: skip
async def test_what_is_not_json_that_can_be_stored_is_400(client: httpx.AsyncClient, body: bytes) -> None:
    response = await client.post(JARS, content=body, headers={"content-type": "application/json"})
    problem(response, 400, "unreadable-body")


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "multipart/form-data", "", "json", ";"])
async def test_another_content_type_is_415(client: httpx.AsyncClient, media_type: str) -> None:
    response = await client.post(JARS, content=b'{"name": "a"}', headers={"content-type": media_type})
    problem(response, 415, "unsupported-media-type")


async def test_unknown_paths_and_methods(client: httpx.AsyncClient) -> None:
    assert "/jars/docs" in problem(await client.get("/jars/nothing"), 404, "unknown-path")["mend"]
    response = await client.delete(JARS)
    assert "POST" in problem(response, 405, "method-not-allowed")["allowed"]
    problem(await client.get(f"{JARS}/{SCHOOL}"), 404, "not-found")
    problem(await client.get(f"{JARS}/1"), 422, "not-valid")


async def test_busy_says_when_to_try_again(client: httpx.AsyncClient) -> None:
    response = await client.post(JARS, json={"name": "busy"})
    problem(response, 503, "try-again")
    assert response.headers["retry-after"] == "1"


async def test_an_unforeseen_error_shows_only_the_request_id(client: httpx.AsyncClient) -> None:
    with capture_logs() as logs:
        response = await client.post(JARS, json={"name": "crash"})
    document = problem(response, 500, "internal-error")
    assert set(document) == {"type", "title", "status", "detail", "instance", "mend"}
    assert "secret" not in response.text + str(logs)
    crash = next(line for line in logs if line["event"] == "request-crashed")
    assert crash["error"] == "builtins.RuntimeError"
    assert re.search(r"sample\.py:\d+ make_jar", str(crash["at"]))
