"""A document as PDF: parties, terms, text, signatures, and a code that leads to its proof (C3)."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from services.partners.domain.line import STAFF
from services.partners.domain.mou import MOU, MoU
from services.partners.domain.mou.events import AddendumPartySigned, AgreementPartySigned, MoUPartySigned
from services.partners.domain.mou.state import Addendum, Agreement, Document, Signed
from services.partners.domain.mou.terms import Party
from services.partners.usecases.documents import ContentView, Found, content_view
from services.partners.usecases.papers.parties import Named, named
from services.partners.usecases.papers.terms import rows
from services.partners.words.documents import CLAUSES, HOLDS, STATES, TITLES, WAYS, say
from shared.context import Context
from shared.dates import say_moment
from shared.http.words import Language
from shared.papers import Block, Printer, blocks, printable, qr_svg

FOLDER: Final = Path(__file__).parents[2] / "documents"
CODE: Final = 16
"""Characters of the content's hash that a paper's address names."""
_SIGNED: Final = {event.wire_kind(): event for event in (MoUPartySigned, AgreementPartySigned, AddendumPartySigned)}
_SEE_NAMES: Final = frozenset({*STAFF, "auditor"})


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that a document shows; it is printed when it is asked for."""

    data: dict[str, Any]

    @property
    def tag(self) -> str:
        """Equal for equal papers of the same template."""
        said = json.dumps(self.data, sort_keys=True).encode()
        return hashlib.sha256(_template() + said).hexdigest()[:32]

    @property
    def file_name(self) -> str:
        """By its number, which names nobody."""
        said = "".join(sign if sign.isalnum() else "-" for sign in self.data["number"])
        return f"{said.strip('-') or 'rancangan'}.pdf"

    async def pdf(self) -> bytes:
        """The octets; the same for the same paper."""
        return await _PRINTER.pdf("document", self.data)


_PRINTER: Final = Printer(FOLDER)


@cache
def _template() -> bytes:
    return b"".join((FOLDER / name).read_bytes() for name in ("document.typ", "labels.toml"))


async def paper(ctx: Context, home: Context, found: Found, language: Language) -> Paper:
    """For the caller of `ctx`; `home` is a context of the school that drafted."""
    mou, document = found.mou.state, found.document
    parties = await named(home, document.parties())
    view = await content_view(home, found)
    signatures = await _signatures(ctx, home, found, parties, language)
    url = proof_url(home, found)
    return Paper(
        {
            "language": language,
            "title": say(TITLES[kind_of(document)], language),
            "number": document.number or "–",
            "content_hash": document.content,
            "notice": _notice(status_of(document), language),
            "parties": [_party(each) for each in parties],
            "terms": [
                {"name": name, "value": printable(value)} for name, value in rows(mou, document, parties, language)
            ],
            "text": reading(view, language),
            "signatures": signatures,
            "verify_url": url,
            "qr": qr_svg(url),
        }
    )


def proof_url(home: Context, found: Found) -> str:
    """Where everybody may see that a paper with this content is genuine."""
    public: str = home.runtime.settings.public_url
    return f"{public.rstrip('/')}/partners/verify/{found.id or found.mou.id}/{found.document.content[:CODE]}"


def kind_of(document: Document) -> Literal["mou", "agreement", "addendum"]:
    """What it is, as a key of `TITLES`."""
    match document:
        case MoU():
            return "mou"
        case Agreement():
            return "agreement"
    return "addendum"


def status_of(document: Document) -> str:
    """Its state, as a key of `STATES`."""
    return document.status if isinstance(document, MoU | Agreement | Addendum) else "drafted"


def _notice(status: str, language: Language) -> str | None:
    return None if status in HOLDS else say(STATES[status], language)


def _party(each: Named) -> dict[str, Any]:
    said = [part for part in (each.registration, each.address) if part]
    return {"name": printable(each.name), "rows": [printable(part) for part in said]}


def reading(view: ContentView, language: Language) -> list[Block]:
    """What is read and signed: rights and duties, then the text."""
    return [*_clauses(view, language), *blocks(view.text or "")]


def _clauses(view: ContentView, language: Language) -> list[Block]:
    """Rights and duties of both sides, before the text."""
    terms = view.terms.get("terms", view.terms)
    said: list[Block] = []
    for (side, kind), heading in CLAUSES.items():
        texts = [one["text"] for one in terms.get("clauses", ()) if (one["of"], one["kind"]) == (side, kind)]
        if texts:
            said.append({"kind": "heading", "text": say(heading, language)})
            said += [{"kind": "text", "text": f"{at}. {printable(text or '–')}"} for at, text in enumerate(texts, 1)]
    return said


async def _signatures(
    ctx: Context, home: Context, found: Found, parties: list[Named], language: Language
) -> list[dict[str, Any]]:
    """Of each party: who signed, how and when, in the zone of the school that drafted."""
    given = {each.party: each for each in found.document.signatures}
    moments = await moments_of(home, found)
    names = await _names(ctx, home, list(given.values()))
    zone = found.mou.state.terms.zone
    return [
        {
            "party": printable(each.name),
            "signed": each.party in given,
            "name": names.get(given[each.party].person or "") if each.party in given else None,
            "how": say(WAYS[given[each.party].how], language) if each.party in given else "",
            "at": say_moment(moments[each.party], zone, language) if each.party in moments else "",
        }
        for each in parties
    ]


async def moments_of(home: Context, found: Found) -> dict[Party, datetime]:
    """When each party signed the present content."""
    moments: dict[Party, datetime] = {}
    for entry in await home.history(MOU, found.mou.id):
        for recorded in entry.events:
            kind = _SIGNED.get(recorded.type)
            event = kind.model_validate(recorded.data) if kind else None
            about = getattr(event, "agreement", None) or getattr(event, "addendum", None)
            if event is not None and about == found.id and event.content_hash == found.document.content:
                moments[event.party] = entry.at
    return moments


async def _names(ctx: Context, home: Context, given: list[Signed]) -> dict[str, str]:
    """Of persons who signed, for those who may read them: staff, auditors, and the parties' own callers."""
    if ctx.actor.organisation is None and not ctx.actor.roles & _SEE_NAMES:
        return {}
    people = await home.runtime.people.many(home.tenant, [each.person for each in given if each.person])
    return {id: printable(str(person.data.get("name", ""))) for id, person in people.items()}
