"""The services of this installation, found by their folders; none is imported before it is asked for."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.service import Service

FOLDER = Path(__file__).parent.parent / "services"


def names() -> tuple[str, ...]:
    """Of all services: the folders with a composition root."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob("*/app.py")))


def service(name: str) -> "Service":
    """The declaration of one service. Raises `KeyError` for an unknown name."""
    if name not in names():
        raise KeyError(name)
    declared: Service = import_module(f"services.{name}.app").SERVICE
    return declared
