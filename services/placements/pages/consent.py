"""A guardian reads what is asked, consents, and can revoke it (UU PDP 27/2022)."""

from typing import Final

from fastapi import Response

from services.placements.access import CONSENT_LINK
from services.placements.api.consent import read_consent, record_consent, revoke_consent
from services.placements.bodies import ConsentBody
from services.placements.domain.placement.state import BEFORE_START, ENDED
from services.placements.pages import words
from services.placements.shown import ConsentView
from shared.context import Context
from shared.dates import say_day
from shared.http.words import Language
from shared.pages import speak
from shared.pages.links import Answer, Field, Form, Given, Matter, Section, Sheet
from shared.pages.links.sheet import Tone


async def _show(ctx: Context, subject: str, language: Language) -> Sheet:
    view = await read_consent(ctx.tenant, subject, ctx)
    student = view.student_name or speak(words.THE_STUDENT, language)
    points = [speak(each, language) for each in words.MEANS_POINTS]
    return Sheet(
        kind=speak(words.CONSENT_KIND, language),
        title=speak(words.CONSENT_HEADING, language, student=student),
        lead=speak(words.CONSENT_LEAD, language, school=view.school_name, student=student),
        standing=_standing(view, language),
        facts=_facts(view, language),
        sections=[Section(speak(words.MEANS, language), points=points)],
        forms=[_form(view, student, language)] if _waits(view) else (),
    )


def _waits(view: ConsentView) -> bool:
    """Consent is given before the first day, and can be revoked until the last."""
    return view.state in BEFORE_START or (view.consented and view.state not in ENDED)


def _facts(view: ConsentView, language: Language) -> list[tuple[str, str]]:
    period = f"{say_day(view.starts_on, language)} – {say_day(view.ends_on, language)}"
    rows = [
        (words.STUDENT, view.student_name),
        (words.SCHOOL, view.school_name),
        (words.HOST, view.organisation_name),
        (words.DEPARTMENT, (view.department or "").replace("_", " ")),
        (words.PERIOD, period),
        (words.STATE, speak(words.STATES[view.state], language)),
    ]
    return [(speak(label, language), value) for label, value in rows if value]


def _standing(view: ConsentView, language: Language) -> tuple[Tone, str] | None:
    if view.state in ENDED:
        return "calm", speak(words.ENDED, language, state=speak(words.STATES[view.state], language))
    return ("good", speak(words.CONSENTED, language)) if view.consented else None


def _form(view: ConsentView, student: str, language: Language) -> Form:
    title, lead, button = (speak(each, language) for each in (words.REVOKE if view.consented else words.GIVE))
    if view.consented:
        return Form("revocation", title, button, lead=lead, weight="grave")
    sure = Field("sure", speak(words.SURE, language, student=student), "check")
    return Form("consent", title, button, fields=[sure])


async def _give(ctx: Context, subject: str, given: Given) -> None:
    given.must_be_ticked("sure")
    await record_consent(ctx.tenant, subject, ConsentBody(evidence=None), ctx, Response())


async def _revoke(ctx: Context, subject: str, _given: Given) -> None:
    await revoke_consent(ctx.tenant, subject, ctx, Response())


_ANSWERS: Final = {
    "consent": Answer(_give, words.DONE_GIVEN),
    "revocation": Answer(_revoke, words.DONE_REVOKED),
}
MATTER: Final = Matter(CONSENT_LINK, words.CONSENT_TITLE, _show, _ANSWERS, refusals=words.REFUSALS)
