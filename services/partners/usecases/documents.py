"""What parties sign, found by its path: an MoU, an agreement or an addendum under it, its texts and their versions."""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, get_args

from pydantic import BaseModel

from services.partners.domain.contents import content_hash
from services.partners.domain.mou import MOU, MoU
from services.partners.domain.mou.events import (
    AddendumDrafted,
    AgreementCarriedOver,
    AgreementDrafted,
    AgreementRevised,
    MoUDrafted,
    MoURecorded,
    MoURevised,
)
from services.partners.domain.mou.state import Addendum, Agreement, Document
from services.partners.domain.mou.terms import AgreementTerms, MoUTerms
from services.partners.domain.values import ContentHash
from shared.context import Context
from shared.ids import Id
from shared.journal import Loaded
from shared.refusals import NotFound, Refused


@dataclass(frozen=True, slots=True)
class Found:
    """A document with the MoU that it stands in."""

    mou: Loaded[MoU]
    id: str | None
    document: Document
    withheld: bool = False
    """The present text is a draft of the school that it has not submitted yet, and the caller is outside the school."""


class ContentView(BaseModel):
    """What is signed: the text, and the hash over terms and text that a signature names."""

    text: str | None
    content_hash: ContentHash
    terms: dict[str, Any]


class VersionView(BaseModel):
    """One version of a document."""

    content_hash: ContentHash
    at: datetime
    by: str
    present: bool
    """It is the one that is, or was, signed."""


class Line(BaseModel):
    """A line of a text, or that it is only in the one or the other version."""

    only_in: Literal["before", "after"] | None = None
    text: str


class DifferenceView(BaseModel):
    """What changed between two versions: the terms that differ, and the text line by line."""

    before: ContentHash
    after: ContentHash
    terms: dict[str, dict[str, Any]]
    text: list[Line]


async def find(ctx: Context, home: Context, mou: str, id: str | None) -> Found:
    """The document for the caller; `NotFound` unless it names the caller's organisation or school.

    `home` is a context of the school that drafted.
    """
    loaded = await home.require(MOU, mou)
    document = loaded.state.document(id)
    if document is None or not _concerns(ctx, home, document):
        raise NotFound("document", id or mou)
    outside = ctx.actor.organisation is not None or ctx.tenant != home.tenant
    return Found(loaded, id, document, withheld=outside and document is loaded.state and loaded.state.revising)


def _concerns(ctx: Context, home: Context, document: Document) -> bool:
    actor = ctx.actor
    if actor.kind == "link":
        return document.holds_link(actor.organisation or "", actor.person)
    if actor.organisation is not None:
        return any(party.id == actor.organisation for party in document.parties() if party.kind == "organisation")
    return ctx.tenant == home.tenant or any(party.id == ctx.tenant for party in document.parties())


def concerning(ctx: Context, home: Context, mou: MoU) -> Callable[[Mapping[str, Any]], bool]:
    """Of an event's data: whether the document that it names, if it names one, concerns the caller."""

    def concerns(data: Mapping[str, Any]) -> bool:
        id = data.get("document") or data.get("addendum") or data.get("agreement")
        document = mou.document(id) if id else mou
        return document is not None and _concerns(ctx, home, document)

    return concerns


# contents


def hashed(terms: MoUTerms | AgreementTerms, text: str, clauses: Mapping[str, str]) -> str:
    """The hash that signatures name."""
    return content_hash(plain_terms(terms, clauses), text)


def plain_terms(terms: MoUTerms | AgreementTerms, clauses: Mapping[str, str]) -> dict[str, Any]:
    """The terms as they are signed: rights and duties by their words, no pointers."""
    plain = terms.model_dump(mode="json", exclude={"text", "content_hash"}, exclude_none=True)
    if isinstance(terms, AgreementTerms):
        plain["clauses"] = [
            {"of": each.of, "kind": each.kind, "text": clauses.get(each.text.id)} for each in terms.clauses
        ]
    return plain


async def content_view(home: Context, found: Found, version: str | None = None) -> ContentView:
    """What is signed of a document, as it stands or as an earlier version had it.

    `Refused("not-resubmitted")` for who is outside while the school changes it: drafts are its own (ADR 0014).
    """
    document = found.document
    if version is not None:
        return await _shown(home, _with_hash(await _versions(home, found), version))
    if found.withheld:
        raise Refused(
            "not-resubmitted", "The text is being changed.", mend="Wait until it is submitted for another round."
        )
    if isinstance(document, Addendum):
        return await _view_of_addendum(home, document)
    if isinstance(document, MoU | Agreement):
        return await _view(home, document.terms)
    raise NotFound("document")


async def _view(home: Context, terms: MoUTerms | AgreementTerms) -> ContentView:
    clauses = terms.clauses if isinstance(terms, AgreementTerms) else ()
    texts = await home.runtime.texts.many(home.tenant, [terms.text.id, *(each.text.id for each in clauses)])
    return ContentView(text=texts.get(terms.text.id), content_hash=terms.content_hash, terms=plain_terms(terms, texts))


async def _view_of_addendum(home: Context, addendum: Addendum | AddendumDrafted) -> ContentView:
    terms = addendum.mou_terms or addendum.agreement_terms
    if terms is None:
        raise NotFound("document")
    view = await _view(home, terms)
    text = await home.runtime.texts.get(home.tenant, addendum.text.id)
    plain = addendum_terms(terms.content_hash, view.terms)
    return ContentView(text=text, content_hash=addendum.content_hash, terms=plain)


def addendum_terms(amends: str, plain: Mapping[str, Any]) -> dict[str, Any]:
    """What an addendum is about beside its text: the content that was signed first, and the terms from now on."""
    return {"amends": amends, "terms": dict(plain)}


# versions

_Versioned = (
    MoUDrafted | MoURecorded | MoURevised | AgreementDrafted | AgreementRevised | AgreementCarriedOver | AddendumDrafted
)
_KINDS: Final = {event.wire_kind(): event for event in get_args(_Versioned)}


@dataclass(frozen=True, slots=True)
class _Version:
    at: datetime
    by: str
    event: _Versioned


async def versions(home: Context, found: Found) -> list[VersionView]:
    """Every content that the document has had, oldest first."""
    return [
        VersionView(
            content_hash=each.event.content_hash,
            at=each.at,
            by=each.by,
            present=each.event.content_hash == found.document.content,
        )
        for each in await _versions(home, found)
    ]


async def difference(home: Context, found: Found, before: str | None, after: str | None) -> DifferenceView:
    """Between two versions: the first and the present one where none is named."""
    known = await _versions(home, found)
    old = await _shown(home, _with_hash(known, before or known[0].event.content_hash))
    new = await _shown(home, _with_hash(known, after or known[-1].event.content_hash))
    return DifferenceView(
        before=old.content_hash,
        after=new.content_hash,
        terms=_changed(old.terms, new.terms),
        text=list(_lines(old.text or "", new.text or "")),
    )


async def _versions(home: Context, found: Found) -> list[_Version]:
    versions = []
    for entry in await home.history(MOU, found.mou.id):
        for recorded in entry.events:
            kind = _KINDS.get(recorded.type)
            event = kind.model_validate(recorded.data) if kind else None
            if event is not None and _about(event) == found.id:
                versions.append(_Version(entry.at, entry.actor.id, event))
    return list(_submitted(versions, found.mou.state.submitted)) if found.withheld else versions


def _submitted(versions: list[_Version], hash: str | None) -> Iterable[_Version]:
    """Up to the one that lay before the parties last."""
    last = max((at for at, each in enumerate(versions) if each.event.content_hash == hash), default=-1)
    return versions[: last + 1]


def _about(event: Any) -> Id | None:
    """Which document has this version; none is the MoU."""
    return event.addendum if isinstance(event, AddendumDrafted) else getattr(event, "agreement", None)


def _with_hash(known: Iterable[_Version], hash: str) -> _Version:
    """The newest with this hash, whose text is there for longest."""
    found = [each for each in known if each.event.content_hash == hash]
    if not found:
        raise NotFound("version", hash)
    return found[-1]


async def _shown(home: Context, version: _Version) -> ContentView:
    if isinstance(version.event, AddendumDrafted):
        return await _view_of_addendum(home, version.event)
    model = AgreementTerms if isinstance(version.event, AgreementTerms) else MoUTerms
    return await _view(home, model.model_validate(version.event.model_dump()))


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    names = [*old, *(name for name in new if name not in old)]
    return {name: {"before": old.get(name), "after": new.get(name)} for name in names if old.get(name) != new.get(name)}


def _lines(old: str, new: str) -> Iterable[Line]:
    before, after = old.split("\n"), new.split("\n")
    for tag, first, last, start, stop in difflib.SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            yield from (Line(text=text) for text in before[first:last])
            continue
        yield from (Line(only_in="before", text=text) for text in before[first:last])
        yield from (Line(only_in="after", text=text) for text in after[start:stop])
