"""The terms of a document as rows of a table, in words."""

from collections.abc import Iterator, Sequence

from services.partners.domain.mou import MoU
from services.partners.domain.mou.state import Addendum, Agreement, Document
from services.partners.domain.mou.terms import AgreementTerms, MoUTerms
from services.partners.domain.organisation import Organisation
from services.partners.usecases.papers.parties import Named
from services.partners.words.documents import LABELS, SIDES, say, say_kind, say_rupiah
from shared.dates import say_day
from shared.days import Period
from shared.http.words import Language

Row = tuple[str, str]


def rows(mou: MoU, document: Document, parties: Sequence[Named], language: Language) -> list[Row]:
    """Label and value of each term."""
    said = list(_rows(mou, document, parties, language))
    return [(say(LABELS[label], language), value) for label, value in said if value]


def _rows(mou: MoU, document: Document, parties: Sequence[Named], language: Language) -> Iterator[Row]:
    match document:
        case MoU():
            yield from _of_mou(document.terms, language)
        case Agreement():
            yield "under", mou.number or ""
            yield from _of_agreement(document.terms, parties, language)
        case Addendum():
            changed = document.agreement_terms or document.mou_terms
            yield "under", mou.number or ""
            yield "amends", changed.content_hash if changed else ""
            if document.mou_terms is not None:
                yield from _of_mou(document.mou_terms, language)
            if document.agreement_terms is not None:
                yield from _of_agreement(document.agreement_terms, parties, language)


def _of_mou(terms: MoUTerms, language: Language) -> Iterator[Row]:
    yield "period", _period(terms, language)
    yield "scope", ", ".join(say_kind(kind, language) for kind in terms.scope)
    yield "concentrations", ", ".join(terms.concentrations)
    if terms.notice_days:
        yield "notice", f"{terms.notice_days} {'hari' if language == 'id' else 'days'}"
    yield "carries", "\n".join(each.number or each.agreement for each in terms.carries)


def _of_agreement(terms: AgreementTerms, parties: Sequence[Named], language: Language) -> Iterator[Row]:
    partner = next((each.organisation for each in parties if each.party.id == terms.organisation), None)
    yield "kind", say_kind(terms.kind, language)
    yield "period", _period(terms, language)
    yield "concentrations", ", ".join(terms.concentrations)
    yield "sites", "\n".join(_site(partner, site) for site in terms.sites)
    yield "quota", "\n".join(_quota(terms, partner, language))
    yield "insurance", _insurance(terms, language)
    yield "funding", "\n".join(_funding(terms, language))


def _period(period: Period, language: Language) -> str:
    return f"{say_day(period.starts_on, language)} – {say_day(period.ends_on, language)}"


def _site(partner: Organisation | None, id: str) -> str:
    site = partner.site(id) if partner else None
    return f"{site.name}, {site.address}" if site else id


def _quota(terms: AgreementTerms, partner: Organisation | None, language: Language) -> Iterator[str]:
    for line in terms.quota:
        site = partner.site(line.site) if partner else None
        where = " / ".join(part for part in (site.name if site else line.site, line.department or "") if part)
        places = "tempat" if language == "id" else "places"
        yield f"{line.places} {places} · {line.concentration} · {where} · {_period(line, language)}"


def _insurance(terms: AgreementTerms, language: Language) -> str:
    if terms.insured_until is None:
        return ""
    until = f"{'sampai' if language == 'id' else 'until'} {say_day(terms.insured_until, language)}"
    return f"{until} ({say(SIDES[terms.insured_by], language)})" if terms.insured_by else until


def _funding(terms: AgreementTerms, language: Language) -> Iterator[str]:
    for each in terms.funding:
        money = say_rupiah(each.rupiah, language)
        yield f"{say(SIDES[each.by], language)}: {say_kind(each.purpose, language)}, {money}"
