"""Every refusal of the service has Indonesian words."""

import ast
from collections.abc import Iterator
from pathlib import Path

from services.notifications.app import SERVICE
from shared.http.words import say

ROOM = Path(__file__).parents[3] / "services" / "notifications"


def _codes() -> Iterator[str]:
    for file in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Refused", "Invalid"}:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield str(first.value)


def test_every_refusal_speaks_indonesian() -> None:
    assert SERVICE.routers, "words are said by the routes"
    found = set(_codes())
    assert len(found) > 5
    assert {code for code in found if not say(code, "id", {"reason": "form"}).detail} == set()
