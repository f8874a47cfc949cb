"""Who may sign for whom, links that are passed on, reminders, and refusals with a reason (C3, C6)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.partners.domain.mou import MOU, commands, events
from services.partners.domain.mou.calendar import REMINDERS
from services.partners.domain.mou.terms import Parties
from shared.refusals import NotFound, Refused
from tests.given_when_then import NOW, given
from tests.unit.partners.cast import (
    ACTIVE,
    AGREEMENT,
    AGREEMENT_DRAFTED,
    ALL_SIGNED,
    AUGUST,
    BY_HOTEL,
    BY_PRINCIPAL,
    COLLEAGUE,
    COORDINATOR,
    DRAFTED,
    HASH,
    HOTEL,
    HOTEL_KEY,
    HOTEL_LINK,
    HOTEL_PARTY,
    HOTEL_SIGNED,
    IN_REVIEW,
    INVITED,
    OTHER_HASH,
    OTHER_HOTEL,
    PERSON,
    PRINCIPAL,
    SCAN,
    SCHOOL_PARTY,
    SCHOOL_SIGNED,
    SUBMITTED,
    TEXT,
    an_id,
    refuse,
    sign,
    sign_agreement,
    terms,
)

DEPUTY = PRINCIPAL.but(id=an_id(110), roles=frozenset({"teacher"}))
BY_LINK = sign(HOTEL_PARTY, HOTEL_LINK, "link")
COLLEAGUES_LINK = HOTEL_LINK.but(id=an_id(108), person=COLLEAGUE)
DEPUTY_NAMED = events.MoUSignatoriesNamed(party=SCHOOL_PARTY, who=(DEPUTY.id,), by=PRINCIPAL.id)
DIRECTOR_NAMED = events.MoUSignatoriesNamed(party=HOTEL_PARTY, who=(PERSON,), by=COORDINATOR.id)
DELEGATED = events.MoUSigningDelegated(
    organisation=HOTEL, person=PERSON, to=COLLEAGUE, by=HOTEL_LINK.id, on=date(2026, 7, 1)
)
REFUSED = events.MoUPartyRefused(party=HOTEL_PARTY, content_hash=HASH, how="key", by=HOTEL_KEY.id, reason=TEXT)
DELEGATE = commands.DelegateSigning(by=HOTEL_LINK, to=COLLEAGUE)


def name(**changed: Any) -> commands.NameSignatories:
    plain: dict[str, Any] = {"party": SCHOOL_PARTY, "who": (DEPUTY.id,), "by": PRINCIPAL}
    return commands.NameSignatories.model_validate(plain | changed)


# authorised signatories


def test_c3_a_school_names_its_signatories_and_then_only_they_sign() -> None:
    given(MOU, *IN_REVIEW).when(name()).then(DEPUTY_NAMED)
    given(MOU, *IN_REVIEW, DEPUTY_NAMED).when(BY_PRINCIPAL).refused("not-authorised-signatory")
    given(MOU, *IN_REVIEW, DEPUTY_NAMED).when(BY_PRINCIPAL.but(by=DEPUTY)).then(events.MoUPartySigned)
    given(MOU, *IN_REVIEW).when(BY_PRINCIPAL.but(by=DEPUTY)).refused("only-principal-signs")


def test_c3_nobody_named_is_as_if_none_had_been() -> None:
    state = given(MOU, *IN_REVIEW, DEPUTY_NAMED).when(name(who=())).then(events.MoUSignatoriesNamed)
    assert state.signatories == ()
    given(MOU, *IN_REVIEW, DEPUTY_NAMED).when(name()).then()


@pytest.mark.parametrize(
    ("past", "wrong", "code"),
    [
        (IN_REVIEW, {"by": COORDINATOR}, "only-principal-decides"),
        (IN_REVIEW, {"party": SCHOOL_PARTY.but(id=an_id(3))}, "not-a-party"),
        ((*IN_REVIEW, SCHOOL_SIGNED), {}, "already-signed"),
    ],
)
def test_c3_refuses_to_name_signatories(past: tuple[Any, ...], wrong: dict[str, Any], code: str) -> None:
    given(MOU, *past).when(name(**wrong)).refused(code)


def test_c3_only_named_contacts_of_an_organisation_are_invited_and_sign() -> None:
    past = (*IN_REVIEW, DIRECTOR_NAMED)
    invite = commands.InviteSignatory(organisation=HOTEL, person=COLLEAGUE)
    given(MOU, *past).when(invite).refused("not-authorised-signatory")
    given(MOU, *past).when(invite.but(person=PERSON)).then(INVITED)
    renamed = DIRECTOR_NAMED.but(who=(COLLEAGUE,))
    given(MOU, *past, INVITED, renamed).when(BY_LINK).refused("not-authorised-signatory")
    given(MOU, *past, INVITED).when(BY_LINK).then(events.MoUPartySigned)


def test_c3_paper_bears_the_signature_of_a_named_signatory() -> None:
    paper = sign(HOTEL_PARTY, COORDINATOR, "paper", evidence=SCAN)
    given(MOU, *IN_REVIEW, DIRECTOR_NAMED).when(paper).refused("not-authorised-signatory")
    decided = given(MOU, *IN_REVIEW, DIRECTOR_NAMED).when(paper.but(signed_by=PERSON))
    state = decided.then(events.MoUPartySigned)
    assert (state.signatures[0].person, state.signatures[0].content_hash) == (PERSON, HASH)


def test_c3_those_named_for_an_mou_sign_its_agreements_unless_others_are_named_there() -> None:
    past = (*IN_REVIEW, DEPUTY_NAMED, *ACTIVE[2:], AGREEMENT_DRAFTED)
    by_principal = sign_agreement(SCHOOL_PARTY, PRINCIPAL, "account")
    given(MOU, *past).when(by_principal, AUGUST).refused("not-authorised-signatory")
    there = events.MoUSignatoriesNamed(party=SCHOOL_PARTY, who=(PRINCIPAL.id,), by=PRINCIPAL.id, document=AGREEMENT)
    given(MOU, *past, there).when(by_principal, AUGUST).then(events.AgreementPartySigned)


def test_c3_one_person_signs_by_two_links_for_one_party_only() -> None:
    parties = Parties(schools=(SCHOOL_PARTY.id,), organisations=(HOTEL, OTHER_HOTEL))
    signed = events.MoUPartySigned(party=HOTEL_PARTY, by=HOTEL_LINK.id, how="link", content_hash=HASH, person=PERSON)
    past = (
        events.MoUDrafted(**terms(parties=parties).model_dump()), SUBMITTED, INVITED.but(organisation=OTHER_HOTEL),
        signed,
    )  # fmt: skip
    other_link = HOTEL_LINK.but(id=an_id(109), organisation=OTHER_HOTEL)
    signature = sign(HOTEL_PARTY.but(id=OTHER_HOTEL), other_link, "link")
    given(MOU, *past).when(signature).refused("signed-for-another")


# links


def test_c3_a_link_is_passed_on_and_the_first_one_stops() -> None:
    given(MOU, *IN_REVIEW, INVITED).when(DELEGATE).then(DELEGATED)
    past = (*IN_REVIEW, INVITED, DELEGATED)
    given(MOU, *past).when(BY_LINK).refused("link-stopped")
    given(MOU, *past).when(DELEGATE).refused("link-stopped")
    given(MOU, *past).when(BY_LINK.but(by=COLLEAGUES_LINK)).then(events.MoUPartySigned)


def test_c3_a_colleague_takes_the_place_of_a_named_signatory() -> None:
    past = (*IN_REVIEW, DIRECTOR_NAMED, INVITED, DELEGATED)
    given(MOU, *past).when(BY_LINK.but(by=COLLEAGUES_LINK)).then(events.MoUPartySigned)


@pytest.mark.parametrize(
    ("past", "command", "code"),
    [
        (IN_REVIEW, DELEGATE, "link-stopped"),
        (IN_REVIEW, DELEGATE.but(by=HOTEL_LINK.but(person=None)), "link-without-person"),
        ((*IN_REVIEW, INVITED, HOTEL_SIGNED), DELEGATE, "already-signed"),
        ((*IN_REVIEW, INVITED, REFUSED), DELEGATE, "already-signed"),
        ((*IN_REVIEW, INVITED, SCHOOL_SIGNED, HOTEL_SIGNED, ALL_SIGNED[-1]), DELEGATE, "nothing-to-sign"),
        ((*IN_REVIEW, HOTEL_SIGNED), commands.InviteSignatory(organisation=HOTEL, person=PERSON), "already-signed"),
        (
            (*IN_REVIEW, INVITED, HOTEL_SIGNED),
            commands.RemindSignatory(organisation=HOTEL, person=PERSON, by=COORDINATOR),
            "already-signed",
        ),
    ],
)
def test_c3_refuses_links_without_purpose(past: tuple[Any, ...], command: Any, code: str) -> None:
    given(MOU, *past).when(command).refused(code)


def test_c3_the_school_sends_a_link_again_to_who_was_invited() -> None:
    remind = commands.RemindSignatory(organisation=HOTEL, person=PERSON, by=COORDINATOR)
    given(MOU, *IN_REVIEW, INVITED).when(remind).then(
        events.MoUSignatoryReminded(organisation=HOTEL, person=PERSON, by=COORDINATOR.id)
    )
    with pytest.raises(NotFound):
        given(MOU, *IN_REVIEW).when(remind)
    with pytest.raises(NotFound):
        given(MOU, *IN_REVIEW).when(remind.but(document=AGREEMENT))


# reminders


def _lived(past: tuple[Any, ...], until: datetime) -> list[tuple[int, str]]:
    """Days since the invitation and what time alone brought."""
    state = given(MOU, *past).state
    told = []
    while (thing := MOU.due(state)) is not None and thing.at <= until:
        for event in MOU.decide(state, thing.command, thing.at):
            state = MOU.evolve(state, event)
            told.append(
                ((thing.at + timedelta(hours=7)).date().toordinal() - INVITED.on.toordinal(), type(event).__name__)
            )
    return told


def test_c3_reminds_after_three_seven_and_fourteen_days_in_the_morning() -> None:
    told = _lived((*IN_REVIEW, INVITED), NOW + timedelta(days=90))
    assert told == [(days, "MoUReminderDue") for days in REMINDERS]
    thing = MOU.due(given(MOU, *IN_REVIEW, INVITED).state)
    assert thing is not None
    assert thing.at == datetime(2026, 7, 4, 1, 0, tzinfo=UTC), "08:00 in Palangka Raya"


@pytest.mark.parametrize("matter", [HOTEL_SIGNED, REFUSED, events.MoUWithdrawn(by=COORDINATOR.id, reason=TEXT)])
def test_c3_reminders_stop_when_the_matter_ends(matter: Any) -> None:
    assert _lived((*IN_REVIEW, INVITED, matter), NOW + timedelta(days=10)) == []


def test_c3_reminders_count_anew_for_a_colleague() -> None:
    told = _lived((*IN_REVIEW, INVITED, DELEGATED.but(on=date(2026, 7, 11))), NOW + timedelta(days=90))
    assert told == [(days + 10, "MoUReminderDue") for days in REMINDERS]


def test_c3_a_scheduler_that_was_down_reminds_once_of_all_that_it_missed() -> None:
    mark = commands.MarkReminder(organisation=HOTEL, person=PERSON)
    late = NOW + timedelta(days=8)
    state = (
        given(MOU, *IN_REVIEW, INVITED)
        .when(mark, late)
        .then(events.MoUReminderDue(organisation=HOTEL, person=PERSON, reminders=2))
    )
    with pytest.raises(Refused, match="too-early"):
        MOU.decide(state, mark, late)
    given(MOU, *IN_REVIEW, INVITED).when(mark, NOW).refused("too-early")
    given(MOU, *IN_REVIEW, INVITED, HOTEL_SIGNED).when(mark, late).refused("too-early")


# refusals


def test_c3_a_party_refuses_with_a_reason_and_its_signature_lifts_it() -> None:
    refusal = refuse(HOTEL_PARTY, HOTEL_KEY, "key")
    given(MOU, *IN_REVIEW).when(refusal).then(REFUSED, events.MoUReviewRoundEnded)
    state = given(MOU, *IN_REVIEW, REFUSED).when(BY_HOTEL).then(HOTEL_SIGNED)
    assert state.refused == ()


def test_c3_another_text_lifts_a_refusal() -> None:
    state = given(MOU, *IN_REVIEW, REFUSED, events.MoURevised(**terms(content_hash=OTHER_HASH).model_dump())).state
    assert state.refused == ()


def test_c3_an_agreement_is_refused_by_school_hotel_and_link() -> None:
    past = (*ACTIVE, AGREEMENT_DRAFTED)
    for party, by, how in ((SCHOOL_PARTY, PRINCIPAL, "account"), (HOTEL_PARTY, HOTEL_KEY, "key")):
        refusal = refuse(party, by, how, document=AGREEMENT)
        state = given(MOU, *past).when(refusal, AUGUST).then(events.MoUPartyRefused)
        assert state.agreements[0].refused == (party,)
    by_link = refuse(HOTEL_PARTY, HOTEL_LINK, "link", document=AGREEMENT)
    given(MOU, *past, INVITED).when(by_link, AUGUST).refused("link-stopped")
    given(MOU, *past, INVITED.but(document=AGREEMENT)).when(by_link, AUGUST).then(events.MoUPartyRefused)


@pytest.mark.parametrize(
    ("past", "refusal", "code"),
    [
        ((DRAFTED,), refuse(HOTEL_PARTY, HOTEL_KEY, "key"), "nothing-to-sign"),
        (ALL_SIGNED, refuse(HOTEL_PARTY, HOTEL_KEY, "key"), "nothing-to-sign"),
        ((*IN_REVIEW, REFUSED), refuse(HOTEL_PARTY, HOTEL_KEY, "key"), "refused-already"),
        ((*IN_REVIEW, HOTEL_SIGNED), refuse(HOTEL_PARTY, HOTEL_KEY, "key"), "already-signed"),
        (IN_REVIEW, refuse(HOTEL_PARTY, HOTEL_KEY, "key", content_hash=OTHER_HASH), "content-changed"),
        (IN_REVIEW, refuse(SCHOOL_PARTY, COORDINATOR, "account"), "only-principal-signs"),
        (IN_REVIEW, refuse(HOTEL_PARTY, COORDINATOR, "paper"), "paper-without-evidence"),
    ],
)
def test_c3_refuses_a_refusal_that_is_none(past: tuple[Any, ...], refusal: Any, code: str) -> None:
    given(MOU, *past).when(refusal).refused(code)
