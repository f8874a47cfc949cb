"""Several services on one port."""

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import JSONResponse

from jembatan.composition import Composition


def app(name: str, ready: bool = True) -> FastAPI:
    made = FastAPI(title=f"Title of {name}")

    async def hello() -> str:
        return name

    async def readyz() -> JSONResponse:
        return JSONResponse({}, 200 if ready else 503)

    made.get(f"/{name}/hello")(hello)
    made.get(f"/{name}/readyz")(readyz)
    return made


async def get(path: str, **apps: FastAPI) -> httpx.Response:
    transport = httpx.ASGITransport(Composition(apps))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get(path)


async def test_the_first_part_of_the_path_says_which_service():
    assert (await get("/b/hello", a=app("a"), b=app("b"))).json() == "b"


@pytest.mark.parametrize(("ready", "status"), [(True, 200), (False, 503)])
async def test_it_is_ready_when_all_are(ready: bool, status: int):
    answer = await get("/readyz", a=app("a"), b=app("b", ready))

    assert answer.status_code == status
    assert answer.json()["services"] == {"a": 200, "b": status}


async def test_the_front_page_links_the_docs_of_each():
    page = (await get("/", a=app("a"), b=app("b"))).text

    assert "/a/docs" in page
    assert "Title of b" in page


async def test_anything_else_is_a_problem_document():
    answer = await get("/nothing/here", a=app("a"))

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "a" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["*", "x", "", "//"])
async def test_a_path_that_is_none_is_a_problem_document(path: str):
    sent = []

    async def send(message):
        sent.append(message)

    await Composition({"a": app("a")})({"type": "http", "method": "OPTIONS", "path": path}, None, send)

    assert sent[0]["status"] in {200, 404}


async def test_it_starts_and_ends_every_service():
    seen = []

    def watched(name: str) -> FastAPI:
        from contextlib import asynccontextmanager

        @asynccontextmanager
        async def lifespan(_app):
            seen.append(f"{name} up")
            yield
            seen.append(f"{name} down")

        return FastAPI(lifespan=lifespan)

    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    sent = []

    async def receive():
        return next(messages)

    async def send(message):
        sent.append(message["type"])

    await Composition({"a": watched("a"), "b": watched("b")})({"type": "lifespan"}, receive, send)

    assert seen == ["a up", "b up", "b down", "a down"]
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
