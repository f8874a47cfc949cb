"""Evidence that is shown after the fact, by ids of attachments: one mechanism for what is recorded without it (C4)."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final, TypeVar

from pydantic import Field

from shared.events import Command, Event
from shared.ids import Id

T = TypeVar("T")

DOCUMENTED_WITHIN: Final = timedelta(days=14)
"""How long after its end something should be documented."""


class EvidenceAdded(Event):
    """There is evidence of it."""

    evidence: tuple[Id, ...] = Field(min_length=1)
    by: str


class AddEvidence(Command):
    """Show evidence of it: attachments of the acting school."""

    evidence: tuple[Id, ...]
    by: str


def not_yet_shown(known: Iterable[T], offered: Iterable[T], attachment: Callable[[T], str] = str) -> tuple[T, ...]:
    """What of `offered` is not known yet, each attachment once and in order."""
    seen = {attachment(each) for each in known}
    new = {attachment(each): each for each in offered if attachment(each) not in seen}
    return tuple(new.values())
