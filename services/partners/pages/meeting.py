"""Answering an invitation to a meeting, and saying how a follow-up stands (C7)."""

from typing import Final

from fastapi import Response

from services.partners.access import FOLLOW_UP_LINK, MEETING_LINK
from services.partners.api.meetings import (
    MeetingView,
    drop_follow_up,
    finish_follow_up,
    get_meeting,
    postpone_follow_up,
    reply_to_meeting,
)
from services.partners.bodies.meetings import CompletionBody, PostponementBody, ReplyBody
from services.partners.bodies.values import ReasonBody
from services.partners.domain.meeting import MEETING
from services.partners.domain.meeting.values import FollowUp
from services.partners.pages import fields
from services.partners.pages.naming import the_two
from services.partners.usecases.wording import texts_of
from services.partners.views.meetings import FOLLOW_UPS_WITHIN
from services.partners.words.pages import meeting as words
from shared.context import Context
from shared.dates import say_day, say_moment
from shared.events import TextRef
from shared.http.words import Language
from shared.pages import speak
from shared.pages.links import Answer, Field, Form, Given, Matter, Section, Sheet
from shared.pages.links.sheet import Tone
from shared.papers import blocks
from shared.refusals import NotFound


async def _show_meeting(ctx: Context, subject: str, language: Language) -> Sheet:
    view, two = await get_meeting(ctx.tenant, subject, ctx, Response()), await the_two(ctx)
    call, answered = view.call, _answered(ctx, view)
    agenda = [text for each in call.agenda if (text := _text(view, each))]
    decisions = [text for each in view.decisions if (text := _text(view, each))]
    return Sheet(
        kind=speak(words.MEETING, language),
        title=_text(view, call.title) or speak(words.MEETING, language),
        lead=speak(words.MEETING_LEAD, language, school=two.school, organisation=two.organisation),
        standing=_standing(ctx, view, answered, language),
        facts=_when(view, language),
        sections=[
            Section(speak(words.AGENDA, language), points=agenda),
            Section(speak(words.DECISIONS, language), points=decisions),
            Section(speak(words.MINUTES, language), blocks=blocks(_text(view, view.minutes))),
        ],
        forms=[_reply_form(answered, language)] if _waits(ctx, view) else (),
    )


def _text(view: MeetingView, text: TextRef | None) -> str:
    return view.texts.get(text.id, "") if text else ""


def _when(view: MeetingView, language: Language) -> list[tuple[str, str]]:
    call = view.call
    facts = [
        (speak(words.BEGINS, language), say_moment(call.starts_at, call.zone, language)),
        (speak(words.ENDS, language), say_moment(call.ends_at, call.zone, language)),
    ]
    place = _text(view, call.place)
    return [*facts, (speak(words.PLACE, language), place)] if place else facts


def _answered(ctx: Context, view: MeetingView) -> bool | None:
    """What the organisation said last, by whichever of its people or systems."""
    said = [each.coming for each in view.replies if each.organisation == ctx.actor.organisation]
    return said[-1] if said else None


def _waits(ctx: Context, view: MeetingView) -> bool:
    return view.status == "planned" and ctx.now < view.call.starts_at


def _standing(ctx: Context, view: MeetingView, answered: bool | None, language: Language) -> tuple[Tone, str] | None:
    if view.status != "planned":
        return "calm", speak(words.HELD if view.status == "held" else words.CANCELLED, language)
    if not _waits(ctx, view):
        return "calm", speak(words.BEGUN, language)
    if answered is None:
        return None
    return ("good", speak(words.COMING, language)) if answered else ("waits", speak(words.NOT_COMING, language))


def _reply_form(answered: bool | None, language: Language) -> Form:
    choices = (("yes", speak(words.YES, language)), ("no", speak(words.NO, language)))
    value = {None: "", True: "yes", False: "no"}[answered]
    coming = Field("coming", speak(words.REPLY, language), "choice", choices=choices, value=value)
    title = speak(words.MEETING, language)
    return Form(
        "reply", title, speak(words.REPLY_DO, language), lead=speak(words.REPLY_LEAD, language), fields=[coming]
    )


async def _reply(ctx: Context, subject: str, given: Given) -> None:
    coming = {"yes": True, "no": False}.get(given.text("coming") or "")
    body = given.body(ReplyBody, {"coming": coming})
    await reply_to_meeting(ctx.tenant, subject, body, ctx, Response())


# a follow-up


async def _meeting_with(ctx: Context, follow_up: str) -> str:
    """The meeting in which it was agreed."""
    found = await ctx.current(MEETING).find_one({f"{FOLLOW_UPS_WITHIN}.follow_up": follow_up})
    if found is None:
        raise NotFound("follow-up", follow_up)
    return str(found["id"])


async def _show_follow_up(ctx: Context, subject: str, language: Language) -> Sheet:
    state = (await ctx.require(MEETING, await _meeting_with(ctx, subject))).state
    known, two = state.follow_up(subject), await the_two(ctx)
    if known is None or known.owner.organisation != ctx.actor.organisation:
        raise NotFound("follow-up", subject)
    texts = await texts_of(ctx, state)
    at = say_moment(state.call.starts_at, state.call.zone, language)
    return Sheet(
        kind=speak(words.FOLLOW_UP, language),
        title=texts.get(known.what.id) or speak(words.FOLLOW_UP, language),
        lead=speak(words.FOLLOW_UP_LEAD, language, school=two.school, organisation=two.organisation),
        standing=_how(known, language),
        facts=[
            (speak(words.DUE, language), say_day(known.due_on, language)),
            (speak(words.AT_MEETING, language), f"{texts.get(state.call.title.id, '')}\n{at}".strip()),
        ],
        forms=_follow_up_forms(known, language) if known.status == "open" else (),
    )


def _how(known: FollowUp, language: Language) -> tuple[Tone, str] | None:
    if known.status == "open":
        return ("waits", speak(words.OVERDUE, language)) if known.fell_due else None
    return (
        ("good", speak(words.IS_DONE, language))
        if known.status == "done"
        else ("calm", speak(words.IS_DROPPED, language))
    )


def _follow_up_forms(known: FollowUp, language: Language) -> list[Form]:
    why = fields.reason(language, words.WHY)
    note = fields.optional(fields.reason(language, words.NOTE, name="note"))
    until = Field("due_on", speak(words.UNTIL, language), "date", span=(known.due_on.isoformat(), ""))
    title = {act: speak(said, language) for act, said in _TITLES.items()}
    return [
        Form("completion", title["completion"], speak(words.FINISH_DO, language), fields=[note]),
        Form(
            "postponement",
            title["postponement"],
            speak(words.POSTPONE_DO, language),
            fields=[until, why],
            weight="other",
        ),
        Form("dropping", title["dropping"], speak(words.DROP_DO, language), fields=[why], weight="grave"),
    ]


_TITLES: Final = {"completion": words.FINISH, "postponement": words.POSTPONE, "dropping": words.DROP}


async def _finish(ctx: Context, subject: str, given: Given) -> None:
    body, meeting = given.body(CompletionBody, given.texts("note")), await _meeting_with(ctx, subject)
    await finish_follow_up(
        school=ctx.tenant, meeting=meeting, follow_up=subject, body=body, ctx=ctx, response=Response()
    )


async def _postpone(ctx: Context, subject: str, given: Given) -> None:
    body = given.body(PostponementBody, {"due_on": given.day("due_on"), **given.texts("reason")})
    meeting = await _meeting_with(ctx, subject)
    await postpone_follow_up(
        school=ctx.tenant, meeting=meeting, follow_up=subject, body=body, ctx=ctx, response=Response()
    )


async def _drop(ctx: Context, subject: str, given: Given) -> None:
    body, meeting = given.body(ReasonBody, given.texts("reason")), await _meeting_with(ctx, subject)
    await drop_follow_up(school=ctx.tenant, meeting=meeting, follow_up=subject, body=body, ctx=ctx, response=Response())


_FOLLOW_UP: Final = {
    "completion": Answer(_finish, words.DONE_FINISHED),
    "postponement": Answer(_postpone, words.DONE_POSTPONED),
    "dropping": Answer(_drop, words.DONE_DROPPED),
}
MATTERS: Final = (
    Matter(MEETING_LINK, words.TITLE_MEETING, _show_meeting, {"reply": Answer(_reply, words.DONE_REPLIED)}),
    Matter(FOLLOW_UP_LINK, words.TITLE_FOLLOW_UP, _show_follow_up, _FOLLOW_UP, refusals=words.REFUSALS),
)
