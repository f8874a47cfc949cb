"""Vision and yearly plan: contributed to, endorsed, adopted, version by version (C2, C6, C48)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.partners.domain import charter as c
from services.partners.domain.aims import Target
from services.partners.domain.endorsing import Endorse, Group, InvitePartner, Object
from services.partners.domain.plan import PLAN, PlanContent, PlanDrafted, plan_id
from services.partners.domain.vision import (
    VISION,
    VisionAdopted,
    VisionContent,
    VisionContributed,
    VisionDrafted,
    VisionEndorsed,
    VisionObjected,
    VisionPartnerInvited,
    VisionRevised,
)
from shared.events import Actor
from shared.refusals import NotFound
from tests.given_when_then import NOW, given
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
    PERSON,
    PRINCIPAL,
    SCHOOL,
    TEACHER,
    TEXT,
)

CONTENT = VisionContent(organisations=(HOTEL, OTHER_HOTEL), content_hash=HASH, statement=TEXT, missions=(TEXT,))
OTHER = CONTENT.but(content_hash=OTHER_HASH, organisations=(HOTEL,))
PARTNERS = (
    c.PartnerFact(organisation=HOTEL, status="active"),
    c.PartnerFact(organisation=OTHER_HOTEL, status="dormant"),
)
DRAFT = c.Draft(content=CONTENT, by=COORDINATOR.id, partners=PARTNERS)
NEXT = c.DraftNext(content=OTHER, by=COORDINATOR.id, partners=PARTNERS[:1])
REVISE = c.Revise(content=OTHER, by=COORDINATOR.id, partners=PARTNERS[:1])
DRAFTED = VisionDrafted(**CONTENT.model_dump(), edition=1, by=COORDINATOR.id)
REVISED = VisionRevised(**OTHER.model_dump(), edition=1, by=COORDINATOR.id)


def said(group: Group, by: Actor, how: str = "account", seen: str = HASH) -> VisionEndorsed:
    """A voice's yes."""
    spoken = {"group": group, "by": by.id, "person": by.person, "how": how, "content_hash": seen}
    return VisionEndorsed.model_validate(spoken | {"organisation": by.organisation})


ENDORSED = (
    DRAFTED,
    said("teachers", TEACHER),
    said("committee", COMMITTEE),
    said("partner", HOTEL_KEY, "key"),
    said("partner", OTHER_KEY, "key"),
)
ADOPTED = (*ENDORSED, VisionAdopted(edition=1, by=PRINCIPAL.id, content_hash=HASH, adopted_at=NOW))


def waiting(decider: Any, *past: Any) -> list[tuple[str, list[str]]]:
    """What waits for whom."""
    return [(need.what, need.whom.keys(SCHOOL)) for need in decider.needs(given(decider, *past).state)]


def test_c48_the_vision_is_drafted_with_partners_that_are_asked() -> None:
    state = given(VISION).when(DRAFT).then(DRAFTED)
    assert (state.status, state.edition, state.organisations) == ("drafted", 1, (HOTEL, OTHER_HOTEL))


@pytest.mark.parametrize("status", ["mapped", "blocked"])
def test_c48_refuses_to_ask_a_partner_that_is_not_qualified(status: str) -> None:
    partners = (PARTNERS[0], PARTNERS[1].but(status=status))
    refusal = given(VISION).when(DRAFT.but(partners=partners)).refused("partner-not-qualified")
    assert refusal.facts == {"organisation": OTHER_HOTEL}


def test_c48_is_endorsed_when_every_partner_that_is_asked_has() -> None:
    assert given(VISION, *ENDORSED[:-1]).state.status == "drafted"
    last = Endorse(group="partner", by=OTHER_KEY, content_hash=HASH)
    assert given(VISION, *ENDORSED[:-1]).when(last).then(ENDORSED[-1]).status == "endorsed"


def test_c48_refuses_the_endorsement_of_another_content_or_for_two_groups() -> None:
    seen = Endorse(group="teachers", by=TEACHER, content_hash=OTHER_HASH)
    given(VISION, DRAFTED).when(seen).refused("content-revised")
    both = Actor(kind="member", id=TEACHER.id, roles=frozenset({"teacher", "committee"}))
    given(VISION, *ENDORSED[:2]).when(Endorse(group="committee", by=both, content_hash=HASH)).refused("two-roles")
    given(VISION, *ENDORSED[:2]).when(seen.but(content_hash=HASH)).refused("endorsed-already")


def test_c48_one_person_speaks_for_one_partner_whatever_the_link() -> None:
    by_link = said("partner", HOTEL_LINK, "link")
    second = Actor(kind="link", id=TEACHER.id, organisation=OTHER_HOTEL, person=PERSON)
    again = Endorse(group="partner", by=second, content_hash=HASH)
    given(VISION, DRAFTED, by_link).when(again).refused("two-roles")


def test_c48_a_revision_takes_endorsements_back_and_may_ask_others() -> None:
    state = given(VISION, *ENDORSED).when(REVISE).then(REVISED)
    assert (state.status, state.endorsements, state.organisations) == ("drafted", (), (HOTEL,))
    with pytest.raises(NotFound):
        given(VISION, *ENDORSED, REVISED).when(Endorse(group="partner", by=OTHER_KEY, content_hash=OTHER_HASH))
    given(VISION, DRAFTED).when(REVISE.but(content=CONTENT)).then()


def test_c48_groups_contribute_while_there_is_a_draft() -> None:
    contribute = c.Contribute(group="partner", by=HOTEL_KEY, contribution=TEXT)
    contributed = VisionContributed(group="partner", organisation=HOTEL, by=HOTEL_KEY.id, edition=1, contribution=TEXT)
    given(VISION, DRAFTED).when(contribute).then(contributed)
    given(VISION, *ENDORSED).when(contribute).then(contributed)
    given(VISION, *ADOPTED).when(contribute).refused("no-draft-open")
    given(VISION, DRAFTED).when(contribute.but(group="committee", by=TEACHER)).refused("not-of-the-group")


def test_c48_an_objection_takes_the_endorsement_back() -> None:
    objected = VisionObjected(**said("teachers", TEACHER).model_dump(), reason=TEXT)
    state = given(VISION, *ENDORSED).when(Object(group="teachers", by=TEACHER, reason=TEXT)).then(objected)
    assert (state.status, len(state.objections)) == ("drafted", 1)
    given(VISION, *ENDORSED, objected).when(c.Adopt(by=PRINCIPAL)).refused("not-endorsed")


def test_c48_refuses_adoption_before_all_have_endorsed_or_by_another() -> None:
    refusal = given(VISION, *ENDORSED[:2]).when(c.Adopt(by=PRINCIPAL)).refused("not-endorsed")
    assert refusal.facts == {"missing": ["committee", "partner"]}
    given(VISION, *ENDORSED).when(c.Adopt(by=COORDINATOR)).refused("only-principal-approves")
    teaching = Actor(kind="member", id=TEACHER.id, roles=frozenset({"teacher", "principal"}))
    given(VISION, *ENDORSED).when(c.Adopt(by=teaching)).refused("two-roles")


def test_c48_what_was_adopted_stays_in_force_while_the_next_is_drafted() -> None:
    given(VISION, *ENDORSED).when(c.Adopt(by=PRINCIPAL)).then(ADOPTED[-1])
    second = VisionDrafted(**OTHER.model_dump(), edition=2, by=COORDINATOR.id)
    state = given(VISION, *ADOPTED).when(NEXT).then(second)
    assert (state.status, state.edition, state.endorsements) == ("drafted", 2, ())
    assert [(each.edition, each.content) for each in state.versions] == [(1, CONTENT)]


def test_c48_refuses_a_second_draft_and_any_change_of_what_was_adopted() -> None:
    given(VISION, *ENDORSED).when(NEXT).refused("draft-open")
    for command in (
        REVISE,
        Endorse(group="teachers", by=TEACHER, content_hash=HASH),
        Object(group="teachers", by=TEACHER, reason=TEXT),
        InvitePartner(organisation=HOTEL, person=PERSON),
        c.Adopt(by=PRINCIPAL),
    ):
        given(VISION, *ADOPTED).when(command).refused("no-draft-open")


def test_c48_invites_somebody_at_a_partner_that_is_asked() -> None:
    invite = InvitePartner(organisation=HOTEL, person=PERSON)
    given(VISION, DRAFTED).when(invite).then(VisionPartnerInvited(organisation=HOTEL, person=PERSON))
    given(VISION, DRAFTED, REVISED).when(invite.but(organisation=OTHER_HOTEL)).refused("partner-not-asked")


def test_c6_waits_for_those_who_have_not_spoken_then_for_the_principal() -> None:
    past = (*ENDORSED[:2], ENDORSED[3])
    assert waiting(VISION, *past) == [
        ("endorse-vision", [f"{SCHOOL}/role/committee"]),
        ("endorse-vision", [f"organisation/{OTHER_HOTEL}"]),
    ]
    assert waiting(VISION, *ENDORSED) == [("adopt-vision", [f"{SCHOOL}/duty/adopt_vision"])]
    assert waiting(VISION, *ADOPTED) == []


PLANNED = PlanContent(organisations=(HOTEL,), content_hash=HASH, school_year="2026/2027", title=TEXT)
DRAFT_PLAN = c.Draft(content=PLANNED, by=COORDINATOR.id, partners=PARTNERS[:1])
PLAN_DRAFTED = PlanDrafted(**PLANNED.model_dump(), edition=1, by=COORDINATOR.id)


def test_c2_one_plan_per_school_year() -> None:
    given(PLAN).when(DRAFT_PLAN).then(PLAN_DRAFTED)
    given(PLAN, PLAN_DRAFTED).when(DRAFT_PLAN).refused("exists-already")
    assert plan_id("2026/2027") != plan_id("2027/2028")


def test_c2_refuses_a_plan_with_two_figures_for_one_indicator_or_for_another_year() -> None:
    twice = tuple(Target(indicator="students_placed", number=number, unit="students") for number in (24, 30))
    given(PLAN).when(DRAFT_PLAN.but(content=PLANNED.but(targets=twice))).refused("indicator-twice")
    revise = c.Revise(content=PLANNED.but(school_year="2027/2028"), by=COORDINATOR.id, partners=PARTNERS[:1])
    given(PLAN, PLAN_DRAFTED).when(revise).refused("other-school-year")


def test_c6_a_plan_is_wanted_before_its_school_year() -> None:
    needs = list(PLAN.needs(given(PLAN, PLAN_DRAFTED).state))
    assert [need.what for need in needs] == ["endorse-plan"] * 3
    assert {need.by for need in needs} == {date(2026, 7, 1)}


def test_c48_the_adoption_says_when() -> None:
    at = datetime(2026, 8, 1, tzinfo=UTC)
    adopted = given(VISION, *ENDORSED).when(c.Adopt(by=PRINCIPAL), now=at).state
    assert adopted.versions[-1].adopted_at == at


def test_c48_what_one_partner_writes_is_for_that_one_alone() -> None:
    state = VISION.fold_all(None, [DRAFTED])
    assert state is not None
    written = VisionContributed(group="partner", organisation=HOTEL, edition=1, by=HOTEL_KEY.id, contribution=TEXT)
    against = VisionObjected.model_validate(dict(said("partner", HOTEL_KEY, "key")) | {"reason": TEXT})
    invited = VisionPartnerInvited(organisation=HOTEL, person=PERSON)
    for event in (written, against, invited):
        assert VISION.audience(state, event).partners == (HOTEL,)
    of_teachers = written.but(group="teachers", organisation=None)
    for event in (DRAFTED, said("partner", HOTEL_KEY, "key"), of_teachers):
        assert VISION.audience(state, event).partners == (HOTEL, OTHER_HOTEL)
