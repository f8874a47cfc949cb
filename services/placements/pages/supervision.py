"""An industry supervisor approves the logbook, assesses, reports what happened, or hands on (C15, C19)."""

from collections.abc import Sequence
from typing import Any, Final

from fastapi import Response

from services.placements.access import SUPERVISION_LINK
from services.placements.api.placements import assign_industry_supervisor, get_placement
from services.placements.api.work import approve_logbook, assess_internship, read_logbook, report_incident
from services.placements.bodies import ApprovalBody, AssessmentBody, ContactBody, IncidentBody
from services.placements.domain.placement.state import ENDED, RUNNING
from services.placements.domain.placement.values import Scores
from services.placements.pages import words
from services.placements.shown import DayView, LogbookView, PlacementView
from shared.auth import school_of
from shared.context import Context
from shared.dates import say_day
from shared.http.words import Language
from shared.pages import FormWords, speak
from shared.pages.links import Answer, Faulty, Field, Form, Given, Matter, Section, Sheet
from shared.pages.links.given import Place
from shared.pages.links.sheet import Tone

MOST_DAYS: Final = 31
"""Days that are read and approved at once."""
_LONGEST: Final = 8_000


async def _show(ctx: Context, subject: str, language: Language) -> Sheet:
    view = await get_placement(ctx.tenant, subject, ctx, Response())
    school = (await school_of(ctx.runtime, ctx.tenant)).name
    student = view.student_name or speak(words.THE_STUDENT, language)
    book, waiting = await _waiting(ctx, subject)
    return Sheet(
        kind=speak(words.SUPERVISION_KIND, language),
        title=speak(words.CONSENT_HEADING, language, student=student),
        lead=speak(words.SUPERVISION_LEAD, language, school=school, student=student),
        standing=_standing(view, language),
        facts=_facts(view, school, language),
        sections=[_logbook(book, waiting, language), _assessed(view, language)],
        forms=_forms(view, book, language) if view.state not in ENDED else (),
    )


async def _waiting(ctx: Context, placement: str) -> tuple[LogbookView | None, int]:
    """The earliest days that wait, and how many wait at all."""
    whole = await read_logbook(ctx.tenant, placement, ctx, None, None)
    days = sorted(each.day for each in whole.days if not each.approved)[:MOST_DAYS]
    if not days:
        return None, 0
    return await read_logbook(ctx.tenant, placement, ctx, days[0], days[-1]), whole.waiting


def _facts(view: PlacementView, school: str, language: Language) -> list[tuple[str, str]]:
    hours = {"approved": view.approved_minutes // 60, "minimum": view.minimum_minutes // 60}
    rows = [
        (words.STUDENT, view.student_name),
        (words.SCHOOL, school),
        (words.HOST, view.organisation_name),
        (words.DEPARTMENT, (view.department or "").replace("_", " ")),
        (words.PERIOD, f"{say_day(view.starts_on, language)} – {say_day(view.ends_on, language)}"),
        (words.STATE, speak(words.STATES[view.state], language)),
        (words.MINUTES, speak(words.HOURS, language, **hours)),
    ]
    return [(speak(label, language), value) for label, value in rows if value]


def _standing(view: PlacementView, language: Language) -> tuple[Tone, str] | None:
    if view.state in ENDED:
        return "calm", speak(words.ENDED, language, state=speak(words.STATES[view.state], language))
    return ("good", speak(words.WE_ASSESSED, language)) if "industry" in view.assessments else None


def _logbook(book: LogbookView | None, waiting: int, language: Language) -> Section:
    title = speak(words.LOGBOOK, language)
    if book is None:
        return Section(title, lead=speak(words.NOTHING_WAITS, language))
    columns = [speak(each, language) for each in (words.DAY, words.ATTENDANCE, words.TIME, words.WORK)]
    lines = [_line(each, language) for each in book.days if not each.approved]
    said = words.LOGBOOK_LEAD if len(lines) == waiting else words.LOGBOOK_BEGINS
    lead = speak(said, language, waiting=waiting, shown=len(lines))
    return Section(title, lead=lead, columns=columns, lines=lines)


def _line(each: DayView, language: Language) -> Sequence[str]:
    attendance = speak(words.ATTENDANCES[each.attendance], language)
    return say_day(each.day, language), attendance, _time(each.minutes, language), each.text or "–"


def _time(minutes: int, language: Language) -> str:
    return speak(words.CLOCK, language, hours=minutes // 60, minutes=minutes % 60)


def _assessed(view: PlacementView, language: Language) -> Section:
    scores = view.assessments.get("industry")
    rows = (
        [(speak(said, language), str(getattr(scores, name))) for name, said in words.ELEMENTS.items()] if scores else ()
    )
    return Section(speak(words.ASSESSED, language), rows=rows)


def _forms(view: PlacementView, book: LogbookView | None, language: Language) -> list[Form]:
    forms = []
    if book is not None and view.state in RUNNING:
        forms.append(_approval(book, language))
    if view.state == "ongoing" and "industry" not in view.assessments:
        forms.append(_form("assessment", words.ASSESS, _assessment_fields(language), language, weight="main"))
    if view.state in RUNNING:
        forms.append(_form("incident", words.INCIDENT, _incident_fields(language), language, weight="other"))
    forms.append(_form("colleague", words.COLLEAGUE, _colleague_fields(language), language, weight="other"))
    return forms


def _form(act: str, said: FormWords, fields: Sequence[Field], language: Language, **more: Any) -> Form:
    title, lead, button = (speak(each, language) for each in said)
    return Form(act, title, button, lead=lead, fields=fields, **more)


def _approval(book: LogbookView, language: Language) -> Form:
    title, lead, button = words.APPROVE
    span = {"starts_on": book.starts_on.isoformat(), "ends_on": book.ends_on.isoformat(), "seal": book.seal or ""}
    told = {"days": book.waiting, "time": _time(book.waiting_minutes, language)}
    return Form(
        "approval", speak(title, language), speak(button, language), lead=speak(lead, language, **told), hidden=span
    )


def _assessment_fields(language: Language) -> list[Field]:
    remarks = Field("remarks", speak(words.REMARKS, language), "long", required=False, most=_LONGEST)
    scores = [Field(name, speak(said, language), "number", span=("0", "100")) for name, said in words.ELEMENTS.items()]
    return [*scores, remarks]


def _incident_fields(language: Language) -> list[Field]:
    choices = [(kind, speak(said, language)) for kind, said in words.INCIDENT_KINDS.items()]
    return [
        Field("kind", speak(words.INCIDENT_KIND, language), "choice", choices=choices),
        Field("happened_on", speak(words.HAPPENED_ON, language), "date"),
        Field("text", speak(words.WHAT_HAPPENED, language), "long", most=_LONGEST),
    ]


def _colleague_fields(language: Language) -> list[Field]:
    return [
        Field("name", speak(words.NAME, language), most=200),
        Field("email", speak(words.EMAIL, language), "email", most=254),
        Field("position", speak(words.POSITION, language), required=False, most=100),
    ]


async def _approve(ctx: Context, subject: str, given: Given) -> None:
    days = {name: given.day(name) for name in ("starts_on", "ends_on")}
    body = given.body(ApprovalBody, {**days, **given.texts("seal")})
    await approve_logbook(ctx.tenant, subject, body, ctx, Response())


async def _assess(ctx: Context, subject: str, given: Given) -> None:
    scores = {name: points for name in Scores.model_fields if (points := given.whole(name)) is not None}

    def at(place: Place) -> str:
        return str(place[-1])

    body = given.body(AssessmentBody, {"scores": scores, **given.texts("remarks")}, at)
    await assess_internship(ctx.tenant, subject, body, ctx, Response())


async def _report(ctx: Context, subject: str, given: Given) -> None:
    body = given.body(IncidentBody, {"happened_on": given.day("happened_on"), **given.texts("kind", "text")})
    await report_incident(ctx.tenant, subject, body, ctx, Response())


async def _hand_on(ctx: Context, subject: str, given: Given) -> None:
    body = given.body(ContactBody, given.texts("name", "email", "position"))
    if body.email is None:
        raise Faulty({"email": speak(words.WITHOUT_EMAIL, given.language)})
    await assign_industry_supervisor(ctx.tenant, subject, body, ctx, Response())


_ANSWERS: Final = {
    "approval": Answer(_approve, words.DONE_APPROVED),
    "assessment": Answer(_assess, words.DONE_ASSESSED),
    "incident": Answer(_report, words.DONE_REPORTED),
    "colleague": Answer(_hand_on, words.DONE_HANDED_ON, after="ends"),
}
MATTER: Final = Matter(SUPERVISION_LINK, words.SUPERVISION_TITLE, _show, _ANSWERS, refusals=words.REFUSALS)
