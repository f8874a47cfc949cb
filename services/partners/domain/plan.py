"""The yearly partnership plan, formed with those whom it concerns: one per school year, in versions (C2, C48)."""

from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from services.partners.domain import charter
from services.partners.domain.aims import BudgetLine, Target, check_targets, days_of
from services.partners.domain.endorsing import Endorsed, EndorserInvited, Objected
from services.partners.domain.line import duty
from services.partners.domain.values import Concentration, SchoolYear
from shared.decider import Decider
from shared.events import Command, TextRef
from shared.ids import Id
from shared.refusals import Refused


def plan_id(school_year: SchoolYear) -> str:
    """The stream of a school year's plan; the same in every school, as streams are per tenant."""
    return str(uuid5(NAMESPACE_URL, f"plan/{school_year}"))


class PlanContent(charter.Charted):
    """What the school wants to reach with its partners in a school year."""

    school_year: SchoolYear
    title: TextRef
    aims: tuple[TextRef, ...] = ()
    targets: tuple[Target, ...] = ()
    concentrations: tuple[Concentration, ...] = ()
    programmes: tuple[Id, ...] = ()
    """Programmes that carry it out."""
    budget: tuple[BudgetLine, ...] = ()


class PlanDrafted(PlanContent, charter.Drafted):
    """A version of a school year's partnership plan was drafted (C2, C48)."""


class PlanRevised(PlanContent, charter.Revised):
    """The draft of the plan changed; endorsements of the earlier content fall (C48)."""


class PlanContributed(charter.Contributed):
    """Teachers, committee or a partner contributed to the plan (C48)."""


class PlanEndorsed(Endorsed):
    """Teachers, committee or a partner endorsed the plan with this hash (C48)."""


class PlanObjected(Objected):
    """Teachers, committee or a partner object to the plan; their own endorsement lifts it (C48)."""


class PlanPartnerInvited(EndorserInvited):
    """A person at a partner without an account was sent a link to endorse or object (C48)."""


class PlanAdopted(charter.Adopted):
    """The principal adopted the plan that all had endorsed; it is in force until its next version is (C2, C48)."""


PlanEvent = PlanDrafted | PlanRevised | PlanContributed | PlanEndorsed | PlanObjected | PlanPartnerInvited | PlanAdopted
_HAPPENINGS: Final = charter.Happenings(
    PlanDrafted, PlanRevised, PlanContributed, PlanEndorsed, PlanObjected, PlanPartnerInvited, PlanAdopted
)


class Plan(charter.Charter[PlanContent]):
    """The plan in force and the draft of its next version."""


def _check(before: Plan | None, content: PlanContent) -> None:
    check_targets(content.targets)
    if before is not None and content.school_year != before.content.school_year:
        raise Refused("other-school-year", "The school year stays.", mend="Draft a plan for the other school year.")


PLAN: Decider[Plan, Command, Any] = Decider(
    name="plan",
    state=Plan,
    events=PlanEvent,
    decide=charter.decided("plan", _HAPPENINGS, _check),
    evolve=charter.evolved(Plan, PlanContent, _HAPPENINGS),
    audience=charter.audience,
    needs=lambda plan: charter.needs(
        plan,
        kind="plan",
        prepares=duty("prepare_plans"),
        adopts=duty("adopt_plan"),
        by=days_of(plan.content.school_year).starts_on,
    ),
    fold=3,
)
