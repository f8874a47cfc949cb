"""The rules of an agreement under an MoU: one function per command (C3)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from services.partners.domain.mou.calendar import over_at, starts_at
from services.partners.domain.mou.commands import (
    ActivateAgreement,
    DraftAgreement,
    EndAgreement,
    KnownSite,
    ReviseAgreement,
    SignAgreement,
    WithdrawAgreement,
)
from services.partners.domain.mou.course_rules import agreement_ended, grants
from services.partners.domain.mou.events import (
    AgreementActivated,
    AgreementDrafted,
    AgreementPartySigned,
    AgreementRevised,
    AgreementSigned,
    MoUEvent,
)
from services.partners.domain.mou.mou_rules import check_covers
from services.partners.domain.mou.signing import all_signed, check_signature, signature_of
from services.partners.domain.mou.state import Agreement, AgreementStatus, MoU
from services.partners.domain.mou.terms import AgreementTerms, QuotaLine
from services.partners.domain.values import must_be_due
from shared.events import Command
from shared.refusals import NotFound, Refused


def _draft(mou: MoU, command: DraftAgreement, _now: datetime) -> list[MoUEvent]:
    under_active(mou)
    if mou.agreement(command.terms.agreement):
        raise Refused("exists-already", "This agreement exists already.", mend="Use another id.")
    check_agreement(mou, command.terms, command.known_sites)
    return [AgreementDrafted.model_validate(command.terms.model_dump() | {"number": command.number})]


def _revise(mou: MoU, command: ReviseAgreement, _now: datetime) -> list[MoUEvent]:
    under_active(mou)
    agreement = known(mou, command.terms.agreement)
    if agreement.status != "drafted":
        raise Refused("signed-text", "What everybody signed is not changed.", mend="Agree on an addendum.")
    if (command.terms.school, command.terms.organisation) != (agreement.terms.school, agreement.terms.organisation):
        raise Refused("other-parties", "An agreement keeps its two parties.", mend="Draft another agreement.")
    check_agreement(mou, command.terms, command.known_sites)
    if command.terms.content_hash == agreement.content:
        return []
    return [AgreementRevised.model_validate(command.terms.model_dump())]


def _withdraw(mou: MoU, command: WithdrawAgreement, _now: datetime) -> list[MoUEvent]:
    agreement = known(mou, command.agreement)
    _must_be(agreement, "drafted")
    ended = agreement_ended(agreement.terms, "withdrawn")
    return [ended.but(by=command.by.id, why=command.reason)]


def under_active(mou: MoU) -> None:
    """Refuse whatever begins something new under an MoU that is not in force, or that is about to be ended."""
    if mou.status != "active":
        raise Refused("mou-not-active", f"The MoU is {mou.status}, not active.", mend="Wait until it is in force.")
    if mou.terminates_on is not None:
        raise Refused(
            "termination-announced",
            f"The MoU will be terminated on {mou.terminates_on}.",
            mend="Withdraw that notice first.",
        )


def check_agreement(mou: MoU, terms: AgreementTerms, known_sites: tuple[KnownSite, ...]) -> None:
    """Refuse terms outside the MoU, at sites that nobody knows, or with a quota outside the agreement."""
    check_covers(mou.terms, terms)
    _at_known_sites(terms, known_sites)
    for line in terms.quota:
        _inside_agreement(terms, line, known_sites)


def _at_known_sites(terms: AgreementTerms, known: tuple[KnownSite, ...]) -> None:
    if not set(terms.sites) <= {site.site for site in known}:
        raise Refused("unknown-site", "A site is not in the register.", mend="Add the site to the organisation first.")


def _inside_agreement(terms: AgreementTerms, line: QuotaLine, known: tuple[KnownSite, ...]) -> None:
    departments = {(site.site, name) for site in known for name in (None, *site.departments)}
    if (line.site, line.department) not in departments or line.site not in terms.sites:
        raise Refused(
            "unknown-site", "A quota names a site or department that is not there.", mend="Use one of the agreement."
        )
    if line.ends_on < line.starts_on or not terms.covers(line) or line.concentration not in terms.concentrations:
        raise Refused(
            "quota-outside-agreement",
            "A quota lies outside the agreement's period or concentrations.",
            mend="Stay within the agreement.",
        )


def _sign(mou: MoU, command: SignAgreement, now: datetime) -> list[MoUEvent]:
    under_active(mou)
    agreement = known(mou, command.agreement)
    _must_be(agreement, "drafted")
    check_signature(mou, agreement, command)
    if now >= over_at(agreement.terms, mou.terms.zone):
        raise Refused("period-over", "The agreement's period is over.", mend="Draft another agreement.")
    signed = AgreementPartySigned.model_validate(signature_of(command))
    return [signed, *_in_full(mou, agreement)] if all_signed(agreement, command.party) else [signed]


def _in_full(mou: MoU, agreement: Agreement) -> list[MoUEvent]:
    check_covers(mou.terms, agreement.terms)
    said = agreement.terms.model_dump() | {"insured": agreement.terms.insured, "number": agreement.number}
    return [AgreementSigned.model_validate(said), *grants(agreement.terms)]


def _activate(mou: MoU, command: ActivateAgreement, now: datetime) -> list[MoUEvent]:
    if mou.status != "active":
        raise Refused("mou-not-active", f"The MoU is {mou.status}, not active.", mend="Wait until it is in force.")
    agreement = known(mou, command.agreement)
    _must_be(agreement, "signed")
    must_be_due(starts_at(agreement.terms, mou.terms.zone), now)
    return [AgreementActivated(agreement=command.agreement)]


def _end(mou: MoU, command: EndAgreement, now: datetime) -> list[MoUEvent]:
    agreement = known(mou, command.agreement)
    if agreement.status == "ended":
        return []
    must_be_due(over_at(agreement.terms, mou.terms.zone), now)
    return [agreement_ended(agreement.terms, "period")]


def known(mou: MoU, id: str) -> Agreement:
    """The agreement; `NotFound` when there is none."""
    agreement = mou.agreement(id)
    if agreement is None:
        raise NotFound("agreement", id)
    return agreement


def _must_be(agreement: Agreement, status: AgreementStatus) -> None:
    if agreement.status != status:
        raise Refused(
            f"agreement-not-{status}",
            f"The agreement is {agreement.status}, not {status}.",
            mend="Nothing has to be done.",
        )


CHANGING: Final[dict[type[Command], Callable[..., Any]]] = {
    DraftAgreement: _draft,
    ReviseAgreement: _revise,
    WithdrawAgreement: _withdraw,
    SignAgreement: _sign,
    ActivateAgreement: _activate,
    EndAgreement: _end,
}
