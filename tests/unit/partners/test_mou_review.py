"""Review of a draft in rounds, and taking it back (C3)."""

from datetime import date
from typing import Any

import pytest

from services.partners.domain.mou import MOU, commands, events
from services.partners.domain.mou.terms import Parties, Party
from shared.refusals import NotFound
from tests.given_when_then import given
from tests.unit.partners.cast import (
    ALL_SIGNED,
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
    OTHER_KEY,
    OTHER_SCHOOL,
    PRINCIPAL,
    SCHOOL,
    SCHOOL_PARTY,
    SUBMITTED,
    TEACHER,
    TEXT,
    refuse,
    sign,
    terms,
)

AGREES = commands.ReviewMoU(party=HOTEL_PARTY, verdict="agreed", by=HOTEL_KEY)
WANTS = AGREES.but(verdict="changes_wanted", comment=TEXT)
AGREED = events.MoUPartyReviewed(party=HOTEL_PARTY, round=1, verdict="agreed", by=HOTEL_KEY.id)
WANTED = AGREED.but(verdict="changes_wanted", comment=TEXT)
REVISED = events.MoURevised(**terms(content_hash=OTHER_HASH).model_dump())
RESUBMITTED = events.MoUResubmitted(round=2, content_hash=OTHER_HASH, on=date(2026, 7, 1))
OTHER_PARTY = Party(kind="school", id=OTHER_SCHOOL)
JOINT = Parties(schools=(SCHOOL, OTHER_SCHOOL), organisations=(HOTEL,))
JOINT_IN_REVIEW = (events.MoUDrafted(**terms(parties=JOINT).model_dump()), SUBMITTED)


def test_c3_a_round_ends_when_every_party_has_answered() -> None:
    given(MOU, *IN_REVIEW).when(AGREES).then(AGREED, events.MoUReviewRoundEnded(round=1))
    wanted = events.MoUReviewRoundEnded(round=1, changes_wanted_by=(HOTEL_PARTY,))
    given(MOU, *IN_REVIEW).when(WANTS).then(WANTED, wanted)


def test_c3_a_round_of_two_schools_and_a_hotel_waits_for_both() -> None:
    other = commands.ReviewMoU(party=OTHER_PARTY, verdict="agreed", by=COORDINATOR)
    given(MOU, *JOINT_IN_REVIEW).when(WANTS).then(WANTED)
    ended = events.MoUReviewRoundEnded(round=1, changes_wanted_by=(HOTEL_PARTY,))
    given(MOU, *JOINT_IN_REVIEW, WANTED).when(other).then(events.MoUPartyReviewed, ended)


def test_c3_a_refusal_is_an_answer_and_a_signature_too() -> None:
    refusal = refuse(OTHER_PARTY, PRINCIPAL, "account")
    ended = events.MoUReviewRoundEnded(round=1, changes_wanted_by=(OTHER_PARTY,))
    given(MOU, *JOINT_IN_REVIEW, HOTEL_SIGNED).when(refusal).then(events.MoUPartyRefused, ended)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"party": SCHOOL_PARTY, "by": COORDINATOR}, "own-draft"),
        ({"party": HOTEL_PARTY.but(id=OTHER_HOTEL), "by": OTHER_KEY}, "not-a-party"),
        ({"verdict": "changes_wanted"}, "changes-without-comment"),
        ({"by": HOTEL_LINK}, "link-stopped"),
        ({"by": HOTEL_LINK.but(person=None)}, "link-without-person"),
    ],
)
def test_c3_refuses_a_review_that_is_none(wrong: dict[str, Any], code: str) -> None:
    given(MOU, *IN_REVIEW).when(AGREES.but(**wrong)).refused(code)


def test_c3_only_the_line_answers_for_a_school_and_the_hotel_for_itself() -> None:
    other = commands.ReviewMoU(party=OTHER_PARTY, verdict="agreed", by=TEACHER)
    given(MOU, *JOINT_IN_REVIEW).when(other).refused("not-in-line")
    with pytest.raises(NotFound):
        given(MOU, *IN_REVIEW).when(AGREES.but(by=OTHER_KEY))


def test_c3_a_party_answers_once_in_a_round_and_only_in_review() -> None:
    given(MOU, *IN_REVIEW, AGREED).when(WANTS).refused("reviewed-already")
    given(MOU, *IN_REVIEW, HOTEL_SIGNED).when(AGREES).refused("reviewed-already")
    given(MOU, DRAFTED).when(AGREES).refused("mou-not-in-review")
    given(MOU, *IN_REVIEW, INVITED).when(AGREES.but(by=HOTEL_LINK)).then(
        events.MoUPartyReviewed, events.MoUReviewRoundEnded
    )


def test_c3_a_changed_text_is_submitted_again() -> None:
    given(MOU, *IN_REVIEW).when(commands.ResubmitMoU()).refused("nothing-changed")
    given(MOU, DRAFTED).when(commands.ResubmitMoU()).refused("mou-not-in-review")
    state = given(MOU, *IN_REVIEW, WANTED, REVISED).when(commands.ResubmitMoU()).then(RESUBMITTED)
    assert (state.round, state.reviews) == (2, ())


def test_c3_nobody_answers_or_signs_what_is_being_changed() -> None:
    past = (*IN_REVIEW, WANTED, REVISED)
    signature = sign(HOTEL_PARTY, HOTEL_KEY, "key", content_hash=OTHER_HASH)
    given(MOU, *past).when(AGREES).refused("not-resubmitted")
    given(MOU, *past).when(signature).refused("not-resubmitted")
    given(MOU, *past, RESUBMITTED).when(AGREES).then(AGREED.but(round=2), events.MoUReviewRoundEnded(round=2))
    given(MOU, *past, RESUBMITTED).when(signature).then(events.MoUPartySigned)


def test_c3_a_link_comments_only_as_long_as_it_is_good() -> None:
    comment = commands.CommentMoU(by=HOTEL_LINK, comment=TEXT)
    given(MOU, *IN_REVIEW).when(comment).refused("link-stopped")
    given(MOU, *IN_REVIEW, INVITED).when(comment).then(events.MoUReviewCommented)


@pytest.mark.parametrize("past", [(DRAFTED,), IN_REVIEW, (*IN_REVIEW, HOTEL_SIGNED)])
def test_c3_a_draft_can_be_taken_back(past: tuple[Any, ...]) -> None:
    state = given(MOU, *past).when(commands.WithdrawMoU(by=COORDINATOR, reason=TEXT)).then(events.MoUWithdrawn)
    assert state.status == "withdrawn"
    assert MOU.due(state) is None


def test_c3_refuses_to_withdraw_what_everybody_signed() -> None:
    given(MOU, *ALL_SIGNED).when(commands.WithdrawMoU(by=COORDINATOR, reason=TEXT)).refused("nothing-to-withdraw")


def test_c3_whoever_signs_a_text_takes_the_own_wish_for_changes_of_it_back() -> None:
    def waits(*past: Any) -> set[tuple[str, str]]:
        return {(need.what, key) for need in MOU.needs(given(MOU, *past).state) for key in need.whom.keys(SCHOOL)}

    signature = sign(HOTEL_PARTY, HOTEL_KEY, "key")
    state = given(MOU, *IN_REVIEW, WANTED).when(signature).then(HOTEL_SIGNED)
    assert state.reviews == ()
    assert waits(*IN_REVIEW, WANTED, HOTEL_SIGNED) == {("sign-mou", f"{SCHOOL}/duty/sign_mou")}
    other_wants = WANTED.but(party=OTHER_PARTY)
    both = (*JOINT_IN_REVIEW, WANTED, other_wants)
    assert waits(*both, HOTEL_SIGNED) == {("revise-mou", f"{SCHOOL}/duty/prepare_mous")}
    given(MOU, *JOINT_IN_REVIEW, WANTED, HOTEL_SIGNED).when(
        commands.ReviewMoU(party=OTHER_PARTY, verdict="agreed", by=COORDINATOR)
    ).then(events.MoUPartyReviewed, events.MoUReviewRoundEnded(round=1))
    kept = given(MOU, *IN_REVIEW, AGREED).when(signature).then(HOTEL_SIGNED)
    assert [each.verdict for each in kept.reviews] == ["agreed"]


def test_c3_an_answer_to_another_text_than_the_present_one_is_refused() -> None:
    past = (*IN_REVIEW, INVITED, WANTED, REVISED, RESUBMITTED)
    given(MOU, *past).when(WANTS.but(content_hash=HASH)).refused("content-changed")
    comment = commands.CommentMoU(by=HOTEL_LINK, comment=TEXT)
    given(MOU, *past).when(comment.but(content_hash=HASH)).refused("content-changed")
    given(MOU, *past).when(comment.but(content_hash=OTHER_HASH)).then(events.MoUReviewCommented)
    given(MOU, *past).when(WANTS.but(content_hash=OTHER_HASH)).then(WANTED.but(round=2), events.MoUReviewRoundEnded)
    given(MOU, *past).when(WANTS).then(WANTED.but(round=2), events.MoUReviewRoundEnded)
