"""Whatever is sent, the answer is a result or a problem, never a 500 and never an exception."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.http.sample import SCHOOL, Jars, jar, sample

APP = sample(Jars())
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)
FIELDS = st.sampled_from(["name", "kind", "opened", "heavy", "parts", "other"])
PARAMETERS = st.sampled_from(["kind", "opened_from", "opened_to", "name", "coins", "limit", "cursor", "q"])
HEADER = st.binary(max_size=60).map(lambda raw: bytes(byte for byte in raw if byte >= 32 and byte != 127) or b"x")
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def answered(call: Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]) -> None:
    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://jembatan") as client:
            return await call(client)

    response = asyncio.run(ask())
    assert response.status_code < 500, response.text
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json"
        assert {"type", "title", "status", "detail", "instance", "mend"} <= set(response.json())


@QUICK
@given(
    st.binary(max_size=200), st.sampled_from(["application/json", "text/csv", "multipart/form-data; boundary=x", "é"])
)
def test_any_bytes(body: bytes, media_type: str) -> None:
    headers = [(b"content-type", media_type.encode("latin-1"))]
    answered(lambda client: client.post(f"/jars/schools/{SCHOOL}/jars", content=body, headers=headers))
    answered(lambda client: client.post(f"/jars/schools/{SCHOOL}/jars/import", content=body, headers=headers))


@QUICK
@given(st.dictionaries(FIELDS, ANYTHING, max_size=6) | ANYTHING)
def test_any_json(body: Any) -> None:
    import json

    content = json.dumps(body).encode()
    headers = {"content-type": "application/json"}
    answered(lambda client: client.post(f"/jars/schools/{SCHOOL}/jars", content=content, headers=headers))


@QUICK
@given(st.lists(st.tuples(PARAMETERS, st.text(max_size=40)), max_size=4), st.sampled_from(["", "-by-name", "-from-z"]))
def test_any_query(params: list[tuple[str, str]], order: str) -> None:
    APP.state.runtime.memory.documents = [jar("a", opened="2026-01-01"), jar(None), jar("b")]
    safe = httpx.QueryParams([(name, value.encode("utf-8", "replace").decode()) for name, value in params])
    answered(lambda client: client.get(f"/jars/schools/{SCHOOL}/jars{order}", params=safe))


@QUICK
@given(
    HEADER,
    st.sampled_from(["accept", "accept-language", "if-match", "idempotency-key", "x-request-id", "content-length"]),
)
def test_any_header(value: bytes, name: str) -> None:
    headers = [(name.encode(), value)]
    answered(lambda client: client.get(f"/jars/schools/{SCHOOL}/jars", headers=headers))
    answered(lambda client: client.put(f"/jars/schools/{SCHOOL}/jars/{SCHOOL}", content=b"{}", headers=headers))
    answered(lambda client: client.post(f"/jars/schools/{SCHOOL}/jars", content=b"{}", headers=headers))


@QUICK
@given(st.text(max_size=40), st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "FOO"]))
def test_any_path(path: str, method: str) -> None:
    url = "/jars/schools/" + quote(path.encode("utf-8", "replace"), safe="/%")
    answered(lambda client: client.request(method, url))
