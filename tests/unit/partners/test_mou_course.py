"""Termination with notice, renewal that carries agreements over, and letting an MoU end (C3, C5)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.partners.domain.mou import MOU, commands, events
from services.partners.domain.mou.terms import Carried, Clause, Funding, Parties
from shared.days import Period
from tests.given_when_then import given
from tests.unit.partners.agenda_rules import explained
from tests.unit.partners.cast import (
    ACTIVE,
    AGREEMENT,
    AGREEMENT_DRAFTED,
    AGREEMENT_STANDS,
    ALL_SIGNED,
    AUGUST,
    COORDINATOR,
    COURSE,
    DRAFTED,
    HASH,
    HOTEL,
    HOTEL_KEY,
    HOTEL_PARTY,
    IN_REVIEW,
    KNOWN_SITES,
    NUMBER,
    OTHER_HASH,
    OTHER_HOTEL,
    OTHER_SCHOOL,
    PERSON,
    PRINCIPAL,
    PROGRAMME,
    SCHOOL,
    SCHOOL_PARTY,
    SUSPENDED,
    TEXT,
    agreement,
    an_id,
    draft,
    draft_agreement,
    line,
    sign_agreement,
    terms,
)

FOLLOWING, OLD = an_id(92), an_id(91)
WITH_NOTICE = (events.MoUDrafted(**terms(notice_days=30).model_dump()), *ACTIVE[1:])
TERMINATE = commands.TerminateMoU(by=PRINCIPAL, reason=TEXT)
ANNOUNCED = events.MoUTerminationAnnounced(**COURSE, by=PRINCIPAL.id, reason=TEXT, effective_on=date(2026, 9, 2))
WITHDRAW = commands.WithdrawTermination(by=PRINCIPAL)
EXPIRING = events.MoUExpiring(**COURSE, days=90)
LET_GO = commands.LetMoUGo(by=PRINCIPAL)


# termination


def test_c3_a_termination_takes_effect_after_the_notice_on_its_day() -> None:
    given(MOU, *WITH_NOTICE).when(TERMINATE, AUGUST).then(ANNOUNCED)
    thing = MOU.due(given(MOU, *WITH_NOTICE, ANNOUNCED).state)
    assert thing is not None
    assert (thing.at, thing.command) == (datetime(2026, 9, 1, 17, tzinfo=UTC), commands.ConcludeTermination())
    early = thing.at - timedelta(milliseconds=1)
    given(MOU, *WITH_NOTICE, ANNOUNCED).when(thing.command, early).refused("too-early")
    given(MOU, *WITH_NOTICE, ANNOUNCED).when(thing.command, thing.at).then(
        events.MoUTerminated(**COURSE, by=PRINCIPAL.id, reason=TEXT)
    )


def test_c3_a_termination_ends_the_agreements_on_its_day() -> None:
    past = (*AGREEMENT_STANDS, ANNOUNCED)
    decided = given(MOU, *past).when(commands.ConcludeTermination(), datetime(2026, 9, 2, tzinfo=UTC))
    decided.then(events.AgreementEnded, events.MoUTerminated)
    given(MOU, *past[:-1]).when(commands.ConcludeTermination(), AUGUST).refused("no-termination-announced")


@pytest.mark.parametrize(
    ("past", "changed", "code"),
    [
        (WITH_NOTICE, {"effective_on": date(2026, 9, 1)}, "notice-too-short"),
        (WITH_NOTICE, {"effective_on": date(2027, 7, 13)}, "over-before-that"),
        (WITH_NOTICE, {"by": COORDINATOR}, "only-principal-decides"),
        ((*WITH_NOTICE, ANNOUNCED), {}, "termination-announced"),
        (IN_REVIEW, {}, "nothing-to-terminate"),
    ],
)
def test_c3_refuses_a_termination(past: tuple[Any, ...], changed: dict[str, Any], code: str) -> None:
    given(MOU, *past).when(TERMINATE.but(**changed), AUGUST).refused(code)


def test_c3_a_notice_can_be_taken_back_before_its_day() -> None:
    taken_back = events.MoUTerminationWithdrawn(**COURSE, by=PRINCIPAL.id)
    state = given(MOU, *WITH_NOTICE, ANNOUNCED).when(WITHDRAW, AUGUST).then(taken_back)
    assert state.terminates_on is None
    given(MOU, *WITH_NOTICE).when(WITHDRAW, AUGUST).refused("no-termination-announced")
    given(MOU, *WITH_NOTICE, ANNOUNCED).when(WITHDRAW.but(by=COORDINATOR), AUGUST).refused("only-principal-decides")


def test_c3_nothing_new_is_begun_once_notice_was_given() -> None:
    given(MOU, *ACTIVE, ANNOUNCED).when(draft_agreement(), AUGUST).refused("termination-announced")
    by_school = sign_agreement(SCHOOL_PARTY, PRINCIPAL, "account")
    given(MOU, *ACTIVE, AGREEMENT_DRAFTED, ANNOUNCED).when(by_school, AUGUST).refused("termination-announced")


def test_c3_what_was_announced_happens_although_the_mou_is_suspended() -> None:
    thing = MOU.due(given(MOU, *SUSPENDED, ANNOUNCED).state)
    assert thing is not None
    assert thing.command == commands.ConcludeTermination()


# notices

NOTICED = (*ACTIVE, events.MoUExpiring(**COURSE, days=90))
TELL = commands.TellPartner(organisation=HOTEL, person=PERSON, days=90)
TOLD = events.MoUPartnerTold(**COURSE, organisation=HOTEL, person=PERSON, days=90)


def test_c3_a_partner_is_written_to_once_per_notice() -> None:
    given(MOU, *NOTICED).when(TELL).then(TOLD)
    given(MOU, *NOTICED, TOLD).when(TELL).then()
    given(MOU, *NOTICED).when(TELL.but(days=30)).then()
    later = (*NOTICED, TOLD, events.MoUExpiring(**COURSE, days=30))
    given(MOU, *later).when(TELL).then()
    given(MOU, *later).when(TELL.but(days=30)).then(TOLD.but(days=30))


@pytest.mark.parametrize(
    "ended",
    [
        events.MoURenewalBegun(**COURSE, by=FOLLOWING),
        events.MoULetGo(**COURSE, by=PRINCIPAL.id),
        ANNOUNCED,
        events.MoUExpired(**COURSE),
    ],
)
def test_c3_nobody_is_written_to_once_the_matter_has_ended(ended: Any) -> None:
    given(MOU, *NOTICED, ended).when(TELL).then()


def test_c3_a_renewal_that_was_dropped_is_a_matter_again() -> None:
    begun, dropped = (kind(**COURSE, by=FOLLOWING) for kind in (events.MoURenewalBegun, events.MoURenewalDropped))
    given(MOU, *NOTICED, begun, dropped).when(TELL).then(TOLD)


# renewal


def _renewing(**changed: Any) -> commands.DraftMoU:
    carried = Carried.model_validate(
        agreement(starts_on=date(2027, 7, 13), ends_on=date(2028, 6, 30), quota=(LINE,)).model_dump()
    )
    year = {"starts_on": date(2025, 7, 13), "ends_on": date(2027, 7, 12)}
    evaluated = (Period.model_validate(year),)
    fact = commands.RenewalFact(
        **year, status="active", programme=PROGRAMME, evaluated=evaluated, agreements=(AGREEMENT,)
    )
    following = terms(
        starts_on=date(2027, 7, 13), ends_on=date(2028, 7, 12), renews=OLD, carries=(carried.but(**changed),)
    )
    return draft(terms=following, renewal=fact)


LINE = line(starts_on=date(2027, 7, 13), ends_on=date(2028, 6, 30))


def test_c3_a_renewal_carries_agreements_over_with_their_places() -> None:
    drafted = given(MOU).when(_renewing()).events[0]
    signed = events.MoUSigned(**drafted.model_dump(), number=NUMBER)
    past = (drafted, *IN_REVIEW[1:], signed)
    decided = given(MOU, *past).when(commands.ActivateMoU(), datetime(2027, 7, 12, 17, tzinfo=UTC))
    state = decided.then(events.MoUActivated, events.AgreementCarriedOver, events.QuotaGranted)
    assert decided.events[1].from_mou == OLD
    assert decided.events[2].grant == LINE.grant
    assert state.agreements[0].status == "signed"
    thing = MOU.due(state)
    assert thing is not None
    assert thing.command == commands.ActivateAgreement(agreement=AGREEMENT)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"agreement": an_id(49)}, "nothing-to-carry"),
        ({"ends_on": date(2028, 7, 13)}, "outside-period"),
        ({"ends_on": date(2027, 7, 12)}, "ends-not-after-start"),
        ({"kind": "recruitment"}, "outside-scope"),
        ({"organisation": OTHER_HOTEL}, "not-a-party"),
    ],
)
def test_c3_refuses_to_carry_over(changed: dict[str, Any], code: str) -> None:
    given(MOU).when(_renewing(**changed)).refused(code)


def test_c3_only_a_renewal_carries_over() -> None:
    alone = _renewing()
    given(MOU).when(alone.but(terms=alone.terms.but(renews=None), renewal=None)).refused("nothing-to-carry")


@pytest.mark.parametrize(
    ("reason", "goes_on"),
    [("period", True), ("expired", True), ("renewed", True), ("terminated", False), ("withdrawn", False)],
)
def test_c3_what_ended_before_its_time_does_not_go_on(reason: events.EndReason, goes_on: bool) -> None:
    ended = events.AgreementEnded(agreement=AGREEMENT, organisation=HOTEL, school=SCHOOL, reason=reason)
    assert given(MOU, *AGREEMENT_STANDS, ended).state.agreements[0].can_go_on is goes_on
    assert given(MOU, *AGREEMENT_STANDS).state.agreements[0].can_go_on
    assert not given(MOU, *ACTIVE, AGREEMENT_DRAFTED).state.agreements[0].can_go_on


# the end is near


def _waits(*past: Any) -> list[str]:
    return [need.what for need in MOU.needs(given(MOU, *past).state)]


def test_c3_an_mou_that_is_about_to_end_is_renewed_or_let_go() -> None:
    assert _waits(*ACTIVE) == []
    assert _waits(*ACTIVE, EXPIRING) == ["renew-or-let-go"]
    given(MOU, *ACTIVE, EXPIRING).when(LET_GO).then(events.MoULetGo(**COURSE, by=PRINCIPAL.id))
    begun = given(MOU, *ACTIVE, EXPIRING).when(commands.BeginRenewal(by=FOLLOWING))
    begun.then(events.MoURenewalBegun(**COURSE, by=FOLLOWING))
    for answer in (events.MoULetGo(**COURSE, by=PRINCIPAL.id), *begun.events, ANNOUNCED):
        assert _waits(*ACTIVE, EXPIRING, answer) == []


def test_c3_a_renewal_that_was_dropped_is_asked_for_again() -> None:
    past = (*ACTIVE, EXPIRING, events.MoURenewalBegun(**COURSE, by=FOLLOWING))
    drop = commands.DropRenewal(by=FOLLOWING)
    given(MOU, *past).when(drop).then(events.MoURenewalDropped(**COURSE, by=FOLLOWING))
    given(MOU, *past).when(drop.but(by=OLD)).then()
    given(MOU, *past).when(commands.BeginRenewal(by=FOLLOWING)).then()
    assert _waits(*past, events.MoURenewalDropped(**COURSE, by=FOLLOWING)) == ["renew-or-let-go"]


def test_c3_refuses_to_let_go_what_does_not_end_soon() -> None:
    given(MOU, *ACTIVE).when(LET_GO).refused("not-expiring")
    given(MOU, *ACTIVE, EXPIRING).when(LET_GO.but(by=COORDINATOR)).refused("only-principal-decides")
    given(MOU, *ACTIVE, EXPIRING, events.MoULetGo(**COURSE, by=PRINCIPAL.id)).when(LET_GO).then()


# agreements before they are signed


REVISE = commands.ReviseAgreement(terms=agreement(content_hash=OTHER_HASH), known_sites=KNOWN_SITES)
BY_SCHOOL = sign_agreement(SCHOOL_PARTY, PRINCIPAL, "account")


def test_c3_an_agreement_is_revised_until_both_have_signed_and_signatures_fall() -> None:
    past = (*ACTIVE, AGREEMENT_DRAFTED, *given(MOU, *ACTIVE, AGREEMENT_DRAFTED).when(BY_SCHOOL, AUGUST).events)
    state = given(MOU, *past).when(REVISE, AUGUST).then(events.AgreementRevised)
    assert (state.agreements[0].signatures, state.agreements[0].content) == ((), OTHER_HASH)
    same = REVISE.but(terms=agreement())
    given(MOU, *past).when(same, AUGUST).then()
    given(MOU, *AGREEMENT_STANDS).when(REVISE, AUGUST).refused("signed-text")
    other = REVISE.but(terms=agreement(organisation=OTHER_HOTEL))
    given(MOU, *past).when(other, AUGUST).refused("other-parties")


def test_c3_a_draft_of_an_agreement_can_be_taken_back() -> None:
    withdraw = commands.WithdrawAgreement(agreement=AGREEMENT, by=COORDINATOR, reason=TEXT)
    ended = events.AgreementEnded(
        agreement=AGREEMENT, organisation=HOTEL, school=SCHOOL, reason="withdrawn", by=COORDINATOR.id, why=TEXT
    )
    given(MOU, *ACTIVE, AGREEMENT_DRAFTED).when(withdraw, AUGUST).then(ended)
    given(MOU, *AGREEMENT_STANDS).when(withdraw, AUGUST).refused("agreement-not-drafted")


def test_c3_an_agreement_names_rights_duties_and_money() -> None:
    full = draft_agreement(
        clauses=(Clause(of="organisation", kind="duty", text=TEXT),),
        funding=(Funding(by="school", purpose="insurance", rupiah=16_800),),
        insured_by="school",
    ).but(number="001/PKS/30203123/VIII/2026")
    state = given(MOU, *ACTIVE).when(full, AUGUST).then(events.AgreementDrafted)
    assert state.agreements[0].number == "001/PKS/30203123/VIII/2026"
    assert state.agreements[0].terms.funding[0].rupiah == 16_800
    signed = given(MOU, *ACTIVE, *given(MOU, *ACTIVE).when(full, AUGUST).events)
    for command in (BY_SCHOOL, sign_agreement(HOTEL_PARTY, HOTEL_KEY, "key")):
        signed = given(MOU, *signed.past, *signed.when(command, AUGUST).events)
    done = next(each for each in signed.past if isinstance(each, events.AgreementSigned))
    assert (done.number, done.content_hash) == ("001/PKS/30203123/VIII/2026", HASH)


# whom it waits for


def test_c3_signatures_are_wanted_of_who_has_not_answered() -> None:
    def wanted(*past: Any) -> list[tuple[str, list[str]]]:
        return [(need.what, need.whom.keys(SCHOOL)) for need in MOU.needs(given(MOU, *past).state)]

    principal, hotel = [f"{SCHOOL}/duty/sign_mou"], [f"organisation/{HOTEL}"]
    prepares = [f"{SCHOOL}/duty/prepare_mous"]
    assert wanted(DRAFTED) == [("submit-mou", prepares)]
    assert wanted(*IN_REVIEW) == [("review-mou", hotel), ("sign-mou", principal), ("sign-mou", hotel)]
    assert wanted(*IN_REVIEW, ALL_SIGNED[2]) == [("review-mou", hotel), ("sign-mou", hotel)]
    assert wanted(*IN_REVIEW, ALL_SIGNED[3]) == [("sign-mou", principal)]
    wants = events.MoUPartyReviewed(party=HOTEL_PARTY, round=1, verdict="changes_wanted", by=HOTEL_KEY.id, comment=TEXT)
    assert wanted(*IN_REVIEW, wants) == [("revise-mou", prepares)]
    revised = events.MoURevised(**terms(content_hash=OTHER_HASH).model_dump())
    assert wanted(*IN_REVIEW, wants, revised) == [("resubmit-mou", prepares)]
    deputy = events.MoUSignatoriesNamed(party=SCHOOL_PARTY, who=(an_id(110),), by=PRINCIPAL.id)
    named = [f"{SCHOOL}/member/{an_id(110)}"]
    assert wanted(*IN_REVIEW, deputy)[1] == ("sign-mou", named)
    assert wanted(*ACTIVE, AGREEMENT_DRAFTED) == [("sign-agreement", principal), ("sign-agreement", hotel)]


def test_c3_a_suspended_mou_waits_for_the_principal_to_resume_or_end_it() -> None:
    (need,) = MOU.needs(given(MOU, *SUSPENDED).state)
    assert (need.what, need.whom.duty, need.by) == ("resume-or-end-mou", "end_mou", COURSE["ends_on"])
    resumed = events.MoUResumed(**COURSE, by=PRINCIPAL.id)
    assert not list(MOU.needs(given(MOU, *SUSPENDED, resumed).state))


def test_c3_first_and_last_day_and_the_days_of_notice_stand_in_calendars() -> None:
    days = [(each.what, each.starts.isoformat()) for each in MOU.dates(given(MOU, *ACTIVE).state)]
    assert days[::2] == [
        ("mou-starts", "2026-07-13"),
        ("mou-ends", "2027-07-12"),
        ("mou-notice", "2027-04-13"),
        ("mou-notice", "2027-06-12"),
        ("mou-notice", "2027-07-05"),
    ]
    announced = {each.what for each in MOU.dates(given(MOU, *ACTIVE, ANNOUNCED).state)}
    assert announced == {"mou-starts", "mou-ends", "mou-terminated"}
    with_agreement = [each.what for each in MOU.dates(given(MOU, *AGREEMENT_STANDS).state)]
    assert with_agreement.count("agreement-ends") == 2
    assert list(MOU.dates(given(MOU, *IN_REVIEW).state)) == []


def test_c28_every_party_of_a_joint_mou_can_clear_what_waits_for_it() -> None:
    parties = Parties(schools=(SCHOOL, OTHER_SCHOOL), organisations=(HOTEL,))
    joint = (events.MoUDrafted(**terms(parties=parties).model_dump()), *ACTIVE[1:])
    theirs = events.AgreementDrafted(**agreement(school=OTHER_SCHOOL).model_dump())
    refusal = events.MoUPartyRefused(
        party=HOTEL_PARTY, content_hash=HASH, how="key", by=HOTEL_KEY.id, reason=TEXT, document=AGREEMENT
    )
    for past in (joint[:1], joint[:2], joint, (*joint, theirs), (*joint, theirs, refusal)):
        explained(MOU, given(MOU, *past).state)
    wanted = [need.action for need in MOU.needs(given(MOU, *joint, theirs, refusal).state)]
    assert wanted == [f"PUT /schools/{{school}}/joint-mous/{{tenant}}/{{id}}/agreements/{AGREEMENT}/content"]
