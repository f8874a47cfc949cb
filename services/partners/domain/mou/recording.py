"""MoUs that were signed on paper before, or outside, the system: recorded, then they live as all others do (C3)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from services.partners.domain.mou.events import MoUEvent
from services.partners.domain.mou.events.recording import MoURecorded, MoUScanAdded
from services.partners.domain.mou.state import MoU
from services.partners.domain.mou.terms import MoUTerms
from services.partners.domain.values import DocumentNumber
from shared.events import Command
from shared.ids import Id
from shared.refusals import Refused


class RecordMoU(Command):
    """Write down an MoU that everybody has signed. Its number stands once in the school: that is held by a claim."""

    terms: MoUTerms
    number: DocumentNumber
    evidence: tuple[Id, ...] = ()
    by: str


class AddScan(Command):
    """Add the scan of a recorded MoU."""

    evidence: tuple[Id, ...]
    by: str


def _record(command: RecordMoU, _now: datetime) -> list[MoUEvent]:
    terms = command.terms
    if terms.ends_on <= terms.starts_on:
        raise Refused("ends-not-after-start", "The end is not after the start.", mend="Give a later last day.")
    plain = terms.model_dump() | command.model_dump(exclude={"terms"})
    return [MoURecorded.model_validate(plain)]


def _add_scan(mou: MoU, command: AddScan, _now: datetime) -> list[MoUEvent]:
    if not mou.recorded:
        raise Refused(
            "mou-not-recorded",
            "This MoU was signed here, party by party.",
            mend="Give the scan with the signature on paper.",
        )
    new = tuple(id for id in dict.fromkeys(command.evidence) if id not in mou.evidence)
    return [MoUScanAdded(evidence=new, by=command.by)] if new else []


CREATING: Final[dict[type[Command], Callable[..., Any]]] = {RecordMoU: _record}
CHANGING: Final[dict[type[Command], Callable[..., Any]]] = {AddScan: _add_scan}
