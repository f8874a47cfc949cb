"""Facts folded from events: one per stream, by number, rebuilt beside the live ones."""

from typing import TYPE_CHECKING, Any

from shared.projection.declaration import Fact, Fold, Projection

if TYPE_CHECKING:
    from shared.projection.parking import PARKED
    from shared.projection.pointer import PROJECTIONS, collection_of
    from shared.projection.rebuilding import RebuildFailed, Rebuilt, drop, rebuild

__all__ = [
    "PARKED",
    "PROJECTIONS",
    "Fact",
    "Fold",
    "Projection",
    "RebuildFailed",
    "Rebuilt",
    "collection_of",
    "drop",
    "rebuild",
]

_LATER = {
    "PARKED": "parking",
    "PROJECTIONS": "pointer",
    "collection_of": "pointer",
    "RebuildFailed": "rebuilding",
    "Rebuilt": "rebuilding",
    "drop": "rebuilding",
    "rebuild": "rebuilding",
}


def __getattr__(name: str) -> Any:
    """A declaration must not load aiokafka, and projections and consumers know each other."""
    if name not in _LATER:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"shared.projection.{_LATER[name]}"), name)
