"""Signing an MoU, an agreement or an addendum: read it, sign, refuse, ask for changes, pass it on (C3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fastapi import Request, Response

from services.partners.access import ADDENDUM_LINK, AGREEMENT_LINK, SIGNING_LINK
from services.partners.api.mous import review_mou
from services.partners.api.proofs import printed
from services.partners.api.signing import Place, pass_on, refuse_document, sign_document
from services.partners.bodies.mous import ColleagueBody, RefuseBody, ReviewBody, SignBody
from services.partners.domain.mou import MOU, MoU
from services.partners.domain.mou.terms import Party
from services.partners.pages import fields
from services.partners.usecases.documents import Found, content_view
from services.partners.usecases.papers import paper
from services.partners.usecases.papers.parties import Named, named
from services.partners.usecases.papers.printing import kind_of, moments_of, reading, status_of
from services.partners.usecases.papers.terms import rows
from services.partners.views.mous import PROVED
from services.partners.words.documents import STATES, TITLES
from services.partners.words.pages import signing as words
from shared.context import Context
from shared.dates import say_day, say_moment
from shared.days import day_in
from shared.http.words import Language
from shared.pages import FormWords, speak
from shared.pages.links import Answer, Field, Form, Given, Matter, Section, Sheet
from shared.pages.links.sheet import Tone
from shared.refusals import NotFound


@dataclass(frozen=True, slots=True)
class _Read:
    """What a page needs to know of the document."""

    found: Found
    party: Party
    parties: list[Named]
    moments: Mapping[Party, datetime]
    language: Language

    @property
    def ours(self) -> str:
        return next((each.name for each in self.parties if each.party == self.party), "")

    @property
    def school(self) -> str:
        return next((each.name for each in self.parties if each.party.kind == "school"), "")

    @property
    def zone(self) -> str:
        return self.found.mou.state.terms.zone

    @property
    def is_open(self) -> bool:
        return self.found.mou.state.open_to_sign(self.found.document)

    @property
    def may_review(self) -> bool:
        """An MoU's text can still be talked about, and its party has not answered in this round."""
        mou = self.found.document
        return isinstance(mou, MoU) and self.party not in {*mou.refused, *(each.party for each in mou.reviews)}


async def _place(ctx: Context, subject: str) -> Place:
    """The document that the link is about, whichever MoU it stands under."""
    for field in PROVED:
        stored = await ctx.current(MOU).find_one({field: subject})
        if stored is not None:
            return Place(stored["id"], None if field == "id" else subject)
    raise NotFound("document", subject)


async def _read(ctx: Context, subject: str, language: Language) -> _Read:
    found = await (await _place(ctx, subject)).find(ctx)
    party = Party(kind="organisation", id=ctx.actor.organisation or "")
    parties = await named(ctx, found.document.parties())
    return _Read(found, party, parties, await moments_of(ctx, found), language)


async def _show(ctx: Context, subject: str, language: Language) -> Sheet:
    read = await _read(ctx, subject, language)
    document, kind = read.found.document, speak(TITLES[kind_of(read.found.document)], language)
    signed = document.has_signed(read.party)
    lead = words.SIGNED_LEAD if signed else words.LEAD
    return Sheet(
        kind=kind,
        title=document.number or read.found.mou.state.number or kind,
        lead=speak(lead, language, school=read.school, organisation=read.ours, kind=kind.lower()),
        standing=_standing(read),
        facts=_facts(read),
        sections=await _sections(ctx, read),
        fingerprint="" if read.found.withheld else document.content,
        paper=not read.found.withheld,
        forms=_forms(read) if read.is_open and not signed else (),
    )


async def _sections(ctx: Context, read: _Read) -> list[Section]:
    """Of a draft that is the school's own nothing is shown."""
    if read.found.withheld:
        return []
    language = read.language
    return [
        Section(speak(words.TEXT, language), blocks=reading(await content_view(ctx, read.found), language)),
        Section(speak(words.SIGNATURES, language), rows=[_signature(read, each) for each in read.parties]),
    ]


def _facts(read: _Read) -> list[tuple[str, str]]:
    parties = "\n".join(each.name for each in read.parties)
    if read.found.withheld:
        return [(speak(words.PARTIES, read.language), parties)]
    terms = rows(read.found.mou.state, read.found.document, read.parties, read.language)
    return [(speak(words.PARTIES, read.language), parties), *terms]


def _signature(read: _Read, each: Named) -> tuple[str, str]:
    if each.party in read.moments:
        day = say_day(day_in(read.zone, read.moments[each.party]), read.language)
        return each.name, speak(words.SIGNED_ON, read.language, day=day)
    if each.party in read.found.document.refused:
        return each.name, speak(words.HAS_REFUSED, read.language)
    return each.name, speak(words.WAITS, read.language)


def _standing(read: _Read) -> tuple[Tone, str] | None:
    document, language = read.found.document, read.language
    if read.party in read.moments:
        at = say_moment(read.moments[read.party], read.zone, language)
        said = speak(words.WE_SIGNED, language, organisation=read.ours, at=at)
        return "good", f"{said} {_state(read)}"
    if not read.is_open:
        return _closed(read)
    if read.party in document.refused:
        return "bad", speak(words.WE_REFUSED, language, organisation=read.ours)
    if isinstance(document, MoU) and not read.may_review:
        return "waits", speak(words.WE_ANSWERED, language, organisation=read.ours)
    return None


def _state(read: _Read) -> str:
    """How the document stands once one's own part is done."""
    status, language = status_of(read.found.document), read.language
    if not all(each.party in read.moments for each in read.parties):
        return speak(words.OTHERS_WAIT, language)
    state = speak(words.STATE, language, state=speak(STATES[status], language))
    if status != "signed" or not isinstance(read.found.document, MoU):
        return state
    day = say_day(read.found.document.terms.starts_on, language)
    return f"{state} {speak(words.FROM, language, day=day)}"


def _closed(read: _Read) -> tuple[Tone, str]:
    status = status_of(read.found.document)
    if status == "in_review":
        return "waits", speak(words.BEING_CHANGED, read.language, school=read.school)
    return "calm", speak(words.NOT_OPEN, read.language, state=speak(STATES[status], read.language))


def _forms(read: _Read) -> list[Form]:
    language, hash = read.language, {"content_hash": read.found.document.content}
    sure = fields.tick(language, words.SURE, organisation=read.ours)
    forms = [
        Form(
            "signature", speak(words.SIGN, language), speak(words.SIGN_DO, language), fields=[sure], hidden=hash,
            lead=speak(words.SIGN_LEAD, language, organisation=read.ours),
        )
    ]  # fmt: skip
    if read.may_review:
        forms.append(_form(language, "changes", words.CHANGES, weight="other", hidden=hash))
    forms.append(_form(language, "delegation", words.DELEGATE, weight="other"))
    if read.party not in read.found.document.refused:
        forms.append(_form(language, "refusal", words.REFUSE, weight="grave", hidden=hash))
    return forms


_FIELDS: Final[Mapping[str, Any]] = {
    "changes": lambda language: (fields.reason(language, words.WHICH_CHANGES, name="comment"),),
    "refusal": lambda language: (fields.reason(language, words.WHY_NOT, words.WHY_HELP),),
    "delegation": lambda language: (*fields.colleague(language), _letters_language(language)),
}


def _form(language: Language, act: str, said: FormWords, **more: Any) -> Form:
    title, lead, button = (speak(each, language) for each in said)
    return Form(act, title, button, lead=lead, fields=_FIELDS[act](language), **more)


def _letters_language(language: Language) -> Field:
    choices = (("id", "Bahasa Indonesia"), ("en", "English"))
    return Field("language", speak(words.LETTER_IN, language), "choice", value=language, choices=choices)


# what can be answered


async def _sign(ctx: Context, subject: str, given: Given) -> None:
    given.must_be_ticked("sure")
    body = given.body(SignBody, given.texts("content_hash"))
    await sign_document(ctx, await _place(ctx, subject), body)


async def _refuse(ctx: Context, subject: str, given: Given) -> None:
    body = given.body(RefuseBody, given.texts("content_hash", "reason"))
    await refuse_document(ctx, await _place(ctx, subject), body)


async def _delegate(ctx: Context, subject: str, given: Given) -> None:
    body = given.body(ColleagueBody, given.texts("name", "email", "position", "language"))
    await pass_on(ctx, await _place(ctx, subject), body)


async def _ask_for_changes(ctx: Context, subject: str, given: Given) -> None:
    comment = {"comment": given.text("comment") or ""}
    body = given.body(ReviewBody, {"verdict": "changes_wanted", **comment, **given.texts("content_hash")})
    await review_mou(ctx.tenant, subject, body, ctx, Response())


async def _print(ctx: Context, subject: str, language: Language, request: Request) -> Response:
    found = await (await _place(ctx, subject)).find(ctx)
    return await printed(request, await paper(ctx, ctx, found, language))


_ANSWERS: Final = {
    "signature": Answer(_sign, words.DONE_SIGNED),
    "refusal": Answer(_refuse, words.DONE_REFUSED),
    "delegation": Answer(_delegate, words.DONE_DELEGATED, after="ends"),
}
_CHANGES: Final = {"changes": Answer(_ask_for_changes, words.DONE_CHANGES)}


def _matter(purpose: str, title: tuple[str, str], answers: Mapping[str, Answer]) -> Matter:
    return Matter(purpose, title, _show, answers, paper=_print, refusals=words.REFUSALS)


MATTERS: Final = (
    _matter(SIGNING_LINK, words.TITLE_MOU, {**_ANSWERS, **_CHANGES}),
    _matter(AGREEMENT_LINK, words.TITLE_AGREEMENT, _ANSWERS),
    _matter(ADDENDUM_LINK, words.TITLE_ADDENDUM, _ANSWERS),
)
