"""Scoring a partnership, blind until both sides have: each criterion once, with a remark (C5)."""

from typing import Final

from fastapi import Response

from services.partners.access import EVALUATING_LINK
from services.partners.api.evaluations import EvaluationView, get_evaluation, score_partnership
from services.partners.bodies.evaluations import ViewBody
from services.partners.domain.evaluation import EVALUATION
from services.partners.domain.evaluation.events import SIDES, Frame, Side
from services.partners.domain.instrument import Criterion
from services.partners.domain.programme import PROGRAMME
from services.partners.pages import fields
from services.partners.pages.naming import Two, the_two
from services.partners.words.pages import evaluating as words
from shared.context import Context
from shared.dates import say_day
from shared.http.words import Language
from shared.pages import speak
from shared.pages.links import Answer, Field, Form, Given, Matter, Section, Sheet
from shared.pages.links.given import Place
from shared.pages.links.sheet import Tone

_MOST_BUTTONS: Final = 11
"""A longer scale is a number to write."""


async def _show(ctx: Context, subject: str, language: Language) -> Sheet:
    view, two = await get_evaluation(ctx.tenant, subject, ctx, Response()), await the_two(ctx)
    scored = view.seal_of("partner") is not None
    return Sheet(
        kind=speak(words.KIND, language),
        title=speak(words.HEADING, language, school=two.school),
        lead=speak(words.LEAD, language, school=two.school, organisation=two.organisation),
        standing=_standing(view, two, language),
        facts=await _facts(ctx, view, language),
        sections=_sections(view, two, language),
        forms=[_form(view.frame, two, language)] if view.status == "open" and not scored else (),
    )


def _standing(view: EvaluationView, two: Two, language: Language) -> tuple[Tone, str] | None:
    if view.status == "completed":
        return "good", speak(words.COMPLETED, language)
    if view.status == "cancelled":
        return "calm", speak(words.CANCELLED, language)
    if view.seal_of("partner") is not None:
        return "good", speak(words.WE_SCORED, language, organisation=two.organisation)
    return None


async def _facts(ctx: Context, view: EvaluationView, language: Language) -> list[tuple[str, str]]:
    frame = view.frame
    programme = await ctx.load(PROGRAMME, frame.programme)
    title = await ctx.runtime.texts.get(ctx.tenant, programme.state.plan.title.id) if programme else None
    facts = [(speak(words.PROGRAMME, language), title)] if title else []
    period = f"{say_day(frame.starts_on, language)} – {say_day(frame.ends_on, language)}"
    return [
        *facts,
        (speak(words.PERIOD, language), period),
        (speak(words.DUE, language), say_day(frame.due_on, language)),
    ]


def _sections(view: EvaluationView, two: Two, language: Language) -> list[Section]:
    names: dict[Side, str] = {"school": two.school, "partner": two.organisation}
    if view.status != "completed":
        rows = [
            (names[side], speak(words.SCORED if view.seal_of(side) else words.NOT_SCORED, language)) for side in SIDES
        ]
        return [Section(speak(words.WHO, language), rows=rows)]
    points = {judged.side: judged.points() for judged in view.views}
    lines = [
        [_label(each, language), *(str(points[side][each.code]) if side in points else "–" for side in SIDES)]
        for each in view.frame.criteria
    ]
    columns = [speak(words.CRITERION, language), two.school, two.organisation]
    remarks = [(speak(words.REMARK_OF, language, who=names[side]), text) for side, text in view.remarks.items()]
    return [Section(speak(words.RESULT, language), columns=columns, lines=lines, rows=remarks)]


def _label(criterion: Criterion, language: Language) -> str:
    return criterion.label.id if language == "id" else criterion.label.en


def _form(frame: Frame, two: Two, language: Language) -> Form:
    remark = fields.reason(language, words.REMARK, words.REMARK_HELP, name="remark")
    scale = {"least": frame.scale.least, "most": frame.scale.most}
    return Form(
        "view",
        speak(words.FORM, language, organisation=two.organisation),
        speak(words.DO, language),
        lead=speak(words.FORM_LEAD, language, **scale),
        fields=[*(_points(each, frame, language) for each in frame.criteria), fields.optional(remark)],
    )


def _points(criterion: Criterion, frame: Frame, language: Language) -> Field:
    label = speak(words.WEIGHT, language, label=_label(criterion, language), weight=criterion.weight)
    name, least, most = f"points-{criterion.code}", frame.scale.least, frame.scale.most
    if most - least < _MOST_BUTTONS:
        ends = speak(words.LEAST, language, points=least), speak(words.MOST, language, points=most)
        choices = [(str(each), str(each)) for each in range(least, most + 1)]
        return Field(name, label, "choice", choices=choices, ends=ends)
    help = speak(words.SCALE_HELP, language, least=least, most=most)
    return Field(name, label, "number", help=help, span=(str(least), str(most)))


async def _score(ctx: Context, subject: str, given: Given) -> None:
    criteria = (await ctx.require(EVALUATION, subject)).state.frame.criteria
    points = {each.code: given.whole(f"points-{each.code}") for each in criteria}
    scores = [
        {"criterion": code, "points": number} if number is not None else {"criterion": code}
        for code, number in points.items()
    ]

    def at(place: Place) -> str:
        return f"points-{criteria[place[1]].code}" if len(place) > 1 and isinstance(place[1], int) else str(place[0])

    body = given.body(ViewBody, {"scores": tuple(scores), "remark": given.text("remark")}, at)
    await score_partnership(ctx.tenant, subject, body, ctx, Response())


MATTERS: Final = (Matter(EVALUATING_LINK, words.TITLE, _show, {"view": Answer(_score, words.DONE)}),)
