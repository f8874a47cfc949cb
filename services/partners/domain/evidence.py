"""Evidence that is shown after the fact, by ids of attachments: one mechanism for what is recorded without it (C4)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from pydantic import Field

from shared.events import Command, Event
from shared.ids import Id

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


def not_yet_shown(known: Iterable[str], offered: Iterable[str]) -> tuple[str, ...]:
    """What of `offered` is not known yet, each once and in order."""
    seen = set(known)
    return tuple(each for each in dict.fromkeys(offered) if each not in seen)
