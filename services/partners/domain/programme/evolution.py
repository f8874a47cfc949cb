"""What each event changes of a programme."""

from typing import Any, Final

from services.partners.domain.endorsing import Endorsed, Objected, endorsed, objected
from services.partners.domain.programme.content import Plan
from services.partners.domain.programme.events import (
    ProgrammeApproved,
    ProgrammeClosed,
    ProgrammeConcluded,
    ProgrammeEndorsed,
    ProgrammeEvaluated,
    ProgrammeObjected,
    ProgrammePartnerInvited,
    ProgrammeProposed,
    ProgrammeRevised,
    ProgrammeStarted,
    ProgrammeWithdrawn,
)
from services.partners.domain.programme.state import Programme
from shared.decider import changes


def _proposed(event: ProgrammeProposed) -> Programme:
    return Programme(
        plan=Plan.model_validate(event.model_dump()),
        content_hash=event.content_hash,
        organisations=(event.organisation,),
    )


def _revised(programme: Programme, event: ProgrammeRevised) -> Programme:
    plan = Plan.model_validate(event.model_dump())
    return programme.but(plan=plan, content_hash=event.content_hash, endorsements=(), status="proposed")


def _endorsed(programme: Programme, event: Endorsed) -> Programme:
    heard = endorsed(programme, event)
    return heard.but(status="proposed" if heard.missing else "endorsed")


def _objected(programme: Programme, event: Objected) -> Programme:
    return objected(programme, event).but(status="proposed")


def _evaluated(programme: Programme, event: ProgrammeEvaluated) -> Programme:
    status = programme.status if event.goes_on else "evaluated"
    return programme.but(status=status, evaluations=(*programme.evaluations, event.evaluation))


_TABLE: Final[dict[Any, Any]] = {
    ProgrammeRevised: _revised,
    ProgrammeEndorsed: _endorsed,
    ProgrammeObjected: _objected,
    ProgrammePartnerInvited: lambda old, _: old,
    ProgrammeWithdrawn: lambda old, _: old.but(status="withdrawn"),
    ProgrammeApproved: lambda old, _: old.but(status="approved"),
    ProgrammeStarted: lambda old, _: old.but(status="running"),
    ProgrammeEvaluated: _evaluated,
    ProgrammeConcluded: lambda old, _: old.but(status="evaluated"),
    ProgrammeClosed: lambda old, _: old.but(status="closed"),
}

evolve = changes(_proposed, _TABLE)
