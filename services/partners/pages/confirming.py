"""Confirming or disputing what was written into the ledger of a partnership (C9)."""

from collections.abc import Mapping
from typing import Final

from fastapi import Response

from services.partners.access import CONFIRMING_LINK
from services.partners.api.contributions import (
    ContributionView,
    confirm_contribution,
    dispute_contribution,
    get_contribution,
)
from services.partners.bodies.values import ReasonBody
from services.partners.domain.contribution import Gift
from services.partners.pages import fields
from services.partners.pages.naming import Two, the_two
from services.partners.words.pages import confirming as words
from shared.context import Context
from shared.dates import say_day
from shared.http.words import Language
from shared.pages import Said, speak
from shared.pages.links import Answer, Form, Given, Matter, Section, Sheet
from shared.pages.links.sheet import Tone

_STANDING: Final[Mapping[str, tuple[Tone, Said]]] = {
    "confirmed": ("good", words.CONFIRMED),
    "disputed": ("waits", words.DISPUTED),
    "withdrawn": ("calm", words.WITHDRAWN),
}


async def _show(ctx: Context, subject: str, language: Language) -> Sheet:
    view, two = await get_contribution(ctx.tenant, subject, ctx, Response()), await the_two(ctx)
    names = {"school": two.school, "organisation": two.organisation}
    earlier = [f"{say_day(each.given_on, language)}: {_amount(each, language)}" for each in view.earlier]
    return Sheet(
        kind=speak(words.KIND, language),
        title=speak(words.HEADING[view.gift.side], language, **names),
        lead=speak(words.LEAD, language, **names),
        standing=_standing(view, language),
        facts=_facts(view, two, language),
        sections=[Section(speak(words.EARLIER, language), points=earlier)],
        forms=_forms(view, language),
    )


def _facts(view: ContributionView, two: Two, language: Language) -> list[tuple[str, str]]:
    gift = view.gift
    facts = [
        (speak(words.BY, language), two.school if gift.side == "school" else two.organisation),
        (speak(words.WHAT[gift.kind], language), _amount(gift, language)),
        (speak(words.ON, language), say_day(gift.given_on, language)),
    ]
    return [*facts, (speak(words.ABOUT, language), view.description)] if view.description else facts


def _amount(gift: Gift, language: Language) -> str:
    amount = f"{gift.amount:,}"
    said = amount.replace(",", ".") if language == "id" else amount
    return speak(words.AMOUNT[gift.kind], language, amount=said)


def _standing(view: ContributionView, language: Language) -> tuple[Tone, str] | None:
    if view.status == "recorded":
        return ("calm", speak(words.OWN, language)) if view.recorded_by == "partner" else None
    tone, said = _STANDING[view.status]
    return tone, speak(said, language)


def _forms(view: ContributionView, language: Language) -> list[Form]:
    if view.status in ("confirmed", "withdrawn") or view.recorded_by == "partner":
        return []
    title, lead, button = (speak(each, language) for each in (words.CONFIRM, words.CONFIRM_LEAD, words.CONFIRM_DO))
    forms = [Form("confirmation", title, button, lead=lead)]
    if view.status == "recorded":
        title, lead, button = (speak(each, language) for each in (words.DISPUTE, words.DISPUTE_LEAD, words.DISPUTE_DO))
        reason = fields.reason(language, words.HOW)
        forms.append(Form("dispute", title, button, lead=lead, fields=[reason], weight="grave"))
    return forms


async def _confirm(ctx: Context, subject: str, _given: Given) -> None:
    await confirm_contribution(ctx.tenant, subject, ctx, Response())


async def _dispute(ctx: Context, subject: str, given: Given) -> None:
    body = given.body(ReasonBody, given.texts("reason"))
    await dispute_contribution(ctx.tenant, subject, body, ctx, Response())


_ANSWERS: Final = {
    "confirmation": Answer(_confirm, words.DONE_CONFIRMED),
    "dispute": Answer(_dispute, words.DONE_DISPUTED),
}
MATTERS: Final = (Matter(CONFIRMING_LINK, words.TITLE, _show, _ANSWERS),)
