"""What a school and a partner plan to do together, formed with those whom it concerns (C2, C8, C48)."""

from services.partners.domain.endorsing import Endorse, Group, InvitePartner, Object
from services.partners.domain.programme import agenda, rules
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
from services.partners.domain.programme.content import Content, Plan
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
from services.partners.domain.programme.evolution import evolve
from services.partners.domain.programme.state import Programme, ProgrammeStatus
from shared.decider import Decider
from shared.decider import rules as decided_by
from shared.events import Audience, Command

PROGRAMME: Decider[Programme, Command, ProgrammeEvent] = Decider(
    name="programme",
    state=Programme,
    events=ProgrammeEvent,
    decide=decided_by("programme", rules.CREATING, rules.CHANGING),
    evolve=evolve,
    audience=lambda programme, _: Audience(partners=(programme.plan.organisation,)),
    needs=agenda.needs,
    dates=agenda.dates,
    fold=4,
)

__all__ = [
    "PROGRAMME",
    "ApproveProgramme",
    "CloseProgramme",
    "ConcludeProgramme",
    "Content",
    "Endorse",
    "EvaluateProgramme",
    "Group",
    "InvitePartner",
    "Object",
    "Plan",
    "Programme",
    "ProgrammeApproved",
    "ProgrammeClosed",
    "ProgrammeConcluded",
    "ProgrammeEndorsed",
    "ProgrammeEvaluated",
    "ProgrammeEvent",
    "ProgrammeObjected",
    "ProgrammePartnerInvited",
    "ProgrammeProposed",
    "ProgrammeRevised",
    "ProgrammeStarted",
    "ProgrammeStatus",
    "ProgrammeWithdrawn",
    "ProposeProgramme",
    "ReviseProgramme",
    "StartProgramme",
    "WithdrawProgramme",
]
