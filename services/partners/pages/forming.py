"""What a school forms together with partners, answered by a contact: programme, yearly plan, vision (C8, C48)."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Response

from services.partners.access import ENDORSING_LINK, PLAN_LINK, VISION_LINK
from services.partners.api.plans import contribute_to_plan, endorse_plan, get_plan, object_to_plan
from services.partners.api.programmes import endorse_programme, get_programme, object_to_programme
from services.partners.api.visions import contribute_to_vision, endorse_vision, get_vision, object_to_vision
from services.partners.bodies.forming import ContributionBody
from services.partners.bodies.programmes import EndorsementBody, ObjectionBody
from services.partners.domain.aims import PlannedActivity, Target
from services.partners.domain.endorsing import Formation, Voice
from services.partners.pages import fields
from services.partners.pages.naming import Two, budget, first_large, plain, the_two, undertaking
from services.partners.words.pages import forming as words
from shared.context import Context
from shared.dates import say_day
from shared.events import TextRef
from shared.http.words import Language
from shared.pages import Said, speak
from shared.pages.links import Answer, Form, Given, Matter, Section, Sheet
from shared.pages.links.sheet import Tone

_OPEN: Final = frozenset({"proposed", "drafted", "endorsed"})


@dataclass(frozen=True, slots=True)
class _Formed:
    """One kind of thing, by the functions of its routes."""

    kind: Said
    lead: Said
    get: Callable[..., Awaitable[Any]]
    endorse: Callable[..., Awaitable[Any]]
    object: Callable[..., Awaitable[Any]]
    contribute: Callable[..., Awaitable[Any]] | None
    describe: Callable[[Any, Two, Language], "_Told"]

    async def show(self, ctx: Context, subject: str, language: Language) -> Sheet:
        view, two = await self.get(ctx.tenant, subject, ctx, Response()), await the_two(ctx)
        told = self.describe(view, two, language)
        ours = Voice(group="partner", organisation=ctx.actor.organisation)
        return Sheet(
            kind=speak(self.kind, language),
            title=told.title,
            lead=speak(self.lead, language, school=two.school, organisation=two.organisation),
            standing=_standing(view, ours, two, language),
            facts=told.facts,
            sections=[*told.sections, Section(speak(words.VOICES, language), rows=_voices(view, ours, two, language))],
            fingerprint=view.content_hash,
            forms=list(self._forms(view, ours, two, language)) if view.status in _OPEN else (),
        )

    def _forms(self, view: Any, ours: Voice, two: Two, language: Language) -> Sequence[Form]:
        forms = []
        if ours in view.missing:
            lead = speak(words.ENDORSE_LEAD, language, organisation=two.organisation)
            hidden = {"content_hash": view.content_hash}
            forms.append(
                Form(
                    "endorsement",
                    speak(words.ENDORSE, language),
                    speak(words.ENDORSE_DO, language),
                    lead=lead,
                    hidden=hidden,
                )
            )
        if self.contribute is not None:
            said = (words.CONTRIBUTE, words.CONTRIBUTE_LEAD, words.CONTRIBUTE_DO)
            forms.append(
                _written("contribution", said, fields.reason(language, words.WHAT, name="contribution"), language)
            )
        said = (words.OBJECT, words.OBJECT_LEAD, words.OBJECT_DO)
        forms.append(_written("objection", said, fields.reason(language, words.WHY), language, seen=view.content_hash))
        return forms

    def matter(self, purpose: str, title: Said) -> Matter:
        answers = {
            "endorsement": Answer(self._endorse, words.DONE_ENDORSED),
            "objection": Answer(self._object, words.DONE_OBJECTED),
        }
        if self.contribute is not None:
            answers["contribution"] = Answer(self._contribute, words.DONE_CONTRIBUTED)
        return Matter(purpose, title, self.show, answers, refusals=words.REFUSALS)

    async def _endorse(self, ctx: Context, subject: str, given: Given) -> None:
        body = given.body(EndorsementBody, {"group": "partner", **given.texts("content_hash")})
        await self.endorse(ctx.tenant, subject, body, ctx, Response())

    async def _object(self, ctx: Context, subject: str, given: Given) -> None:
        body = given.body(ObjectionBody, {"group": "partner", **given.texts("reason", "content_hash")})
        await self.object(ctx.tenant, subject, body, ctx, Response())

    async def _contribute(self, ctx: Context, subject: str, given: Given) -> None:
        body = given.body(ContributionBody, {"group": "partner", **given.texts("contribution")})
        if self.contribute is not None:
            await self.contribute(ctx.tenant, subject, body, ctx, Response())


@dataclass(frozen=True, slots=True)
class _Told:
    """What is particular to one kind."""

    title: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]


def _written(act: str, said: tuple[Said, Said, Said], field: Any, language: Language, *, seen: str = "") -> Form:
    """`seen`: the content that a grave answer is about."""
    title, lead, button = (speak(each, language) for each in said)
    hidden = {"content_hash": seen} if seen else {}
    return Form(act, title, button, lead=lead, fields=[field], weight="grave" if seen else "other", hidden=hidden)


def _standing(view: Any, ours: Voice, two: Two, language: Language) -> tuple[Tone, str] | None:
    if any(said.voice == ours for said in view.endorsements):
        return "good", speak(words.WE_ENDORSED, language, organisation=two.organisation)
    if view.status not in _OPEN:
        return "calm", speak(words.DECIDED, language)
    if any(said.voice == ours for said in view.objections):
        return "waits", speak(words.WE_OBJECTED, language, organisation=two.organisation)
    return None


def _voices(view: Formation, ours: Voice, two: Two, language: Language) -> list[tuple[str, str]]:
    """Of the school's groups and the own organisation; what other partners say is theirs."""
    heard = {said.voice: words.HAS_ENDORSED for said in view.endorsements}
    heard |= {said.voice: words.HAS_OBJECTED for said in view.objections}
    every = (Voice(group="teachers"), Voice(group="committee"), ours)
    return [
        (
            two.organisation if each == ours else speak(words.GROUPS[each.group], language),
            speak(heard.get(each, words.WAITS), language),
        )
        for each in every
    ]


def _texts(refs: Sequence[TextRef], texts: dict[str, str]) -> list[str]:
    return [texts[ref.id] for ref in refs if ref.id in texts]


def _targets(targets: Sequence[Target]) -> list[tuple[str, str]]:
    return [(plain(each.indicator), f"{each.number:g} {plain(each.unit)}") for each in targets]


def _activity(each: PlannedActivity, texts: dict[str, str], language: Language) -> str:
    days = " – ".join(say_day(day, language) for day in (each.starts_on, each.ends_on) if day)
    about = texts.get(each.description.id, "") if each.description else ""
    return first_large(" · ".join(part for part in (undertaking(each.kind, language), days, about) if part))


def _programme(view: Any, _two: Two, language: Language) -> _Told:
    plan, texts = view.plan, view.texts
    facts = [
        (speak(words.YEAR, language), plan.school_year),
        (speak(words.KINDS, language), first_large(", ".join(undertaking(kind, language) for kind in plan.kinds))),
        (speak(words.CONCENTRATIONS, language), ", ".join(plan.concentrations)),
    ]
    sections = [
        Section(speak(words.AIMS, language), points=_texts(plan.aims, texts)),
        Section(speak(words.TARGETS, language), rows=_targets(plan.targets)),
        Section(
            speak(words.ACTIVITIES, language), points=[_activity(each, texts, language) for each in plan.activities]
        ),
        Section(speak(words.BUDGET, language), points=budget(plan.budget, texts, language)),
    ]
    return _Told(view.title or speak(words.PROGRAMME, language), facts, sections)


def _plan(view: Any, _two: Two, language: Language) -> _Told:
    content, texts = view.content, view.texts
    facts = [
        (speak(words.YEAR, language), content.school_year),
        (speak(words.EDITION, language), str(view.edition)),
        (speak(words.CONCENTRATIONS, language), ", ".join(content.concentrations) or "–"),
    ]
    sections = [
        Section(speak(words.AIMS, language), points=_texts(content.aims, texts)),
        Section(speak(words.TARGETS, language), rows=_targets(content.targets)),
        Section(speak(words.BUDGET, language), points=budget(content.budget, texts, language)),
    ]
    return _Told(texts.get(content.title.id) or speak(words.PLAN, language), facts, sections)


def _vision(view: Any, two: Two, language: Language) -> _Told:
    content, texts = view.content, view.texts
    statement = texts.get(content.statement.id, "")
    sections = [
        Section(speak(words.VISION, language), blocks=[{"kind": "text", "text": statement}] if statement else ()),
        Section(speak(words.MISSIONS, language), points=_texts(content.missions, texts)),
    ]
    facts = [(speak(words.EDITION, language), str(view.edition))]
    return _Told(speak(words.VISION_OF, language, school=two.school), facts, sections)


MATTERS: Final = (
    _Formed(
        words.PROGRAMME, words.LEAD_PROGRAMME, get_programme, endorse_programme, object_to_programme, None, _programme
    ).matter(ENDORSING_LINK, words.TITLE_PROGRAMME),
    _Formed(words.PLAN, words.LEAD_PLAN, get_plan, endorse_plan, object_to_plan, contribute_to_plan, _plan).matter(
        PLAN_LINK, words.TITLE_PLAN
    ),
    _Formed(
        words.VISION, words.LEAD_VISION, get_vision, endorse_vision, object_to_vision, contribute_to_vision, _vision
    ).matter(VISION_LINK, words.TITLE_VISION),
)
