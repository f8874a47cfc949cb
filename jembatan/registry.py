"""The services of this installation, found by their folders; none is imported before it is asked for."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
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
    with _lasting():
        declared: Service = import_module(f"services.{name}.app").SERVICE
    return declared


@contextmanager
def _lasting() -> Iterator[None]:
    """What is made here stays as long as the process: no collection looks for garbage in it, now or later."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collects:
            gc.enable()
