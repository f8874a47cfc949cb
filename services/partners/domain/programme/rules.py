"""The rules of a programme: one function per command (C2, C8)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from services.partners.domain.aims import check_activities, check_targets
from services.partners.domain.endorsing import (
    Endorse,
    InvitePartner,
    Object,
    check_approval,
    endorsement,
    invitation,
    objection,
)
from services.partners.domain.programme.commands import (
    ApproveProgramme,
    CloseProgramme,
    ConcludeProgramme,
    EvaluateProgramme,
    ProposeProgramme,
    ReviseProgramme,
    StartProgramme,
    WithdrawProgramme,
)
from services.partners.domain.programme.content import Content
from services.partners.domain.programme.events import (
    ProgrammeApproved,
    ProgrammeClosed,
    ProgrammeConcluded,
    ProgrammeEndorsed,
    ProgrammeEvaluated,
    ProgrammeEvent,
    ProgrammeObjected,
    ProgrammePartnerInvited,
    ProgrammeProposed,
    ProgrammeRevised,
    ProgrammeStarted,
    ProgrammeWithdrawn,
)
from services.partners.domain.programme.state import Programme, ProgrammeStatus
from shared.events import Command
from shared.refusals import Refused


def _propose(command: ProposeProgramme, _now: datetime) -> list[ProgrammeEvent]:
    if command.partner_status not in ("qualified", "active", "dormant"):
        raise Refused(
            "partner-not-qualified",
            f"The partner is {command.partner_status}; nothing is planned with it yet.",
            mend="Qualify the partner first.",
        )
    _check_content(command)
    return [ProgrammeProposed.model_validate(command.model_dump())]


def _revise(programme: Programme, command: ReviseProgramme, _now: datetime) -> list[ProgrammeEvent]:
    _in_formation(programme)
    _check_content(command)
    if command.partner != programme.plan.partner:
        raise Refused("other-partner", "The partner stays.", mend="Propose a programme with the other partner.")
    same = command.content_hash == programme.content_hash
    return [] if same else [ProgrammeRevised.model_validate(command.model_dump())]


def _check_content(content: Content) -> None:
    check_targets(content.targets)
    check_activities(content.activities, content.kinds, content.school_year)


def _endorse(programme: Programme, command: Endorse, _now: datetime) -> list[ProgrammeEvent]:
    _in_formation(programme)
    return [endorsement(programme, command, ProgrammeEndorsed)]


def _object(programme: Programme, command: Object, _now: datetime) -> list[ProgrammeEvent]:
    _in_formation(programme)
    return [objection(programme, command, ProgrammeObjected)]


def _invite(programme: Programme, command: InvitePartner, _now: datetime) -> list[ProgrammeEvent]:
    _in_formation(programme)
    return [invitation(programme, command, ProgrammePartnerInvited)]


def _withdraw(programme: Programme, command: WithdrawProgramme, _now: datetime) -> list[ProgrammeEvent]:
    _in_formation(programme)
    organisation = programme.plan.organisation
    return [ProgrammeWithdrawn(organisation=organisation, by=command.by, reason=command.reason)]


def _in_formation(programme: Programme) -> None:
    if programme.status not in ("proposed", "endorsed"):
        raise Refused(
            "programme-decided", f"The programme is {programme.status} already.", mend="Propose another programme."
        )


def _approve(programme: Programme, command: ApproveProgramme, _now: datetime) -> list[ProgrammeEvent]:
    _in_formation(programme)
    check_approval(programme, command.by)
    organisation, seen = programme.plan.organisation, programme.content_hash
    return [ProgrammeApproved(organisation=organisation, by=command.by.id, content_hash=seen)]


def _start(programme: Programme, command: StartProgramme, _now: datetime) -> list[ProgrammeEvent]:
    if programme.status == "running":
        return []
    if programme.status != "evaluated" or command.mou is None:
        _must_be(programme, "approved", "Let the principal approve it first.")
    return [ProgrammeStarted(organisation=programme.plan.organisation, mou=command.mou)]


def _evaluate(programme: Programme, command: EvaluateProgramme, _now: datetime) -> list[ProgrammeEvent]:
    if command.evaluation in programme.evaluations:
        return []
    if programme.status != "evaluated":
        _must_be(programme, "running", "Only what is carried out can be evaluated.")
    return [ProgrammeEvaluated(organisation=programme.plan.organisation, **command.model_dump())]


def _conclude(programme: Programme, _command: ConcludeProgramme, _now: datetime) -> list[ProgrammeEvent]:
    if programme.status != "running" or not programme.evaluations:
        return []
    return [ProgrammeConcluded(organisation=programme.plan.organisation)]


def _close(programme: Programme, command: CloseProgramme, _now: datetime) -> list[ProgrammeEvent]:
    _must_be(programme, "evaluated", "Evaluate it first.")
    return [ProgrammeClosed(organisation=programme.plan.organisation, by=command.by)]


def _must_be(programme: Programme, status: ProgrammeStatus, mend: str) -> None:
    if programme.status != status:
        raise Refused(f"programme-not-{status}", f"The programme is {programme.status}, not {status}.", mend=mend)


CREATING: Final[dict[type[Command], Callable[..., Any]]] = {ProposeProgramme: _propose}

CHANGING: Final[dict[type[Command], Callable[..., Any]]] = {
    ReviseProgramme: _revise,
    Endorse: _endorse,
    Object: _object,
    InvitePartner: _invite,
    WithdrawProgramme: _withdraw,
    ApproveProgramme: _approve,
    StartProgramme: _start,
    EvaluateProgramme: _evaluate,
    ConcludeProgramme: _conclude,
    CloseProgramme: _close,
}
