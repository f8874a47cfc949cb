"""Builds the terms of MoUs and agreements out of what was asked and of facts from elsewhere."""

from datetime import date
from typing import Final

from services.partners.bodies.agreements import AgreementBody, ClauseBody, QuotaBody
from services.partners.bodies.mous import MoUBody
from services.partners.domain.contents import canonical_text
from services.partners.domain.mou import MOU, MoU
from services.partners.domain.mou.commands import (
    DraftAgreement,
    DraftMoU,
    KnownSite,
    ProgrammeFact,
    RenewalFact,
    ReviseAgreement,
    ReviseMoU,
    YearLimits,
)
from services.partners.domain.mou.state import Agreement
from services.partners.domain.mou.terms import AgreementTerms, Carried, Clause, MoUTerms, QuotaLine
from services.partners.domain.programme import PROGRAMME, Programme
from services.partners.usecases.documents import hashed
from services.partners.usecases.parties import parties_of
from services.partners.usecases.register import organisation_of
from services.partners.usecases.renewing import evaluated_periods
from shared.auth import school_of
from shared.context import Context
from shared.ids import new_id
from shared.refusals import NotFound

UNHASHED: Final = "0" * 64
"""Stands in terms until their hash is known."""


async def mou_draft(ctx: Context, body: MoUBody) -> DraftMoU:
    """The command that drafts an MoU, with its facts; `NotFound` for a programme or party that is not there."""
    programme = (await ctx.require(PROGRAMME, body.programme)).state
    before = (await ctx.require(MOU, body.renews)).state if body.renews else None
    return DraftMoU(
        school=ctx.tenant,
        terms=await _mou_terms(ctx, body, programme, before),
        programme=ProgrammeFact(status=programme.status, organisation=programme.plan.organisation),
        renewal=await _renewal(ctx, before) if before else None,
        years=year_limits(ctx),
    )


def year_limits(ctx: Context) -> YearLimits:
    """How long an MoU may run here."""
    settings = ctx.runtime.settings
    return YearLimits(least=settings.mou_least_years, most=settings.mou_most_years)


async def mou_revision(ctx: Context, body: MoUBody) -> ReviseMoU:
    """The command that changes terms and text, with the same facts as a draft."""
    draft = await mou_draft(ctx, body)
    return ReviseMoU(**{name: getattr(draft, name) for name in ReviseMoU.model_fields})


async def _mou_terms(ctx: Context, body: MoUBody, programme: Programme, before: MoU | None) -> MoUTerms:
    text = canonical_text(body.text)
    terms = MoUTerms(
        **body.model_dump(exclude={"schools", "organisations", "text", "carry"}),
        parties=await parties_of(ctx, body.schools, (programme.plan.organisation, *body.organisations)),
        zone=(await school_of(ctx.runtime, ctx.tenant)).zone,
        carries=_carried(body, before),
        text=ctx.text(text),
        content_hash=UNHASHED,
    )
    return terms.but(content_hash=hashed(terms, text, {}))


async def _renewal(ctx: Context, before: MoU) -> RenewalFact:
    return RenewalFact(
        starts_on=before.terms.starts_on,
        ends_on=before.terms.ends_on,
        status=before.status,
        programme=before.programme,
        evaluated=await evaluated_periods(ctx, before.programme) if before.programme else (),
        agreements=tuple(each.terms.agreement for each in before.agreements if each.can_go_on),
    )


def _carried(body: MoUBody, before: MoU | None) -> tuple[Carried, ...]:
    """The agreements that go on, with the days that they then have; `NotFound` for one that is not there."""
    carried = []
    for wanted in body.carry:
        agreement = before.agreement(wanted.agreement) if before else None
        if agreement is None:
            raise NotFound("agreement", wanted.agreement)
        carried.append(_going_on(agreement, body.starts_on, wanted.ends_on or body.ends_on))
    return tuple(carried)


def _going_on(agreement: Agreement, starts_on: date, ends_on: date) -> Carried:
    """Places that were granted up to the agreement's last day are granted up to the new one; others keep theirs."""
    old = agreement.terms
    start = max(old.starts_on, starts_on)
    until_the_end = [line.but(ends_on=ends_on) if line.ends_on == old.ends_on else line for line in old.quota]
    quota = tuple(line.but(starts_on=max(line.starts_on, start)) for line in until_the_end if line.ends_on >= start)
    said = old.model_dump() | {"starts_on": start, "ends_on": ends_on, "quota": quota, "number": agreement.number}
    return Carried.model_validate(said)


async def agreement_draft(ctx: Context, home: Context, body: AgreementBody) -> DraftAgreement:
    """The command that drafts an agreement of the caller's school, with the organisation's sites as facts.

    `home` is the context of the school that drafted the MoU, in whose stream the agreement stands.
    """
    terms = agreement_terms(home, ctx.tenant, new_id(), body)
    return DraftAgreement(terms=terms, known_sites=await known_sites(ctx, body.organisation))


async def agreement_revision(ctx: Context, home: Context, agreement: str, body: AgreementBody) -> ReviseAgreement:
    """The command that changes it before both have signed."""
    terms = agreement_terms(home, ctx.tenant, agreement, body)
    return ReviseAgreement(terms=terms, known_sites=await known_sites(ctx, body.organisation))


async def known_sites(ctx: Context, organisation: str) -> tuple[KnownSite, ...]:
    """The organisation's sites with their departments."""
    known = (await organisation_of(ctx, organisation)).state
    return tuple(KnownSite(site=site.site, departments=site.departments) for site in known.sites)


def agreement_terms(home: Context, school: str, agreement: str, body: AgreementBody) -> AgreementTerms:
    """The terms with their hash; text, rights and duties go into the texts of the school that drafted the MoU."""
    text = canonical_text(body.text)
    clauses, words = clauses_of(home, body.clauses)
    terms = AgreementTerms(
        **body.model_dump(exclude={"quota", "text", "clauses"}),
        agreement=agreement,
        school=school,
        clauses=clauses,
        quota=tuple(_line(body, line) for line in body.quota),
        text=home.text(text),
        content_hash=UNHASHED,
    )
    return terms.but(content_hash=hashed(terms, text, words))


def clauses_of(home: Context, given: tuple[ClauseBody, ...]) -> tuple[tuple[Clause, ...], dict[str, str]]:
    """Rights and duties with pointers to their words, and the words by pointer."""
    clauses, words = [], {}
    for each in given:
        text = canonical_text(each.text)
        clause = Clause(of=each.of, kind=each.kind, text=home.text(text))
        clauses.append(clause)
        words[clause.text.id] = text
    return tuple(clauses), words


def _line(period: AgreementBody, line: QuotaBody) -> QuotaLine:
    days = {"starts_on": line.starts_on or period.starts_on, "ends_on": line.ends_on or period.ends_on}
    return QuotaLine(**line.model_dump(exclude={"starts_on", "ends_on", "grant"}), **days, grant=new_id())
