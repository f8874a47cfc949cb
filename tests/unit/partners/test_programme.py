"""Programme planning and participatory policy (C2, C5, C6, C8, C48)."""

from datetime import date

import pytest

from services.partners.domain import programme as p
from services.partners.domain.aims import PlannedActivity, Target
from services.partners.domain.endorsing import Said
from shared.events import Actor
from shared.refusals import NotFound
from tests.given_when_then import given
from tests.unit.partners.cast import (
    COMMITTEE,
    COORDINATOR,
    HASH,
    HOTEL,
    HOTEL_KEY,
    HOTEL_LINK,
    OTHER_HASH,
    OTHER_HOTEL,
    OTHER_KEY,
    PARTNER,
    PERSON,
    PRINCIPAL,
    SCHOOL,
    TEACHER,
    TEXT,
    an_id,
)

PLAN = p.Content(
    partner=PARTNER,
    organisation=HOTEL,
    kinds=("placement",),
    concentrations=("9.1.1",),
    school_year="2026/2027",
    title=TEXT,
    content_hash=HASH,
)
PROPOSE = p.ProposeProgramme(**PLAN.model_dump(), by=COORDINATOR.id, partner_status="qualified")
PROPOSED = p.ProgrammeProposed(**PLAN.model_dump(), by=COORDINATOR.id)
REVISE = p.ReviseProgramme(**PLAN.model_dump() | {"content_hash": OTHER_HASH}, by=COORDINATOR.id)
REVISED = p.ProgrammeRevised(**REVISE.model_dump())


def endorse(group: p.Group, by: Actor, seen: str = HASH) -> p.Endorse:
    """The command of a voice that saw this content."""
    return p.Endorse(group=group, by=by, content_hash=seen)


def said(group: p.Group, by: Actor, how: str = "account", seen: str = HASH) -> p.ProgrammeEndorsed:
    """What comes of it."""
    spoken = {"group": group, "by": by.id, "person": by.person, "how": how, "content_hash": seen}
    return p.ProgrammeEndorsed.model_validate(spoken | {"organisation": by.organisation})


def objection(group: p.Group, by: Actor, seen: str = HASH) -> p.ProgrammeObjected:
    """A voice's no."""
    return p.ProgrammeObjected.model_validate(said(group, by, seen=seen).model_dump() | {"reason": TEXT})


BY_TEACHER, BY_COMMITTEE = said("teachers", TEACHER), said("committee", COMMITTEE)
BY_PARTNER = said("partner", HOTEL_KEY, "key")
ENDORSED = (PROPOSED, BY_TEACHER, BY_COMMITTEE, BY_PARTNER)
APPROVED = (*ENDORSED, p.ProgrammeApproved(organisation=HOTEL, by=PRINCIPAL.id, content_hash=HASH))
RUNNING = (*APPROVED, p.ProgrammeStarted(organisation=HOTEL))
EVALUATED = (*RUNNING, p.ProgrammeEvaluated(organisation=HOTEL, evaluation=an_id(195)))


def waiting(*past: object) -> list[tuple[str, list[str]]]:
    """What waits for whom."""
    return [(need.what, need.whom.keys(SCHOOL)) for need in p.PROGRAMME.needs(given(p.PROGRAMME, *past).state)]


def test_c2_proposes_with_a_qualified_partner() -> None:
    given(p.PROGRAMME).when(PROPOSE).then(PROPOSED)


@pytest.mark.parametrize("status", ["mapped", "blocked"])
def test_c2_refuses_to_plan_with_a_partner_that_is_not_qualified(status: str) -> None:
    given(p.PROGRAMME).when(PROPOSE.but(partner_status=status)).refused("partner-not-qualified")


def test_c2_refuses_two_figures_for_one_indicator() -> None:
    twice = (
        Target(indicator="placed", number=24, unit="students"),
        Target(indicator="placed", number=9, unit="percent"),
    )
    given(p.PROGRAMME).when(PROPOSE.but(targets=twice)).refused("indicator-twice")
    given(p.PROGRAMME, PROPOSED).when(REVISE.but(targets=twice)).refused("indicator-twice")


def test_c2_refuses_activities_that_do_not_fit() -> None:
    def planned(**changed: object) -> p.ProposeProgramme:
        plain = {"kind": "placement", "starts_on": date(2026, 9, 1), "ends_on": date(2027, 2, 27)}
        return PROPOSE.but(activities=(PlannedActivity.model_validate(plain | changed),))

    given(p.PROGRAMME).when(planned()).then(p.ProgrammeProposed)
    given(p.PROGRAMME).when(planned(kind="guest_teaching")).refused("activity-of-other-kind")
    given(p.PROGRAMME).when(planned(ends_on=date(2026, 8, 31))).refused("ends-before-start")
    given(p.PROGRAMME).when(planned(ends_on=date(2027, 7, 1))).refused("outside-school-year")
    given(p.PROGRAMME).when(planned(starts_on=date(2026, 6, 30))).refused("outside-school-year")


def test_c8_is_endorsed_when_the_third_group_has() -> None:
    assert given(p.PROGRAMME, *ENDORSED[:3]).state.status == "proposed"
    state = given(p.PROGRAMME, *ENDORSED[:3]).when(endorse("partner", HOTEL_KEY)).then(BY_PARTNER)
    assert state.status == "endorsed"


def test_c8_the_trail_says_how_and_for_whom_somebody_spoke() -> None:
    by_link = (
        given(p.PROGRAMME, PROPOSED).when(endorse("partner", HOTEL_LINK)).then(said("partner", HOTEL_LINK, "link"))
    )
    assert by_link.endorsements == (
        Said(group="partner", organisation=HOTEL, by=HOTEL_LINK.id, person=PERSON, content_hash=HASH),
    )


def test_c8_refuses_who_is_not_of_the_group() -> None:
    refusal = given(p.PROGRAMME, PROPOSED).when(endorse("committee", TEACHER)).refused("not-of-the-group")
    assert "the role committee" in refusal.mend
    assert refusal.facts == {"role": "committee"}


def test_c8_another_organisation_finds_nothing() -> None:
    with pytest.raises(NotFound):
        given(p.PROGRAMME, PROPOSED).when(endorse("partner", OTHER_KEY))
    with pytest.raises(NotFound):
        given(p.PROGRAMME, PROPOSED).when(p.Object(group="partner", by=TEACHER, reason=TEXT))


def test_c8_refuses_one_person_for_two_groups() -> None:
    both = Actor(kind="member", id=TEACHER.id, roles=frozenset({"teacher", "committee"}))
    given(p.PROGRAMME, PROPOSED, BY_TEACHER).when(endorse("committee", both)).refused("two-roles")
    objected = objection("teachers", TEACHER)
    given(p.PROGRAMME, PROPOSED, objected).when(endorse("committee", both)).refused("two-roles")
    given(p.PROGRAMME, PROPOSED, BY_TEACHER).when(p.Object(group="committee", by=both, reason=TEXT)).refused(
        "two-roles"
    )


def test_c8_refuses_a_second_endorsement_of_a_group() -> None:
    given(p.PROGRAMME, PROPOSED, BY_TEACHER).when(endorse("teachers", TEACHER)).refused("endorsed-already")


def test_c8_refuses_the_endorsement_of_another_content() -> None:
    refusal = given(p.PROGRAMME, PROPOSED).when(endorse("teachers", TEACHER, OTHER_HASH)).refused("content-revised")
    assert refusal.facts == {"content_hash": HASH}


def test_c8_a_revision_takes_every_endorsement_back() -> None:
    state = given(p.PROGRAMME, *ENDORSED).when(REVISE).then(REVISED)
    assert (state.status, state.endorsements, state.content_hash) == ("proposed", (), OTHER_HASH)
    again = endorse("partner", HOTEL_KEY, OTHER_HASH)
    given(p.PROGRAMME, *ENDORSED, REVISED).when(again).then(said("partner", HOTEL_KEY, "key", OTHER_HASH))


def test_c2_a_revision_that_changes_nothing_is_none() -> None:
    given(p.PROGRAMME, *ENDORSED).when(REVISE.but(content_hash=HASH)).then()


def test_c2_refuses_to_revise_what_was_decided_or_to_change_the_partner() -> None:
    given(p.PROGRAMME, *APPROVED).when(REVISE).refused("programme-decided")
    given(p.PROGRAMME, PROPOSED).when(REVISE.but(partner=an_id(29))).refused("other-partner")


def test_c8_an_objection_to_another_content_than_the_present_one_is_refused() -> None:
    objecting = p.Object(group="committee", by=COMMITTEE, reason=TEXT)
    given(p.PROGRAMME, PROPOSED).when(objecting.but(content_hash="f" * 64)).refused("content-revised")
    given(p.PROGRAMME, PROPOSED).when(objecting.but(content_hash=HASH)).then(p.ProgrammeObjected)
    given(p.PROGRAMME, PROPOSED).when(objecting).then(p.ProgrammeObjected)


def test_c8_an_objection_takes_the_endorsement_back() -> None:
    objected = objection("committee", COMMITTEE)
    state = given(p.PROGRAMME, *ENDORSED).when(p.Object(group="committee", by=COMMITTEE, reason=TEXT)).then(objected)
    assert (state.status, [one.group for one in state.objections]) == ("proposed", ["committee"])
    again = given(p.PROGRAMME, *ENDORSED, objected).when(endorse("committee", COMMITTEE)).then(BY_COMMITTEE)
    assert (again.status, again.objections) == ("endorsed", ())


def test_c8_invites_somebody_at_the_partner_while_it_is_formed() -> None:
    invite = p.InvitePartner(organisation=HOTEL, person=PERSON)
    invited = p.ProgrammePartnerInvited(organisation=HOTEL, person=PERSON)
    given(p.PROGRAMME, PROPOSED).when(invite).then(invited)
    given(p.PROGRAMME, PROPOSED).when(invite.but(organisation=OTHER_HOTEL)).refused("partner-not-asked")
    given(p.PROGRAMME, *APPROVED).when(invite).refused("programme-decided")


def test_c2_refuses_approval_before_all_have_endorsed() -> None:
    refusal = given(p.PROGRAMME, PROPOSED, BY_TEACHER).when(p.ApproveProgramme(by=PRINCIPAL)).refused("not-endorsed")
    assert refusal.facts == {"missing": ["committee", "partner"]}


def test_c2_refuses_approval_by_anyone_but_the_principal() -> None:
    given(p.PROGRAMME, *ENDORSED).when(p.ApproveProgramme(by=COORDINATOR)).refused("only-principal-approves")


def test_c8_refuses_approval_by_one_who_endorsed() -> None:
    teaching = Actor(kind="member", id=TEACHER.id, roles=frozenset({"teacher", "principal"}))
    given(p.PROGRAMME, *ENDORSED).when(p.ApproveProgramme(by=teaching)).refused("two-roles")


def test_c2_approves_and_is_decided_then() -> None:
    given(p.PROGRAMME, *ENDORSED).when(p.ApproveProgramme(by=PRINCIPAL)).then(APPROVED[-1])
    given(p.PROGRAMME, *APPROVED).when(p.ApproveProgramme(by=PRINCIPAL)).refused("programme-decided")
    given(p.PROGRAMME, *APPROVED).when(endorse("partner", HOTEL_KEY)).refused("programme-decided")
    given(p.PROGRAMME, *APPROVED).when(p.Object(group="partner", by=HOTEL_KEY, reason=TEXT)).refused(
        "programme-decided"
    )


def test_c4_runs_is_evaluated_and_closed_in_this_order() -> None:
    given(p.PROGRAMME, *ENDORSED).when(p.StartProgramme()).refused("programme-not-approved")
    given(p.PROGRAMME, *APPROVED).when(p.StartProgramme()).then(RUNNING[-1])
    given(p.PROGRAMME, *RUNNING).when(p.StartProgramme()).then()
    evaluate = p.EvaluateProgramme(evaluation=an_id(195))
    given(p.PROGRAMME, *APPROVED).when(evaluate).refused("programme-not-running")
    given(p.PROGRAMME, *RUNNING).when(p.CloseProgramme(by=PRINCIPAL.id)).refused("programme-not-evaluated")
    given(p.PROGRAMME, *RUNNING).when(evaluate).then(EVALUATED[-1])
    given(p.PROGRAMME, *EVALUATED).when(evaluate).then()
    later = p.EvaluateProgramme(evaluation=an_id(196), one_sided=True)
    given(p.PROGRAMME, *EVALUATED).when(later).then(p.ProgrammeEvaluated)
    closed = given(p.PROGRAMME, *EVALUATED).when(p.CloseProgramme(by=PRINCIPAL.id)).then(p.ProgrammeClosed)
    assert closed.status == "closed"


def test_c5_an_evaluation_leaves_it_running_while_its_mou_stands() -> None:
    evaluation = an_id(195)
    days = {"starts_on": date(2026, 7, 13), "ends_on": date(2027, 6, 30)}
    evaluate = p.EvaluateProgramme(evaluation=evaluation, goes_on=True, **days)
    evaluated = p.ProgrammeEvaluated(organisation=HOTEL, evaluation=evaluation, goes_on=True, **days)
    state = given(p.PROGRAMME, *RUNNING).when(evaluate).then(evaluated)
    assert (state.status, state.evaluations) == ("running", (evaluation,))
    given(p.PROGRAMME, *RUNNING, evaluated).when(p.CloseProgramme(by=PRINCIPAL.id)).refused("programme-not-evaluated")
    over = given(p.PROGRAMME, *RUNNING, evaluated).when(p.ConcludeProgramme())
    assert over.then(p.ProgrammeConcluded(organisation=HOTEL)).status == "evaluated"


def test_c5_it_ends_with_its_mou_only_when_it_was_evaluated() -> None:
    conclude = p.ConcludeProgramme()
    for past in (APPROVED, RUNNING, EVALUATED):
        given(p.PROGRAMME, *past).when(conclude).then()


def test_c3_an_mou_that_follows_takes_an_evaluated_programme_up_again() -> None:
    again = given(p.PROGRAMME, *EVALUATED).when(p.StartProgramme(mou=an_id(91)))
    assert again.then(p.ProgrammeStarted(organisation=HOTEL, mou=an_id(91))).status == "running"
    given(p.PROGRAMME, *EVALUATED).when(p.StartProgramme()).refused("programme-not-approved")


def test_c6_waits_for_exactly_those_who_have_not_spoken() -> None:
    committee = ("endorse-programme", [f"{SCHOOL}/role/committee"])
    partner = ("endorse-programme", [f"organisation/{HOTEL}"])
    assert waiting(PROPOSED, BY_TEACHER) == [committee, partner]
    assert waiting(*ENDORSED) == [("approve-programme", [f"{SCHOOL}/duty/approve_programme"])]
    line = [f"{SCHOOL}/duty/prepare_programmes"]
    assert waiting(*APPROVED) == [("start-programme", line)]
    assert waiting(*RUNNING) == []
    assert waiting(*EVALUATED) == [("close-programme", line)]


def test_c6_an_objection_waits_for_the_line_and_its_revision_for_the_group() -> None:
    objected = objection("committee", COMMITTEE)
    line = [f"{SCHOOL}/duty/prepare_programmes"]
    past = (PROPOSED, BY_TEACHER, BY_PARTNER, objected)
    assert waiting(*past) == [("answer-objection", line)]
    assert [whom for what, whom in waiting(*past, REVISED) if what == "endorse-programme"] == [
        [f"{SCHOOL}/role/teacher"], [f"{SCHOOL}/role/committee"], [f"organisation/{HOTEL}"],
    ]  # fmt: skip


def test_c6_planned_days_stand_in_calendars_once_it_is_approved() -> None:
    day = PlannedActivity(kind="placement", starts_on=date(2026, 9, 1))
    past = (p.ProgrammeProposed(**PLAN.model_dump() | {"activities": (day,)}, by=COORDINATOR.id), *APPROVED[1:])
    assert list(p.PROGRAMME.dates(given(p.PROGRAMME, *past[:-1]).state)) == []
    (found,) = p.PROGRAMME.dates(given(p.PROGRAMME, *past).state)
    assert (found.starts, found.ends) == (date(2026, 9, 1), date(2026, 9, 1))
    assert f"organisation/{HOTEL}" in found.whom.keys(SCHOOL)


WITHDRAW = p.WithdrawProgramme(by=COORDINATOR.id, reason=TEXT)
WITHDRAWN = p.ProgrammeWithdrawn(organisation=HOTEL, by=COORDINATOR.id, reason=TEXT)


def test_c8_a_withdrawn_proposal_waits_for_nobody_and_takes_nothing_more() -> None:
    withdrawn = given(p.PROGRAMME, PROPOSED, said("teachers", TEACHER)).when(WITHDRAW).then(p.ProgrammeWithdrawn)
    assert withdrawn.status == "withdrawn"
    assert list(p.PROGRAMME.needs(withdrawn)) == list(p.PROGRAMME.dates(withdrawn)) == []
    for command in (WITHDRAW, REVISE, endorse("teachers", TEACHER), p.ApproveProgramme(by=PRINCIPAL)):
        given(p.PROGRAMME, PROPOSED, WITHDRAWN).when(command).refused("programme-decided")
    given(p.PROGRAMME, PROPOSED, WITHDRAWN).when(p.StartProgramme()).refused("programme-not-approved")


def test_c2_what_is_approved_or_running_is_not_withdrawn() -> None:
    given(p.PROGRAMME, *RUNNING).when(WITHDRAW).refused("programme-decided")
    given(p.PROGRAMME, *RUNNING[:-1]).when(WITHDRAW).refused("programme-decided")
