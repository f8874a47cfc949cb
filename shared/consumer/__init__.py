"""Hearing events: effects that are idempotent, dead letters for what never passes, redrive to put it back."""

from typing import TYPE_CHECKING, Any

from shared.consumer.declaration import Copy, Hears
from shared.envelope import Poison, Record

if TYPE_CHECKING:
    from shared.consumer.batch import Pace
    from shared.consumer.freshness import FRESHNESS, copy_freshness
    from shared.consumer.lag import Lag, lag_of
    from shared.consumer.redriving import DeadLetter, Redriven, dead_letters, redrive
    from shared.consumer.runtime import Consumer, groups_of, own_group

__all__ = [
    "FRESHNESS",
    "Consumer",
    "Copy",
    "DeadLetter",
    "Hears",
    "Lag",
    "Pace",
    "Poison",
    "Record",
    "Redriven",
    "copy_freshness",
    "dead_letters",
    "groups_of",
    "lag_of",
    "own_group",
    "redrive",
]

_LATER = {
    "Consumer": "runtime",
    "groups_of": "runtime",
    "own_group": "runtime",
    "Pace": "batch",
    "FRESHNESS": "freshness",
    "copy_freshness": "freshness",
    "Lag": "lag",
    "lag_of": "lag",
    "DeadLetter": "redriving",
    "Redriven": "redriving",
    "dead_letters": "redriving",
    "redrive": "redriving",
}


def __getattr__(name: str) -> Any:
    """A declaration must not load FastStream and aiokafka, and projections and consumers know each other."""
    if name not in _LATER:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"shared.consumer.{_LATER[name]}"), name)
