"""The rules of the text of an MoU: drafting, changing and signing it (C3)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final

from services.partners.domain.mou.calendar import over_at
from services.partners.domain.mou.commands import DraftMoU, RenewalFact, ReviseMoU, SignMoU, YearLimits
from services.partners.domain.mou.events import MoUDrafted, MoUEvent, MoUPartySigned, MoURevised, MoUSigned
from services.partners.domain.mou.requiring import must_be, must_be_approved
from services.partners.domain.mou.signing import all_signed, check_signature, signature_of
from services.partners.domain.mou.state import MoU
from services.partners.domain.mou.terms import AgreementTerms, MoUTerms
from shared.days import Period, day_in
from shared.events import Command
from shared.refusals import Refused


def _draft(command: DraftMoU, now: datetime) -> list[MoUEvent]:
    _check_terms(command, now)
    return [MoUDrafted.model_validate(command.terms.model_dump())]


def _revise(mou: MoU, command: ReviseMoU, now: datetime) -> list[MoUEvent]:
    if mou.status not in ("drafted", "in_review"):
        raise Refused("signed-text", "What everybody signed is not changed.", mend="Agree on an addendum or a new MoU.")
    _check_terms(command, now)
    return [] if command.terms.content_hash == mou.content else [MoURevised(**command.terms.model_dump())]


def _check_terms(command: DraftMoU | ReviseMoU, now: datetime) -> None:
    terms = command.terms
    going_on = ("evaluated",) if terms.renews is not None else ()
    must_be_approved(command.programme.status, *going_on)
    if terms.parties.owner.id != command.school or command.programme.organisation not in terms.parties.organisations:
        raise Refused(
            "parties-incomplete",
            "The school and the partner of the programme are not both among the parties.",
            mend="Name both as parties.",
        )
    check_period(terms, command.years)
    if terms.renews is not None:
        _check_renewal(command.renewal, day_in(terms.zone, now))
    for agreement in terms.carries:
        _check_carried(command, agreement)


def check_period(terms: Period, years: YearLimits) -> None:
    """Refuse a period that an MoU may not have."""
    if terms.ends_on <= terms.starts_on:
        raise Refused("ends-not-after-start", "The end is not after the start.", mend="Give a later last day.")
    after = terms.ends_on + timedelta(days=1)
    if not _years_on(terms.starts_on, years.least) <= after <= _years_on(terms.starts_on, years.most):
        raise Refused(
            "period-out-of-bounds",
            f"An MoU runs {years.least} to {years.most} years.",
            mend="Choose a last day within these bounds.",
        )


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


def _check_renewal(fact: RenewalFact | None, today: date) -> None:
    if fact is None or fact.status not in ("active", "suspended", "expired"):
        raise Refused(
            "nothing-to-renew", "The MoU to renew is neither in force nor expired.", mend="Draft it without `renews`."
        )
    if fact.programme is None:
        raise Refused(
            "renewal-without-programme",
            "Nobody has said what is carried out under the MoU to renew, so nothing of it was evaluated.",
            mend="Name its programme first, and evaluate that.",
        )
    last = last_period(fact, today)
    if not any(last.starts_on <= each.ends_on and each.starts_on <= last.ends_on for each in fact.evaluated):
        raise Refused(
            "renewal-without-evaluation",
            f"No evaluation of its programme has a day between {last.starts_on} and {last.ends_on}.",
            mend="Evaluate its programme for these days first.",
            starts_on=last.starts_on.isoformat(),
            ends_on=last.ends_on.isoformat(),
        )


def last_period(mou: Period, today: date) -> Period:
    """The days of which a renewal needs an evaluation: the MoU's last year, or before that the year until today."""
    begins = _years_on(mou.ends_on + timedelta(days=1), -1)
    if today >= begins:
        return Period(starts_on=max(mou.starts_on, begins), ends_on=mou.ends_on)
    return Period(starts_on=max(mou.starts_on, _years_on(today, -1)), ends_on=today)


def _check_carried(command: DraftMoU | ReviseMoU, agreement: AgreementTerms) -> None:
    if command.renewal is None or agreement.agreement not in command.renewal.agreements:
        raise Refused(
            "nothing-to-carry",
            "The MoU before has no such agreement, or it was ended before its time.",
            mend="Carry over agreements that were signed and ran to their end.",
        )
    check_covers(command.terms, agreement)


def check_covers(terms: MoUTerms, agreement: AgreementTerms) -> None:
    """Refuse an agreement outside the MoU's parties, period or scope."""
    if agreement.school not in terms.parties.schools or agreement.organisation not in terms.parties.organisations:
        raise Refused("not-a-party", "School or organisation is no party of the MoU.", mend="Name parties of the MoU.")
    if agreement.ends_on < agreement.starts_on:
        raise Refused("ends-not-after-start", "The agreement ends before it starts.", mend="Give a later last day.")
    if not terms.covers(agreement):
        raise Refused(
            "outside-period",
            "The agreement has days outside the MoU's period.",
            mend=f"Stay within {terms.starts_on} and {terms.ends_on}.",
        )
    foreign = set(agreement.concentrations) - set(terms.concentrations)
    if agreement.kind not in terms.scope or foreign:
        raise Refused(
            "outside-scope",
            f"The MoU does not cover {', '.join(sorted(foreign)) or agreement.kind}.",
            mend=f"It covers {', '.join(terms.scope)} for {', '.join(terms.concentrations)}.",
        )


def _sign(mou: MoU, command: SignMoU, now: datetime) -> list[MoUEvent]:
    must_be(mou, "in_review", "Only what is in review is signed.")
    check_signature(mou, mou, command)
    if mou.submitted != mou.content:
        raise Refused(
            "not-resubmitted", "The text is being changed.", mend="Wait until it is submitted for another round."
        )
    if now >= over_at(mou.terms, mou.terms.zone):
        raise Refused("period-over", "The period of the MoU is over.", mend="Revise the period first.")
    signed = MoUPartySigned.model_validate(signature_of(command))
    return [signed, _signed(mou)] if all_signed(mou, command.party) else [signed]


def _signed(mou: MoU) -> MoUSigned:
    return MoUSigned.model_validate(mou.terms.model_dump() | {"number": mou.number})


CREATING: Final[dict[type[Command], Callable[..., Any]]] = {DraftMoU: _draft}

CHANGING: Final[dict[type[Command], Callable[..., Any]]] = {ReviseMoU: _revise, SignMoU: _sign}
