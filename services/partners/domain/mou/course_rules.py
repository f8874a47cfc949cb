"""The rules of an MoU that everybody has signed, from its first day to its end (C3)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final

from services.partners.domain.line import only_principal
from services.partners.domain.mou.calendar import next_notice, notice_at, over_at, starts_at
from services.partners.domain.mou.commands import (
    ActivateMoU,
    BeginRenewal,
    ConcludeTermination,
    DropRenewal,
    ExpireMoU,
    LetMoUGo,
    NoticeExpiry,
    RenewMoU,
    ResumeMoU,
    SuspendMoU,
    TellPartner,
    TerminateMoU,
    WithdrawTermination,
)
from services.partners.domain.mou.events import (
    AgreementCarriedOver,
    AgreementEnded,
    EndReason,
    MoUActivated,
    MoUEvent,
    MoUExpired,
    MoUExpiring,
    MoULetGo,
    MoUPartnerTold,
    MoURenewalBegun,
    MoURenewalDropped,
    MoURenewed,
    MoUResumed,
    MoUSuspended,
    MoUTerminated,
    MoUTerminationAnnounced,
    MoUTerminationWithdrawn,
    QuotaGranted,
)
from services.partners.domain.mou.requiring import course, must_be
from services.partners.domain.mou.state import MoU, Told
from services.partners.domain.mou.terms import AgreementTerms, Carried
from services.partners.domain.values import must_be_due
from shared.days import day_in, midnight
from shared.events import Command, TextRef
from shared.refusals import Refused


def _activate(mou: MoU, _command: ActivateMoU, now: datetime) -> list[MoUEvent]:
    must_be(mou, "signed", "Only what everybody signed comes into force.")
    must_be_due(starts_at(mou.terms, mou.terms.zone), now)
    on = max(day_in(mou.terms.zone, now), mou.terms.starts_on)
    activated = MoUActivated(**course(mou), on=on, programme=mou.programme, renews=mou.terms.renews)
    return [activated, *(event for each in mou.terms.carries for event in _carried_over(mou, each))]


def _carried_over(mou: MoU, terms: Carried) -> list[MoUEvent]:
    return [AgreementCarriedOver(**terms.model_dump(), from_mou=mou.terms.renews or ""), *grants(terms)]


def grants(terms: AgreementTerms) -> list[MoUEvent]:
    """What an agreement's signing, or its going on, grants."""
    whose = {"agreement": terms.agreement, "school": terms.school, "organisation": terms.organisation}
    return [QuotaGranted.model_validate(line.model_dump() | whose) for line in terms.quota]


def _notice(mou: MoU, command: NoticeExpiry, now: datetime) -> list[MoUEvent]:
    _in_force(mou)
    if next_notice(mou) != command.days:
        return []
    must_be_due(notice_at(mou, command.days), now)
    return [MoUExpiring(**course(mou), days=command.days)]


def _tell(mou: MoU, command: TellPartner, _now: datetime) -> list[MoUEvent]:
    """Once per notice, and not any more when another notice, a decision or the end has come meanwhile."""
    told = Told(organisation=command.organisation, days=command.days)
    if not mou.expiring(command.days) or told in mou.told:
        return []
    return [MoUPartnerTold(**course(mou), **command.model_dump())]


def _expire(mou: MoU, _command: ExpireMoU, now: datetime) -> list[MoUEvent]:
    _in_force(mou)
    must_be_due(over_at(mou.terms, mou.terms.zone), now)
    return [*_agreements_end(mou, "expired"), MoUExpired(**course(mou))]


def _begin_renewal(mou: MoU, command: BeginRenewal, _now: datetime) -> list[MoUEvent]:
    if mou.status not in ("active", "suspended", "expired") or mou.followed_by == command.by:
        return []
    return [MoURenewalBegun(**course(mou), by=command.by)]


def _drop_renewal(mou: MoU, command: DropRenewal, _now: datetime) -> list[MoUEvent]:
    if mou.followed_by != command.by or mou.status == "renewed":
        return []
    return [MoURenewalDropped(**course(mou), by=command.by)]


def _let_go(mou: MoU, command: LetMoUGo, _now: datetime) -> list[MoUEvent]:
    only_principal(command.by)
    if not mou.in_force or mou.noticed is None:
        raise Refused("not-expiring", "The MoU is not about to end.", mend="Decide once its end is near.")
    return [] if mou.let_go else [MoULetGo(**course(mou), by=command.by.id)]


def _renew(mou: MoU, command: RenewMoU, _now: datetime) -> list[MoUEvent]:
    if mou.status not in ("active", "suspended", "expired"):
        raise Refused("nothing-to-renew", f"The MoU is {mou.status}.", mend="Only one in force or expired is renewed.")
    return [*_agreements_end(mou, "renewed"), MoURenewed(**course(mou), by=command.by)]


def _suspend(mou: MoU, command: SuspendMoU, _now: datetime) -> list[MoUEvent]:
    only_principal(command.by)
    must_be(mou, "active", "Only an active MoU is suspended.")
    return [MoUSuspended(**course(mou), by=command.by.id, reason=command.reason)]


def _resume(mou: MoU, command: ResumeMoU, _now: datetime) -> list[MoUEvent]:
    only_principal(command.by)
    must_be(mou, "suspended", "Only a suspended MoU is resumed.")
    return [MoUResumed(**course(mou), by=command.by.id)]


def _terminate(mou: MoU, command: TerminateMoU, now: datetime) -> list[MoUEvent]:
    only_principal(command.by)
    if not mou.binding:
        raise Refused("nothing-to-terminate", f"The MoU is {mou.status}.", mend="Only a signed MoU can be terminated.")
    if mou.terminates_on is not None:
        raise Refused(
            "termination-announced",
            f"Notice was given already: it ends on {mou.terminates_on}.",
            mend="Withdraw that notice first.",
        )
    today = day_in(mou.terms.zone, now)
    day = _effective_day(mou, command, today)
    if day <= today:
        return _terminated(mou, command.by.id, command.reason)
    return [MoUTerminationAnnounced(**course(mou), by=command.by.id, reason=command.reason, effective_on=day)]


def _effective_day(mou: MoU, command: TerminateMoU, today: date) -> date:
    earliest = today + timedelta(days=mou.terms.notice_days)
    day = command.effective_on or earliest
    if day < earliest:
        raise Refused(
            "notice-too-short",
            f"The MoU needs {mou.terms.notice_days} days of notice.",
            mend=f"End it on {earliest} or later.",
            earliest=earliest.isoformat(),
        )
    if day > mou.terms.ends_on:
        raise Refused(
            "over-before-that",
            f"The MoU ends on {mou.terms.ends_on} without any notice.",
            mend="Let it end, or choose an earlier day.",
        )
    return day


def _withdraw_termination(mou: MoU, command: WithdrawTermination, _now: datetime) -> list[MoUEvent]:
    only_principal(command.by)
    if not mou.binding or mou.terminates_on is None:
        raise Refused("no-termination-announced", "No notice was given.", mend="Nothing has to be done.")
    return [MoUTerminationWithdrawn(**course(mou), by=command.by.id)]


def _conclude(mou: MoU, _command: ConcludeTermination, now: datetime) -> list[MoUEvent]:
    if not mou.binding or mou.terminates_on is None or mou.termination is None:
        raise Refused("no-termination-announced", "No notice was given.", mend="Nothing has to be done.")
    must_be_due(midnight(mou.terminates_on, mou.terms.zone), now)
    return _terminated(mou, mou.terminated_by or "", mou.termination)


def _terminated(mou: MoU, by: str, reason: TextRef) -> list[MoUEvent]:
    return [*_agreements_end(mou, "terminated"), MoUTerminated(**course(mou), by=by, reason=reason)]


def _agreements_end(mou: MoU, reason: EndReason) -> list[MoUEvent]:
    return [agreement_ended(each.terms, reason) for each in mou.agreements if each.status != "ended"]


def agreement_ended(terms: AgreementTerms, reason: EndReason) -> AgreementEnded:
    """The end of one agreement."""
    return AgreementEnded(
        agreement=terms.agreement, organisation=terms.organisation, school=terms.school, reason=reason
    )


def _in_force(mou: MoU) -> None:
    if not mou.in_force:
        raise Refused("mou-not-in-force", f"The MoU is {mou.status}.", mend="Nothing has to be done.")


CHANGING: Final[dict[type[Command], Callable[..., Any]]] = {
    ActivateMoU: _activate,
    NoticeExpiry: _notice,
    TellPartner: _tell,
    ExpireMoU: _expire,
    BeginRenewal: _begin_renewal,
    DropRenewal: _drop_renewal,
    LetMoUGo: _let_go,
    RenewMoU: _renew,
    SuspendMoU: _suspend,
    ResumeMoU: _resume,
    TerminateMoU: _terminate,
    WithdrawTermination: _withdraw_termination,
    ConcludeTermination: _conclude,
}
