"""The rules of reviewing a draft: rounds that end when every party has answered (C3)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from services.partners.domain.contents import check_seen
from services.partners.domain.line import LINE
from services.partners.domain.mou.commands import CommentMoU, ResubmitMoU, ReviewMoU, SubmitMoU, WithdrawMoU
from services.partners.domain.mou.events import (
    MoUEvent,
    MoUPartyReviewed,
    MoUResubmitted,
    MoUReviewCommented,
    MoUReviewRoundEnded,
    MoUSubmittedForReview,
    MoUWithdrawn,
)
from services.partners.domain.mou.requiring import must_be
from services.partners.domain.mou.signing import check_link
from services.partners.domain.mou.state import MoU
from services.partners.domain.mou.terms import Party
from shared.days import day_in
from shared.events import Actor, Command
from shared.refusals import NotFound, Refused


def _submit(mou: MoU, command: SubmitMoU, _now: datetime) -> list[MoUEvent]:
    must_be(mou, "drafted", "Only a draft is submitted.")
    return [MoUSubmittedForReview(number=command.number, content_hash=mou.content)]


def _resubmit(mou: MoU, _command: ResubmitMoU, now: datetime) -> list[MoUEvent]:
    must_be(mou, "in_review", "Only what is in review is submitted again.")
    if mou.submitted == mou.content:
        raise Refused("nothing-changed", "The text has not changed since it was submitted.", mend="Revise it first.")
    on = day_in(mou.terms.zone, now)
    return [MoUResubmitted(round=mou.round + 1, content_hash=mou.content, on=on)]


def _comment(mou: MoU, command: CommentMoU, _now: datetime) -> list[MoUEvent]:
    must_be(mou, "in_review", "Comments belong to the review.")
    if command.by.kind == "link":
        check_link(mou, command.by)
    if command.content_hash is not None:
        check_seen(command.content_hash, mou.content)
    return [MoUReviewCommented(by=command.by.id, comment=command.comment)]


def _review(mou: MoU, command: ReviewMoU, _now: datetime) -> list[MoUEvent]:
    must_be(mou, "in_review", "Only what is in review is answered.")
    _may_answer(mou, command.party, command.by)
    if command.content_hash is not None:
        check_seen(command.content_hash, mou.content)
    if mou.submitted != mou.content:
        raise Refused(
            "not-resubmitted", "The text is being changed.", mend="Wait until it is submitted for another round."
        )
    if any(each.party == command.party for each in mou.reviews) or mou.has_signed(command.party):
        raise Refused("reviewed-already", "This party has answered in this round.", mend="Nothing has to be done.")
    if command.verdict == "changes_wanted" and command.comment is None:
        raise Refused("changes-without-comment", "Nobody can see what is to be changed.", mend="Say it in a comment.")
    reviewed = MoUPartyReviewed.model_validate(
        command.model_dump(exclude={"content_hash"}) | {"by": command.by.id, "round": mou.round}
    )
    return [reviewed, *round_over(mou, command.party, wants=command.verdict == "changes_wanted")]


def _may_answer(mou: MoU, party: Party, by: Actor) -> None:
    if party not in mou.parties():
        raise Refused("not-a-party", "This is no party of the document.", mend="Name a party of the document.")
    if party == mou.terms.parties.owner:
        raise Refused("own-draft", "The school that drafted does not review its own draft.", mend="Sign it, or revise.")
    if party.kind == "school" and not by.roles & set(LINE):
        raise Refused("not-in-line", "Only the coordination line answers for a school.", mend="Ask the coordinator.")
    if party.kind == "organisation" and by.organisation != party.id:
        raise NotFound("MoU")
    if by.kind == "link":
        check_link(mou, by)


def round_over(mou: MoU, now: Party, *, wants: bool) -> list[MoUEvent]:
    """That the round has ended, when `now` was the last party to answer."""
    wanted = {each.party for each in mou.reviews if each.verdict == "changes_wanted"} | set(mou.refused)
    answered = {each.party for each in mou.reviews} | {given.party for given in mou.signatures} | wanted
    asked = [party for party in mou.parties() if party != mou.terms.parties.owner]
    if now in answered or not set(asked) <= answered | {now}:
        return []
    changes = tuple(party for party in mou.parties() if party in wanted or (party == now and wants))
    return [MoUReviewRoundEnded(round=mou.round, changes_wanted_by=changes)]


def _withdraw(mou: MoU, command: WithdrawMoU, _now: datetime) -> list[MoUEvent]:
    if mou.status not in ("drafted", "in_review"):
        raise Refused(
            "nothing-to-withdraw", f"The MoU is {mou.status}.", mend="Terminate it if it was signed by everybody."
        )
    return [MoUWithdrawn(by=command.by.id, reason=command.reason)]


CHANGING: Final[dict[type[Command], Callable[..., Any]]] = {
    SubmitMoU: _submit,
    ResubmitMoU: _resubmit,
    CommentMoU: _comment,
    ReviewMoU: _review,
    WithdrawMoU: _withdraw,
}
