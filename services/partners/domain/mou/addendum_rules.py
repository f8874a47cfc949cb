"""The rules of an addendum: it changes something signed, and supersedes without overwriting (C3)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from services.partners.domain.mou.agreement_rules import check_agreement, known, under_active
from services.partners.domain.mou.calendar import over_at
from services.partners.domain.mou.commands import DraftAddendum, SignAddendum, WithdrawAddendum
from services.partners.domain.mou.course_rules import grants
from services.partners.domain.mou.events import (
    AddendumDrafted,
    AddendumPartySigned,
    AddendumSigned,
    AddendumWithdrawn,
    AgreementAmended,
    MoUAmended,
    MoUEvent,
    QuotaGranted,
    QuotaWithdrawn,
)
from services.partners.domain.mou.mou_rules import check_covers, check_period
from services.partners.domain.mou.requiring import course
from services.partners.domain.mou.signing import all_signed, check_signature, signature_of
from services.partners.domain.mou.state import Addendum, MoU
from services.partners.domain.mou.terms import AgreementTerms, MoUTerms
from shared.days import day_in
from shared.events import Command
from shared.refusals import NotFound, Refused


def _draft(mou: MoU, command: DraftAddendum, now: datetime) -> list[MoUEvent]:
    if mou.addendum(command.addendum):
        raise Refused("exists-already", "This addendum exists already.", mend="Use another id.")
    about = command.agreement_terms.agreement if command.agreement_terms else None
    _check(mou, command.mou_terms, command.agreement_terms, now)
    _check_new(mou, command)
    if any(each.agreement == about and each.status == "drafted" for each in mou.addenda):
        raise Refused(
            "addendum-open",
            "Another addendum to it is waiting for signatures.",
            mend="Sign or withdraw that one first.",
        )
    return [AddendumDrafted.model_validate(command.model_dump() | {"agreement": about, "by": command.by.id})]


def _check_new(mou: MoU, command: DraftAddendum) -> None:
    """What is refused at drafting only: facts from elsewhere."""
    if command.mou_terms is not None:
        check_period(command.mou_terms, command.years)
        if command.mou_terms == mou.terms:
            raise _nothing_changed()
    if command.agreement_terms is not None:
        check_agreement(mou, command.agreement_terms, command.known_sites)
        _keeps_places(known(mou, command.agreement_terms.agreement).terms, command.agreement_terms)


def _check(mou: MoU, mou_terms: MoUTerms | None, agreement_terms: AgreementTerms | None, now: datetime) -> None:
    """What is refused at drafting and again at the last signature: much may have happened in between."""
    if mou_terms is not None:
        _check_mou(mou, mou_terms, now)
    if agreement_terms is not None:
        _check_agreement(mou, agreement_terms, now)


def _check_mou(mou: MoU, terms: MoUTerms, now: datetime) -> None:
    if not mou.binding:
        raise Refused("nothing-to-amend", f"The MoU is {mou.status}.", mend="Revise a draft; amend what is signed.")
    if terms.parties != mou.terms.parties or terms.starts_on != mou.terms.starts_on:
        raise Refused("other-parties", "An addendum keeps the parties and the first day.", mend="Draft another MoU.")
    _not_over(terms, mou, now)
    standing = [agreement.terms for agreement in mou.agreements if agreement.stands]
    for agreement in [*standing, *(terms.carries if mou.status == "signed" else ())]:
        _stays_covered(terms, agreement)


def _stays_covered(terms: MoUTerms, agreement: AgreementTerms) -> None:
    try:
        check_covers(terms, agreement)
    except Refused as refusal:
        raise Refused(
            "agreement-left-out",
            "An agreement would lie outside the MoU's period or scope.",
            mend="Amend or end that agreement first.",
            agreement=agreement.agreement,
            because=refusal.code,
        ) from None


def _check_agreement(mou: MoU, terms: AgreementTerms, now: datetime) -> None:
    under_active(mou)
    agreement = known(mou, terms.agreement)
    if not agreement.stands:
        raise Refused(
            "nothing-to-amend", f"The agreement is {agreement.status}.", mend="Revise a draft; amend what is signed."
        )
    before = agreement.terms
    fixed = (terms.school, terms.organisation, terms.kind, terms.starts_on)
    if fixed != (before.school, before.organisation, before.kind, before.starts_on):
        raise Refused(
            "other-parties", "An addendum keeps parties, kind and first day.", mend="Draft another agreement."
        )
    _not_going_on(mou)
    check_covers(mou.terms, terms)
    _not_over(terms, mou, now)


def _not_going_on(mou: MoU) -> None:
    """The renewal's text holds the agreements' terms as they are, and puts those into force on its first day."""
    if mou.followed_by is not None:
        raise Refused(
            "renewal-drafted",
            "A renewal of the MoU is drafted, with the terms that its agreements have now.",
            mend="Amend once the renewal is in force, or withdraw it, amend, and draft it anew.",
            renewal=mou.followed_by,
        )


def _not_over(terms: MoUTerms | AgreementTerms, mou: MoU, now: datetime) -> None:
    if now >= over_at(terms, mou.terms.zone):
        raise Refused("period-over", "The new last day is over already.", mend="Choose a later last day.")


def _keeps_places(before: AgreementTerms, after: AgreementTerms) -> None:
    if after == before:
        raise _nothing_changed()
    lines = {line.grant: line for line in before.quota}
    for line in after.quota:
        old = lines.get(line.grant)
        if old and (old.site, old.department, old.concentration) != (line.site, line.department, line.concentration):
            raise Refused(
                "grant-elsewhere",
                "A grant keeps its site, department and concentration.",
                mend="Leave it out and add another one.",
            )


def _nothing_changed() -> Refused:
    return Refused("nothing-changed", "The addendum changes nothing.", mend="Say what is to be different.")


def _sign(mou: MoU, command: SignAddendum, now: datetime) -> list[MoUEvent]:
    addendum = _known(mou, command.addendum)
    _check(mou, addendum.mou_terms, addendum.agreement_terms, now)
    if addendum.status != "drafted":
        raise Refused("addendum-decided", f"The addendum is {addendum.status}.", mend="Nothing has to be done.")
    check_signature(mou, addendum, command)
    signed = AddendumPartySigned.model_validate(signature_of(command))
    return [signed, *_takes_effect(mou, addendum, now)] if all_signed(addendum, command.party) else [signed]


def _takes_effect(mou: MoU, addendum: Addendum, now: datetime) -> list[MoUEvent]:
    signed: list[MoUEvent] = [AddendumSigned.model_validate(addendum.model_dump())]
    if addendum.mou_terms is not None:
        signed.append(_mou_amended(mou, addendum, addendum.mou_terms, now))
    if addendum.agreement_terms is not None:
        signed += _agreement_amended(mou, addendum, addendum.agreement_terms)
    return signed


def _mou_amended(mou: MoU, addendum: Addendum, terms: MoUTerms, now: datetime) -> MoUAmended:
    said = course(mou) | terms.model_dump(include={"ends_on", "scope", "concentrations", "notice_days"})
    on = day_in(mou.terms.zone, now)
    return MoUAmended(**said, addendum=addendum.addendum, on=on, content_hash=addendum.content)


def _agreement_amended(mou: MoU, addendum: Addendum, terms: AgreementTerms) -> list[MoUEvent]:
    before = known(mou, terms.agreement).terms
    said = terms.model_dump() | {
        "insured": terms.insured, "addendum": addendum.addendum, "content_hash": addendum.content,
    }  # fmt: skip
    return [AgreementAmended.model_validate(said), *_quota_changes(before, terms)]


def _quota_changes(before: AgreementTerms, after: AgreementTerms) -> list[MoUEvent]:
    kept = {line.grant for line in after.quota}
    whose = {"agreement": after.agreement, "school": after.school, "organisation": after.organisation}
    gone = [QuotaWithdrawn(grant=line.grant, **whose) for line in before.quota if line.grant not in kept]
    unchanged = {line.grant for line in before.quota if line in after.quota}
    changed = [each for each in grants(after) if isinstance(each, QuotaGranted) and each.grant not in unchanged]
    return [*gone, *changed]


def _withdraw(mou: MoU, command: WithdrawAddendum, _now: datetime) -> list[MoUEvent]:
    addendum = _known(mou, command.addendum)
    if addendum.status != "drafted":
        raise Refused("addendum-decided", f"The addendum is {addendum.status}.", mend="Nothing has to be done.")
    return [AddendumWithdrawn(addendum=addendum.addendum, by=command.by.id, reason=command.reason)]


def _known(mou: MoU, id: str) -> Addendum:
    addendum = mou.addendum(id)
    if addendum is None:
        raise NotFound("addendum", id)
    return addendum


CHANGING: Final[dict[type[Command], Callable[..., Any]]] = {
    DraftAddendum: _draft,
    SignAddendum: _sign,
    WithdrawAddendum: _withdraw,
}
