"""Signing off a curriculum that was aligned with the partner, or saying what should be different (C11)."""

from collections.abc import Mapping
from typing import Final

from fastapi import Response

from services.partners.access import CURRICULUM_LINK
from services.partners.api.curricula import (
    VersionView,
    get_curriculum,
    get_curriculum_content,
    refuse_curriculum,
    sign_off_curriculum,
)
from services.partners.bodies.curricula import SignOffBody, VersionRefusalBody
from services.partners.domain.curriculum.difference import WordedUnit
from services.partners.domain.curriculum.values import Scope, Version
from services.partners.pages import fields
from services.partners.pages.naming import Two, the_two
from services.partners.words.pages import aligning as words
from shared.context import Context
from shared.http.words import Language
from shared.pages import speak
from shared.pages.links import Answer, Form, Given, Matter, Section, Sheet
from shared.pages.links.sheet import Tone
from shared.papers import blocks

_TONES: Final[Mapping[str, Tone]] = {"aligned": "good", "refused": "waits"}


async def _show(ctx: Context, subject: str, language: Language) -> Sheet:
    scope = (await get_curriculum(ctx.tenant, subject, ctx, Response())).scope
    view, two = await get_curriculum_content(ctx.tenant, subject, ctx), await the_two(ctx)
    heading = {"concentration": scope.concentration, "year": scope.school_year}
    return Sheet(
        kind=speak(words.KIND, language),
        title=speak(words.HEADING, language, **heading),
        lead=speak(words.LEAD, language, school=two.school, organisation=two.organisation),
        standing=_standing(view.version, two, language),
        facts=_facts(scope, view, language),
        sections=[
            *(_unit(each, language) for each in view.units),
            Section(speak(words.TEXT, language), blocks=blocks(view.text)),
        ],
        fingerprint=view.version.content_hash,
        forms=_forms(view.version, two, language) if view.version.status == "offered" else (),
    )


def _facts(scope: Scope, view: VersionView, language: Language) -> list[tuple[str, str]]:
    return [
        (speak(words.CONCENTRATION, language), scope.concentration),
        (speak(words.YEAR, language), scope.school_year),
        (speak(words.EDITION, language), str(view.version.edition)),
        (speak(words.HOURS, language), str(sum(each.hours for each in view.units))),
    ]


def _unit(unit: WordedUnit, language: Language) -> Section:
    points = [" ".join(part for part in (each.code, each.statement) if part) for each in unit.competencies]
    title = speak(words.UNIT, language, code=unit.code, title=unit.title).strip()
    return Section(title, points=points, lead=speak(words.UNIT_HOURS, language, hours=unit.hours))


def _standing(version: Version, two: Two, language: Language) -> tuple[Tone, str] | None:
    if version.status not in _TONES:
        return None
    return _TONES[version.status], speak(words.STANDING[version.status], language, organisation=two.organisation)


def _forms(version: Version, two: Two, language: Language) -> list[Form]:
    hidden = {"content_hash": version.content_hash}
    lead = speak(words.AGREE_LEAD, language, organisation=two.organisation)
    title, button = speak(words.AGREE, language), speak(words.AGREE_DO, language)
    agree = Form("sign-off", title, button, lead=lead, hidden=hidden)
    title, lead, button = (speak(each, language) for each in (words.REFUSE, words.REFUSE_LEAD, words.REFUSE_DO))
    why = [fields.reason(language, words.WHY)]
    return [agree, Form("refusal", title, button, lead=lead, fields=why, hidden=hidden, weight="grave")]


async def _agree(ctx: Context, subject: str, given: Given) -> None:
    body = given.body(SignOffBody, given.texts("content_hash"))
    await sign_off_curriculum(ctx.tenant, subject, body, ctx, Response())


async def _refuse(ctx: Context, subject: str, given: Given) -> None:
    body = given.body(VersionRefusalBody, given.texts("content_hash", "reason"))
    await refuse_curriculum(ctx.tenant, subject, body, ctx, Response())


_ANSWERS: Final = {
    "sign-off": Answer(_agree, words.DONE_AGREED),
    "refusal": Answer(_refuse, words.DONE_REFUSED),
}
MATTERS: Final = (Matter(CURRICULUM_LINK, words.TITLE, _show, _ANSWERS, refusals=words.REFUSALS),)
