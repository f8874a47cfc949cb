"""The codes of the refusals that a service's own code names."""

import ast
from collections.abc import Iterator
from pathlib import Path

SERVICES = Path(__file__).parents[1] / "services"


def refusal_codes(service: str, *kinds: str) -> set[str]:
    """First arguments of `Refused(…)`, or of these kinds, that are constants."""
    return {code for file in (SERVICES / service).rglob("*.py") for code in _of(file, kinds or ("Refused",))}


def _of(file: Path, kinds: tuple[str, ...]) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in kinds:
            first = node.args[0]
            if isinstance(first, ast.Constant):
                yield str(first.value)
