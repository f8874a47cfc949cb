"""Builds addenda: the terms as they will then be, and who is asked to sign today (C3)."""

from typing import Any

from services.partners.bodies.agreements import AgreementChangeBody, MoUChangeBody, QuotaBody
from services.partners.domain.contents import canonical_text, content_hash
from services.partners.domain.mou import MoU
from services.partners.domain.mou.commands import DraftAddendum
from services.partners.domain.mou.events import Authorised
from services.partners.domain.mou.state import Agreement
from services.partners.domain.mou.terms import AgreementTerms, Party, QuotaLine
from services.partners.domain.partner import Partner
from services.partners.usecases.documents import Found, addendum_terms, plain_terms
from services.partners.usecases.drafting import clauses_of, known_sites, year_limits
from services.partners.usecases.mapping import partner_with
from shared.context import Context
from shared.ids import new_id
from shared.refusals import NotFound


async def mou_addendum(ctx: Context, found: Found, body: MoUChangeBody) -> DraftAddendum:
    """The command that drafts a change of the MoU."""
    if not isinstance(found.document, MoU):
        raise NotFound("mou", found.mou.id)
    terms = found.document.terms.but(**body.model_dump(exclude={"text"}, exclude_none=True))
    return DraftAddendum(
        **_addendum(ctx, body.text, addendum_terms(terms.content_hash, plain_terms(terms, {}))),
        by=ctx.actor,
        mou_terms=terms,
        signatories=await _todays(ctx, found.document.parties()),
        years=year_limits(ctx),
    )


async def agreement_addendum(ctx: Context, home: Context, found: Found, body: AgreementChangeBody) -> DraftAddendum:
    """The command that drafts a change of an agreement."""
    if not isinstance(found.document, Agreement):
        raise NotFound("agreement", found.id or "")
    terms, words = await _changed(home, found.document.terms, body)
    return DraftAddendum(
        **_addendum(home, body.text, addendum_terms(terms.content_hash, plain_terms(terms, words))),
        by=ctx.actor,
        agreement_terms=terms,
        known_sites=await known_sites(ctx, terms.organisation),
        signatories=await _todays(ctx, found.document.parties()),
    )


def _addendum(home: Context, text: str, plain: dict[str, Any]) -> dict[str, Any]:
    canonical = canonical_text(text)
    hash = content_hash(plain, canonical)
    return {"addendum": new_id(), "number": "", "text": home.text(canonical), "content_hash": hash}


async def _changed(
    home: Context, before: AgreementTerms, body: AgreementChangeBody
) -> tuple[AgreementTerms, dict[str, str]]:
    """The terms that will hold, and the words of its rights and duties."""
    said = body.model_dump(exclude={"text", "quota", "clauses"}, exclude_none=True)
    after = AgreementTerms.model_validate(before.model_dump() | said)
    if body.quota is not None:
        after = after.but(quota=tuple(_line(before, after, line) for line in body.quota))
    if body.clauses is None:
        words = await home.runtime.texts.many(home.tenant, [each.text.id for each in before.clauses])
        return after, dict(words)
    clauses, words = clauses_of(home, body.clauses)
    return after.but(clauses=clauses), words


def _line(before: AgreementTerms, after: AgreementTerms, line: QuotaBody) -> QuotaLine:
    if line.grant is not None and line.grant not in {each.grant for each in before.quota}:
        raise NotFound("grant", line.grant)
    days = {"starts_on": line.starts_on or after.starts_on, "ends_on": line.ends_on or after.ends_on}
    grant = line.grant or new_id()
    return QuotaLine(**line.model_dump(exclude={"starts_on", "ends_on", "grant"}), **days, grant=grant)


async def _todays(ctx: Context, parties: tuple[Party, ...]) -> tuple[Authorised, ...]:
    """Of each organisation those whom the school's partnership calls signatories today; of schools the principal."""
    organisations = [party for party in parties if party.kind == "organisation"]
    partners = [await partner_with(ctx, party.id) for party in organisations]
    named = zip(organisations, [_signatories(partner.state) if partner else () for partner in partners], strict=True)
    return tuple(Authorised(party=party, who=who) for party, who in named if who)


def _signatories(partner: Partner) -> tuple[str, ...]:
    return tuple(each.contact for each in partner.contacts if each.function == "signatory")
