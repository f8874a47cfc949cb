"""The MoU from draft to end (C3)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.partners.domain.mou import MOU, commands, events
from services.partners.domain.mou.terms import Parties
from shared.days import Period
from shared.events import Audience, Command
from shared.refusals import NotFound
from tests.given_when_then import given
from tests.unit.partners.cast import (
    ACTIVATED,
    ACTIVE,
    AGREEMENT,
    AGREEMENT_STANDS,
    ALL_SIGNED,
    AUGUST,
    BY_HOTEL,
    BY_PRINCIPAL,
    COORDINATOR,
    COURSE,
    DRAFTED,
    HOTEL,
    HOTEL_LINK,
    HOTEL_PARTY,
    HOTEL_SIGNED,
    IN_REVIEW,
    INVITED,
    NUMBER,
    OTHER_HASH,
    OTHER_HOTEL,
    OTHER_KEY,
    OTHER_SCHOOL,
    PERSON,
    PRINCIPAL,
    PROGRAMME,
    SCAN,
    SCHOOL,
    SCHOOL_PARTY,
    SCHOOL_SIGNED,
    SIGNED,
    SUBMITTED,
    SUSPENDED,
    TEACHER,
    TEXT,
    an_id,
    draft,
    sign,
    terms,
)

REVISE = commands.ReviseMoU(**draft(terms=terms(content_hash=OTHER_HASH)).model_dump())
OLD = an_id(91)


def test_c3_drafts_for_an_approved_programme() -> None:
    given(MOU).when(draft()).then(DRAFTED)


@pytest.mark.parametrize("status", ["proposed", "endorsed", "evaluated", "closed"])
def test_c3_refuses_a_draft_without_an_approved_programme(status: str) -> None:
    fact = commands.ProgrammeFact(status=status, organisation=HOTEL)
    given(MOU).when(draft(programme=fact)).refused("programme-not-approved")


@pytest.mark.parametrize("schools_and_hotels", [((OTHER_SCHOOL,), (HOTEL,)), ((SCHOOL,), (OTHER_HOTEL,))])
def test_c3_refuses_a_draft_without_its_own_parties(schools_and_hotels: tuple[Any, Any]) -> None:
    parties = Parties(schools=schools_and_hotels[0], organisations=schools_and_hotels[1])
    given(MOU).when(draft(terms=terms(parties=parties))).refused("parties-incomplete")


@pytest.mark.parametrize(
    ("ends_on", "code"),
    [
        (date(2026, 7, 13), "ends-not-after-start"),
        (date(2026, 7, 12), "ends-not-after-start"),
        (date(2027, 7, 11), "period-out-of-bounds"),
        (date(2031, 7, 13), "period-out-of-bounds"),
    ],
)
def test_c3_refuses_an_end_out_of_bounds(ends_on: date, code: str) -> None:
    given(MOU).when(draft(terms=terms(ends_on=ends_on))).refused(code)


def test_c3_an_mou_may_begin_on_a_leap_day() -> None:
    given(MOU).when(draft(terms=terms(starts_on=date(2028, 2, 29), ends_on=date(2029, 2, 28)))).then(events.MoUDrafted)


BEFORE = commands.RenewalFact(
    starts_on=date(2023, 7, 13), ends_on=date(2026, 7, 12), status="active", programme=PROGRAMME
)
LAST_YEAR = Period(starts_on=date(2025, 7, 13), ends_on=date(2026, 6, 30))


def evaluated(*periods: Period) -> commands.RenewalFact:
    """The MoU before, its programme evaluated for these days."""
    return BEFORE.but(evaluated=periods or (LAST_YEAR,))


def test_c5_refuses_a_renewal_without_an_evaluation() -> None:
    given(MOU).when(draft(terms=terms(renews=OLD), renewal=BEFORE)).refused("renewal-without-evaluation")
    given(MOU).when(draft(terms=terms(renews=OLD))).refused("nothing-to-renew")
    given(MOU).when(draft(terms=terms(renews=OLD), renewal=evaluated())).then(events.MoUDrafted)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "passes"),
    [
        (date(2023, 7, 13), date(2024, 7, 12), False),  # its first year
        (date(2024, 7, 13), date(2025, 7, 12), False),  # the year before its last
        (date(2025, 7, 1), date(2026, 6, 30), True),
        (date(2026, 1, 5), date(2026, 2, 28), True),
        (date(2026, 7, 13), date(2026, 12, 18), False),  # nothing that was done under it
    ],
)
def test_c5_a_renewal_needs_an_evaluation_of_the_last_year(starts_on: date, ends_on: date, passes: bool) -> None:
    fact = evaluated(Period(starts_on=starts_on, ends_on=ends_on))
    decided = given(MOU).when(draft(terms=terms(renews=OLD), renewal=fact))
    if passes:
        decided.then(events.MoUDrafted)
    else:
        refusal = decided.refused("renewal-without-evaluation")
        assert refusal.facts == {"starts_on": "2025-07-13", "ends_on": "2026-07-12"}


def test_c5_a_renewal_long_before_the_end_needs_an_evaluation_of_the_year_until_then() -> None:
    year, older = (Period(starts_on=date(at, 7, 1), ends_on=date(at + 1, 6, 30)) for at in (2025, 2024))
    for periods, code in (((older,), "renewal-without-evaluation"), ((older, year), None)):
        fact = evaluated(*periods).but(ends_on=date(2028, 7, 12))
        decided = given(MOU).when(draft(terms=terms(renews=OLD), renewal=fact))
        assert (decided.refusal.code if decided.refusal else None) == code


def test_c3_a_renewal_goes_on_with_the_evaluated_programme() -> None:
    fact = commands.ProgrammeFact(status="evaluated", organisation=HOTEL)
    given(MOU).when(draft(programme=fact)).refused("programme-not-approved")
    renewing = draft(terms=terms(renews=OLD), programme=fact, renewal=evaluated())
    given(MOU).when(renewing).then(events.MoUDrafted)


def test_c3_refuses_a_renewal_of_what_has_no_programme() -> None:
    fact = evaluated().but(programme=None)
    given(MOU).when(draft(terms=terms(renews=OLD), renewal=fact)).refused("renewal-without-programme")


def test_c3_goes_into_review_with_a_number() -> None:
    given(MOU, DRAFTED).when(commands.SubmitMoU(number=NUMBER)).then(SUBMITTED)
    given(MOU, *IN_REVIEW).when(commands.SubmitMoU(number=NUMBER)).refused("mou-not-drafted")


def test_c3_comments_belong_to_the_review() -> None:
    comment = commands.CommentMoU(by=TEACHER, comment=TEXT)
    given(MOU, DRAFTED).when(comment).refused("mou-not-in-review")
    given(MOU, *IN_REVIEW).when(comment).then(events.MoUReviewCommented(by=TEACHER.id, comment=TEXT))


def test_c3_is_signed_when_the_last_party_has_signed() -> None:
    given(MOU, *IN_REVIEW).when(BY_PRINCIPAL).then(SCHOOL_SIGNED)
    given(MOU, *IN_REVIEW, SCHOOL_SIGNED).when(BY_HOTEL).then(HOTEL_SIGNED, SIGNED)


def test_c3_is_not_signed_before_every_party_has() -> None:
    three = Parties(schools=(SCHOOL, OTHER_SCHOOL), organisations=(HOTEL,))
    drafted = events.MoUDrafted(**terms(parties=three).model_dump())
    state = given(MOU, drafted, SUBMITTED, SCHOOL_SIGNED).when(BY_HOTEL).then(HOTEL_SIGNED)
    assert (state.status, [party.id for party in state.missing()]) == ("in_review", [OTHER_SCHOOL])
    given(MOU, drafted, SUBMITTED, SCHOOL_SIGNED, HOTEL_SIGNED).when(commands.ActivateMoU()).refused("mou-not-signed")


def test_c3_refuses_a_signature_before_review_and_after_signing() -> None:
    given(MOU, DRAFTED).when(BY_PRINCIPAL).refused("mou-not-in-review")
    given(MOU, *ALL_SIGNED).when(BY_PRINCIPAL).refused("mou-not-in-review")


def test_c3_refuses_a_second_signature_of_a_party() -> None:
    given(MOU, *IN_REVIEW, SCHOOL_SIGNED).when(BY_PRINCIPAL).refused("already-signed")


def test_c3_refuses_a_signature_on_another_content() -> None:
    refusal = given(MOU, *IN_REVIEW).when(BY_HOTEL.but(content_hash=OTHER_HASH)).refused("content-changed")
    assert refusal.facts["content_hash"] == SUBMITTED.content_hash


def test_c3_signatures_fall_when_the_text_changes() -> None:
    state = given(MOU, *IN_REVIEW, SCHOOL_SIGNED).when(REVISE).then(events.MoURevised)
    assert (state.signatures, state.status) == ((), "in_review")


def test_c3_the_same_content_again_changes_nothing() -> None:
    same = commands.ReviseMoU(**draft().model_dump())
    given(MOU, *IN_REVIEW, SCHOOL_SIGNED).when(same).then()


@pytest.mark.parametrize("past", [ALL_SIGNED, ACTIVE, SUSPENDED])
def test_c3_refuses_a_change_of_a_signed_text(past: tuple[Any, ...]) -> None:
    given(MOU, *past).when(REVISE).refused("signed-text")


@pytest.mark.parametrize(
    ("signature", "code"),
    [
        (sign(SCHOOL_PARTY, COORDINATOR, "account"), "only-principal-signs"),
        (sign(HOTEL_PARTY, PRINCIPAL, "account"), "only-principal-signs"),
        (sign(HOTEL_PARTY, COORDINATOR, "paper"), "paper-without-evidence"),
        (sign(HOTEL_PARTY, TEACHER, "paper", evidence=SCAN), "not-in-line"),
        (sign(HOTEL_PARTY.but(id=OTHER_HOTEL), OTHER_KEY, "key"), "not-a-party"),
        (sign(HOTEL_PARTY, HOTEL_LINK.but(person=None), "link"), "link-without-person"),
    ],
)
def test_c3_refuses_who_may_not_sign(signature: Command, code: str) -> None:
    given(MOU, *IN_REVIEW).when(signature).refused(code)


@pytest.mark.parametrize("by", [OTHER_KEY, PRINCIPAL])
def test_c3_whom_the_party_does_not_name_finds_nothing(by: Any) -> None:
    with pytest.raises(NotFound):
        given(MOU, *IN_REVIEW).when(sign(HOTEL_PARTY, by, "key"))


@pytest.mark.parametrize(
    "signature",
    [sign(HOTEL_PARTY, HOTEL_LINK, "link"), sign(HOTEL_PARTY, COORDINATOR, "paper", evidence=SCAN)],
)
def test_c3_an_organisation_signs_by_link_or_on_paper(signature: Command) -> None:
    given(MOU, *IN_REVIEW, INVITED).when(signature).then(events.MoUPartySigned)


def test_c3_nobody_signs_for_two_parties() -> None:
    two = Parties(schools=(SCHOOL, OTHER_SCHOOL), organisations=(HOTEL,))
    past = (events.MoUDrafted(**terms(parties=two).model_dump()), SUBMITTED, SCHOOL_SIGNED)
    other = sign(SCHOOL_PARTY.but(id=OTHER_SCHOOL), PRINCIPAL, "account")
    given(MOU, *past).when(other).refused("signed-for-another")


def test_c3_with_two_schools_every_party_has_to_sign() -> None:
    two = Parties(schools=(SCHOOL, OTHER_SCHOOL), organisations=(HOTEL,))
    past = (events.MoUDrafted(**terms(parties=two).model_dump()), SUBMITTED, SCHOOL_SIGNED)
    given(MOU, *past).when(BY_HOTEL).then(HOTEL_SIGNED)
    other = sign(SCHOOL_PARTY.but(id=OTHER_SCHOOL), PRINCIPAL.but(id=an_id(199)), "account")
    given(MOU, *past, HOTEL_SIGNED).when(other).then(events.MoUPartySigned, events.MoUSigned)


def test_c3_refuses_a_signature_after_the_period() -> None:
    given(MOU, *IN_REVIEW).when(BY_HOTEL, datetime(2027, 7, 12, 17, 0, tzinfo=UTC)).refused("period-over")


def test_c3_invites_a_signatory_of_a_party() -> None:
    invite = commands.InviteSignatory(organisation=HOTEL, person=PERSON)
    given(MOU, DRAFTED).when(invite).refused("nothing-to-sign")
    given(MOU, *IN_REVIEW).when(invite.but(organisation=OTHER_HOTEL)).refused("not-a-party")
    given(MOU, *IN_REVIEW).when(invite).then(INVITED)


def test_c3_comes_into_force_when_its_first_day_begins() -> None:
    begins = datetime(2026, 7, 12, 17, 0, tzinfo=UTC)
    given(MOU, *ALL_SIGNED).when(commands.ActivateMoU(), begins).then(ACTIVATED)
    given(MOU, *ALL_SIGNED).when(commands.ActivateMoU(), begins - timedelta(milliseconds=1)).refused("too-early")
    given(MOU, *IN_REVIEW).when(commands.ActivateMoU(), begins).refused("mou-not-signed")


def test_c3_suspends_and_resumes_by_the_principal() -> None:
    suspend, resume = commands.SuspendMoU(by=PRINCIPAL, reason=TEXT), commands.ResumeMoU(by=PRINCIPAL)
    given(MOU, *ACTIVE).when(suspend).then(SUSPENDED[-1])
    given(MOU, *SUSPENDED).when(resume).then(events.MoUResumed(**COURSE, by=PRINCIPAL.id))
    given(MOU, *SUSPENDED).when(suspend).refused("mou-not-active")
    given(MOU, *ACTIVE).when(resume).refused("mou-not-suspended")
    given(MOU, *ACTIVE).when(suspend.but(by=COORDINATOR)).refused("only-principal-decides")


def test_c3_what_ends_with_an_mou_ends_its_agreements() -> None:
    ended = events.AgreementEnded(agreement=AGREEMENT, organisation=HOTEL, school=SCHOOL, reason="terminated")
    terminate = commands.TerminateMoU(by=PRINCIPAL, reason=TEXT)
    state = given(MOU, *AGREEMENT_STANDS).when(terminate, AUGUST).then(ended, events.MoUTerminated)
    assert (state.status, state.agreements[0].status) == ("terminated", "ended")
    renewed = given(MOU, *AGREEMENT_STANDS).when(commands.RenewMoU(by=OLD), AUGUST)
    renewed.then(ended.but(reason="renewed"), events.MoURenewed)


def test_c3_refuses_to_terminate_what_nobody_signed() -> None:
    terminate = commands.TerminateMoU(by=PRINCIPAL, reason=TEXT)
    given(MOU, *IN_REVIEW).when(terminate).refused("nothing-to-terminate")
    given(MOU, *IN_REVIEW).when(commands.RenewMoU(by=OLD)).refused("nothing-to-renew")


def test_c3_everybody_named_is_its_audience() -> None:
    state = given(MOU, DRAFTED).state
    assert MOU.audience(state, DRAFTED).partners == (HOTEL,)
    assert MOU.audience(state, DRAFTED).schools == (SCHOOL,)


def test_c3_an_agreement_concerns_its_own_two_parties_only() -> None:
    parties = Parties(schools=(SCHOOL, OTHER_SCHOOL), organisations=(HOTEL, OTHER_HOTEL))
    drafted = events.MoUDrafted(**terms(parties=parties).model_dump())
    state = given(MOU, drafted, *AGREEMENT_STANDS[1:]).state
    assert MOU.audience(state, AGREEMENT_STANDS[-1]) == Audience(schools=(SCHOOL,), partners=(HOTEL,))
    assert MOU.audience(state, drafted).partners == (HOTEL, OTHER_HOTEL)
