"""MoUs that were signed on paper before, or outside, the system: recorded, then they live as all others do (C3)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from services.partners.domain.mou.events import MoUEvent
from services.partners.domain.mou.events.recording import MoUProgrammeNamed, MoURecorded, MoUScanAdded
from services.partners.domain.mou.requiring import course, must_be_approved
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


class NameProgramme(Command):
    """Say what is carried out under a recorded MoU."""

    programme: Id
    programme_status: str
    """Fact: the state of the programme."""
    organisations: tuple[Id, ...]
    """Fact: the programme's partner, by every id that the register has had for it."""
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


def _name_programme(mou: MoU, command: NameProgramme, _now: datetime) -> list[MoUEvent]:
    if mou.programme == command.programme:
        return []
    if mou.programme is not None:
        raise Refused(
            "programme-named", "The MoU has a programme already.", mend="Go on with that one.", programme=mou.programme
        )
    if mou.status in ("renewed", "terminated"):
        raise Refused(
            "mou-over", f"The MoU is {mou.status}.", mend="Draft another MoU for the programme, or name that one's."
        )
    must_be_approved(command.programme_status, "evaluated")
    if not set(command.organisations) & set(mou.terms.parties.organisations):
        raise Refused(
            "programme-of-another-partner",
            "The partner of this programme is no party of the MoU.",
            mend="Name a programme with a partner that signed the MoU.",
        )
    return [MoUProgrammeNamed(**course(mou), programme=command.programme, by=command.by)]


CREATING: Final[dict[type[Command], Callable[..., Any]]] = {RecordMoU: _record}
CHANGING: Final[dict[type[Command], Callable[..., Any]]] = {AddScan: _add_scan, NameProgramme: _name_programme}
