"""Addenda change what was signed without overwriting it (C3, C15)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.partners.domain.mou import MOU, commands, events
from services.partners.domain.mou.terms import Parties
from tests.given_when_then import given
from tests.unit.partners.cast import (
    ACTIVE,
    ADDENDUM,
    ADDENDUM_HASH,
    ADDENDUM_NUMBER,
    AGREEMENT,
    AGREEMENT_ADDENDUM,
    AGREEMENT_DRAFTED,
    AGREEMENT_STANDS,
    AUGUST,
    COORDINATOR,
    COURSE,
    HASH,
    HOTEL,
    HOTEL_KEY,
    HOTEL_LINK,
    HOTEL_PARTY,
    IN_REVIEW,
    OTHER_HASH,
    OTHER_HOTEL,
    PERSON,
    PRINCIPAL,
    QUOTA,
    SCHOOL,
    SCHOOL_PARTY,
    SUSPENDED,
    TEXT,
    agreement,
    amend_agreement,
    an_id,
    draft_addendum,
    line,
    sign_addendum,
    terms,
)

LONGER = terms(ends_on=date(2028, 7, 12))
DRAFTED = events.AddendumDrafted(
    addendum=ADDENDUM, number=ADDENDUM_NUMBER, text=TEXT, content_hash=ADDENDUM_HASH, mou_terms=LONGER,
    by=COORDINATOR.id,
)  # fmt: skip
BY_SCHOOL = sign_addendum(SCHOOL_PARTY, PRINCIPAL, "account")
BY_HOTEL = sign_addendum(HOTEL_PARTY, HOTEL_KEY, "key")
SCHOOL_SIGNED = events.AddendumPartySigned(
    addendum=ADDENDUM, party=SCHOOL_PARTY, by=PRINCIPAL.id, how="account", content_hash=ADDENDUM_HASH
)
FOLLOWING = an_id(46)
MORE = agreement(ends_on=date(2027, 3, 31), quota=(line(places=6), line(grant=an_id(45), places=2)))


def _agreed(**changed: Any) -> tuple[Any, ...]:
    """An amended agreement that the school has signed."""
    command = amend_agreement(**changed)
    decided = given(MOU, *AGREEMENT_STANDS).when(command, AUGUST)
    drafted = decided.events[0]
    return (*AGREEMENT_STANDS, drafted, SCHOOL_SIGNED.but(addendum=AGREEMENT_ADDENDUM))


def test_c3_an_addendum_takes_effect_with_the_last_signature() -> None:
    given(MOU, *ACTIVE).when(draft_addendum(), AUGUST).then(DRAFTED)
    given(MOU, *ACTIVE, DRAFTED).when(BY_SCHOOL, AUGUST).then(SCHOOL_SIGNED)
    state = given(MOU, *ACTIVE, DRAFTED, SCHOOL_SIGNED).when(BY_HOTEL, AUGUST).then(
        events.AddendumPartySigned,
        events.AddendumSigned(addendum=ADDENDUM, number=ADDENDUM_NUMBER, content_hash=ADDENDUM_HASH),
        events.MoUAmended(
            **COURSE | {"ends_on": date(2028, 7, 12)}, addendum=ADDENDUM, on=date(2026, 8, 3), scope=("placement",),
            concentrations=("9.1.1",), notice_days=0, content_hash=ADDENDUM_HASH,
        ),
    )  # fmt: skip
    assert (state.terms.ends_on, state.addenda[0].status) == (date(2028, 7, 12), "signed")


def test_c3_an_agreement_that_may_go_on_under_a_renewal_is_not_amended_meanwhile() -> None:
    """The renewal's text names its terms, and would undo the addendum on its first day."""
    amend, begun = amend_agreement(ends_on=date(2027, 3, 31)), events.MoURenewalBegun(**COURSE, by=FOLLOWING)
    refusal = given(MOU, *AGREEMENT_STANDS, begun).when(amend, AUGUST).refused("renewal-drafted")
    assert refusal.facts["renewal"] == FOLLOWING
    sign = BY_HOTEL.but(addendum=AGREEMENT_ADDENDUM)
    given(MOU, *_agreed(ends_on=date(2027, 3, 31)), begun).when(sign, AUGUST).refused("renewal-drafted")
    dropped = events.MoURenewalDropped(**COURSE, by=FOLLOWING)
    given(MOU, *AGREEMENT_STANDS, begun, dropped).when(amend, AUGUST).then(events.AddendumDrafted)
    given(MOU, *ACTIVE, begun).when(draft_addendum(), AUGUST).then(DRAFTED)


def test_c3_what_was_signed_before_stays_signed() -> None:
    state = given(MOU, *ACTIVE, DRAFTED, SCHOOL_SIGNED).when(BY_HOTEL, AUGUST).state
    assert [given.content_hash for given in state.signatures] == [HASH, HASH]
    assert state.content == HASH
    assert [given.content_hash for given in state.addenda[0].signatures] == [ADDENDUM_HASH, ADDENDUM_HASH]


def test_c3_an_addendum_is_signed_by_todays_signatories_not_by_those_of_the_first_text() -> None:
    then = events.MoUSignatoriesNamed(party=SCHOOL_PARTY, who=(an_id(110),), by=PRINCIPAL.id)
    past = (*IN_REVIEW, then, *ACTIVE[2:])
    given(MOU, *past, DRAFTED).when(BY_SCHOOL, AUGUST).then(SCHOOL_SIGNED)
    today = events.Authorised(party=HOTEL_PARTY, who=(an_id(52),))
    invite = commands.InviteSignatory(organisation=HOTEL, person=PERSON, document=ADDENDUM)
    named = (*past, DRAFTED.but(signatories=(today,)))
    given(MOU, *named).when(invite, AUGUST).refused("not-authorised-signatory")
    given(MOU, *named).when(invite.but(person=an_id(52)), AUGUST).then(events.MoUSignatoryInvited)
    given(MOU, *named).when(sign_addendum(HOTEL_PARTY, HOTEL_LINK, "link"), AUGUST).refused("link-stopped")


def test_c3_notices_are_given_anew_for_the_new_end() -> None:
    noticed = (*ACTIVE, events.MoUExpiring(**COURSE, days=90), DRAFTED, SCHOOL_SIGNED)
    june = datetime(2027, 6, 1, tzinfo=UTC)
    state = given(MOU, *noticed).when(BY_HOTEL, june).state
    thing = MOU.due(state)
    assert thing is not None
    assert (thing.command, thing.at) == (
        commands.NoticeExpiry(days=90),
        datetime(2028, 4, 12, 17, tzinfo=UTC),
    )


def test_c3_a_shorter_period_gives_no_notice_of_days_that_have_passed() -> None:
    longer = (*ACTIVE, DRAFTED, SCHOOL_SIGNED)
    may = datetime(2027, 7, 1, tzinfo=UTC)
    long = given(MOU, *longer).when(BY_HOTEL, AUGUST).state
    second = draft_addendum(addendum=an_id(46), mou_terms=LONGER.but(ends_on=date(2027, 8, 1)))
    state = long
    for command in (
        second,
        BY_SCHOOL.but(addendum=an_id(46)),
        BY_HOTEL.but(addendum=an_id(46)),
    ):
        state = MOU.fold_all(state, MOU.decide(state, command, may))
        assert state is not None
    thing = MOU.due(state)
    assert thing is not None
    assert thing.command == commands.NoticeExpiry(days=30)


@pytest.mark.parametrize(
    ("past", "changed", "code"),
    [
        (IN_REVIEW, {}, "nothing-to-amend"),
        ((*ACTIVE, events.MoUExpired(**COURSE)), {}, "nothing-to-amend"),
        ((*ACTIVE, DRAFTED), {"addendum": an_id(46)}, "addendum-open"),
        ((*ACTIVE, DRAFTED), {}, "exists-already"),
        (ACTIVE, {"mou_terms": terms()}, "nothing-changed"),
        (ACTIVE, {"mou_terms": terms(ends_on=date(2026, 7, 13))}, "period-over"),
        (ACTIVE, {"mou_terms": terms(ends_on=date(2032, 7, 12))}, "period-out-of-bounds"),
        (ACTIVE, {"mou_terms": LONGER.but(starts_on=date(2026, 7, 14))}, "other-parties"),
        (
            ACTIVE,
            {"mou_terms": LONGER.but(parties=Parties(schools=(SCHOOL,), organisations=(OTHER_HOTEL,)))},
            "other-parties",
        ),
        (AGREEMENT_STANDS, {"mou_terms": terms(scope=("guest_teaching",))}, "agreement-left-out"),
    ],
)
def test_c3_refuses_an_addendum_to_an_mou(past: tuple[Any, ...], changed: dict[str, Any], code: str) -> None:
    given(MOU, *past).when(draft_addendum(**changed), AUGUST).refused(code)


def test_c3_refuses_signatures_on_an_addendum_that_is_decided_or_came_too_late() -> None:
    withdrawn = (*ACTIVE, DRAFTED, events.AddendumWithdrawn(addendum=ADDENDUM, by=COORDINATOR.id, reason=TEXT))
    withdraw = commands.WithdrawAddendum(addendum=ADDENDUM, by=COORDINATOR, reason=TEXT)
    given(MOU, *ACTIVE, DRAFTED).when(withdraw, AUGUST).then(withdrawn[-1])
    given(MOU, *withdrawn).when(BY_SCHOOL, AUGUST).refused("addendum-decided")
    given(MOU, *withdrawn).when(withdraw, AUGUST).refused("addendum-decided")
    given(MOU, *ACTIVE, DRAFTED).when(BY_HOTEL.but(content_hash=OTHER_HASH), AUGUST).refused("content-changed")
    over = (*ACTIVE, DRAFTED, events.MoUExpired(**COURSE))
    given(MOU, *over).when(BY_SCHOOL, AUGUST).refused("nothing-to-amend")


def test_c15_an_amended_agreement_grants_its_quota_anew() -> None:
    past = _agreed(ends_on=date(2027, 3, 31), quota=MORE.quota)
    decided = given(MOU, *past).when(BY_HOTEL.but(addendum=AGREEMENT_ADDENDUM), AUGUST)
    state = decided.then(
        events.AddendumPartySigned,
        events.AddendumSigned,
        events.AgreementAmended(
            **MORE.model_dump(exclude={"content_hash"}), insured=True, addendum=AGREEMENT_ADDENDUM,
            content_hash=ADDENDUM_HASH,
        ),
        QUOTA.but(places=6),
        QUOTA.but(grant=an_id(45), places=2),
    )  # fmt: skip
    assert state.agreements[0].terms == MORE
    assert MOU.audience(state, decided.events[2]).partners == (HOTEL,)


def test_c15_a_quota_that_stays_is_not_granted_again_and_one_that_goes_is_withdrawn() -> None:
    past = _agreed(ends_on=date(2027, 3, 31))
    sign = BY_HOTEL.but(addendum=AGREEMENT_ADDENDUM)
    given(MOU, *past).when(sign, AUGUST).then(
        events.AddendumPartySigned, events.AddendumSigned, events.AgreementAmended
    )
    withdrawn = events.QuotaWithdrawn(grant=line().grant, agreement=AGREEMENT, school=SCHOOL, organisation=HOTEL)
    given(MOU, *_agreed(quota=())).when(sign, AUGUST).then(
        events.AddendumPartySigned, events.AddendumSigned, events.AgreementAmended, withdrawn
    )


@pytest.mark.parametrize(
    ("past", "changed", "code"),
    [
        ((*ACTIVE, AGREEMENT_DRAFTED), {"quota": ()}, "nothing-to-amend"),
        ((*AGREEMENT_STANDS, SUSPENDED[-1]), {"quota": ()}, "mou-not-active"),
        (AGREEMENT_STANDS, {}, "nothing-changed"),
        (AGREEMENT_STANDS, {"kind": "guest_teaching"}, "other-parties"),
        (AGREEMENT_STANDS, {"ends_on": date(2027, 7, 13)}, "outside-period"),
        (AGREEMENT_STANDS, {"sites": (an_id(39),)}, "unknown-site"),
        (AGREEMENT_STANDS, {"quota": (line(department="front_office"),)}, "grant-elsewhere"),
        (AGREEMENT_STANDS, {"quota": (line(ends_on=date(2027, 3, 1)),)}, "quota-outside-agreement"),
    ],
)
def test_c3_refuses_an_addendum_to_an_agreement(past: tuple[Any, ...], changed: dict[str, Any], code: str) -> None:
    given(MOU, *past).when(amend_agreement(**changed), AUGUST).refused(code)


def test_c3_an_mou_is_not_shortened_below_an_agreement_that_was_signed_meanwhile() -> None:
    shorter = DRAFTED.but(mou_terms=terms(scope=("guest_teaching",)))
    past = (*ACTIVE, shorter, SCHOOL_SIGNED, *AGREEMENT_STANDS[len(ACTIVE) :])
    given(MOU, *past).when(BY_HOTEL, AUGUST).refused("agreement-left-out")
