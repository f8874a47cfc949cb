"""Whoever uses a method that a path does not have is told all that it has, whichever route matched first."""

import re

import httpx
import pytest
from fastapi.routing import APIRoute

from jembatan.registry import names, service
from shared.http import Router
from shared.http.app import make_app


def _methods(name: str) -> dict[str, set[str]]:
    """Of every path that has one route with parameters in the same places."""
    found: dict[str, set[str]] = {}
    for router in service(name).routers:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            found.setdefault(route.path, set()).update(route.methods)
    return found


@pytest.mark.parametrize("name", names())
async def test_a_405_names_every_method_of_the_path(name: str) -> None:
    definition = service(name)
    app = make_app(name, "Title", "Text.", definition.routers)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        for path, methods in _methods(name).items():
            answer = await http.request("TRACE", re.sub(r"{[^}]+}", "x", path))
            allowed = set(answer.headers["allow"].split(", "))
            assert answer.status_code == 405
            assert methods <= allowed, path
            assert answer.json()["allowed"] == answer.headers["allow"]
            assert answer.headers["allow"] in answer.json()["mend"]


def test_routes_are_those_that_were_declared_and_not_built_anew() -> None:
    """`include_router` would build each of them a second time when the first request comes."""
    router = Router("test")

    @router.get("/things")
    async def list_things() -> None:
        return None

    app = make_app("test", "Test", "Test", [router])
    assert [route for route in app.routes if route is router.routes[0]] == router.routes
