"""What belongs to the alliance and names its schools, as one of those schools acts on it (C28)."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

from services.partners.bodies.sister import ExchangeBody, PracticeBody, SisterProgrammeBody
from services.partners.domain.sister import PRACTICE, SISTER_SCHOOL
from services.partners.domain.sister.practice import Content, DraftPractice, Origin, RecordAdoption
from services.partners.domain.sister.programme.calendar import over_at
from services.partners.domain.sister.under import UnderFact
from services.partners.usecases.register import register_of
from shared.attachments import require_attachments
from shared.auth import school_of
from shared.context import Context
from shared.days import day_in
from shared.decider import Decider
from shared.events import Command, Value
from shared.ids import new_id
from shared.journal import Loaded, Outcome, Step
from shared.refusals import NotFound


class Named(Protocol):
    """A state that says which schools it concerns."""

    @property
    def schools(self) -> tuple[str, ...]: ...


S = TypeVar("S", bound=Value)


async def alliance_of(ctx: Context, purpose: str) -> Context:
    """A context in the school's alliance; `purpose` tells commands of one request apart."""
    return await register_of(ctx, purpose)


async def shared_thing(ctx: Context, decider: Decider[S, Any, Any], id: str) -> Loaded[S]:
    """The thing; `NotFound` unless it names the caller's school."""
    loaded = await (await alliance_of(ctx, "read")).require(decider, id)
    named: Any = loaded.state
    if ctx.tenant not in named.schools:
        raise NotFound(decider.name, id)
    return loaded


async def act(ctx: Context, decider: Decider[S, Any, Any], id: str, command: Command, place: Context) -> Outcome[S]:
    """Apply the command in the alliance (`place`) to something that names the caller's school."""
    await shared_thing(ctx, decider, id)
    place.expected = ctx.expected
    return await place.execute(decider, id, command)


async def proving(ctx: Context, evidence: Iterable[str], persons: Iterable[str]) -> Context:
    """A context in the alliance whose command names the school's own attachments, erased with `persons`."""
    place = await alliance_of(ctx, "prove")
    await require_attachments(place, evidence, tenant=ctx.tenant, about=persons)
    return place


async def under(ctx: Context, programme: str) -> UnderFact:
    """The sister-school programme as a fact; `NotFound` unless it names the caller's school."""
    state = (await shared_thing(ctx, SISTER_SCHOOL, programme)).state
    return UnderFact(status=state.status, schools=state.schools, scope=state.terms.scope, over_at=over_at(state.terms))


async def sister_schools(ctx: Context, schools: Iterable[str]) -> tuple[str, ...]:
    """The schools, without doubles; `NotFound` when one is not of the same alliance."""
    own = await school_of(ctx.runtime, ctx.tenant)
    for school in schools:
        if (await school_of(ctx.runtime, school)).alliance != own.alliance:
            raise NotFound("school", school)
    return tuple(dict.fromkeys(schools))


async def sister_terms(ctx: Context, body: SisterProgrammeBody, place: Context) -> dict[str, Any]:
    """The terms of a programme, and whether the one that it renews was reviewed; this school stands first."""
    others = await sister_schools(ctx, body.schools)
    reviewed = True
    if body.renews is not None:
        reviewed = (await shared_thing(ctx, SISTER_SCHOOL, body.renews)).state.is_reviewed
    return {
        **body.model_dump(include={"scope", "starts_on", "ends_on", "renews"}),
        "schools": (ctx.tenant, *others),
        "zone": (await school_of(ctx.runtime, ctx.tenant)).zone,
        "title": place.text(body.title),
        "aims": place.text(body.aims),
        "reviewed_before": reviewed,
        "by": ctx.actor.id,
    }


async def exchange_record(ctx: Context, body: ExchangeBody, place: Context) -> dict[str, Any]:
    """The record of an exchange with its facts."""
    lessons = [
        {**lesson.model_dump(exclude={"subject"}), "subject": place.text(lesson.subject)} for lesson in body.lessons
    ]
    zone = (await school_of(ctx.runtime, ctx.tenant)).zone
    return {
        "programme": body.programme,
        "school": ctx.tenant,
        "on": body.on,
        "lessons": lessons,
        "by": ctx.actor.id,
        "under": await under(ctx, body.programme),
        "today": day_in(zone, ctx.now),
    }


async def practice_content(
    ctx: Context, body: PracticeBody, place: Context, known: Sequence[str] = ()
) -> dict[str, Any]:
    """What a practice holds, its texts staged; evidence that is not `known` must be the school's."""
    await require_attachments(place, [each for each in body.evidence if each not in known], tenant=ctx.tenant)
    words = {"title": place.text(body.title), "body": place.text(body.body)}
    return {**body.model_dump(include={"concentrations", "evidence"}), **words}


async def practice_of(ctx: Context, id: str) -> Loaded[Any]:
    """The practice; `NotFound` unless it is the school's own, offered, or adopted by it."""
    loaded = await (await alliance_of(ctx, "read")).require(PRACTICE, id)
    if not loaded.state.offered_to(ctx.tenant):
        raise NotFound("practice", id)
    return loaded


async def adopt_practice(ctx: Context, id: str, edition: int) -> Outcome[Any]:
    """A copy of what is offered, with its lineage; the origin knows of it in the same transaction (C30)."""
    state = (await practice_of(ctx, id)).state
    place = await alliance_of(ctx, "adopt")
    copy = new_id()
    content = await _copied(place, state.published.content if state.published else state.draft)
    origin = Origin(practice=id, school=state.school, edition=edition)
    draft = DraftPractice(**content, school=ctx.tenant, lineage=(*state.lineage, origin), by=ctx.actor.id)
    record = RecordAdoption(adopter=ctx.tenant, edition=edition, copy_id=copy, by=ctx.actor.id)
    return await place.execute_all([Step(PRACTICE, copy, draft), Step(PRACTICE, id, record)])


async def _copied(place: Context, content: Content) -> dict[str, Any]:
    """Texts of its own, so that erasing the one leaves the other. Evidence stays with its school."""
    texts = await place.runtime.texts.many(place.tenant, [content.title.id, content.body.id])
    words = {
        "title": place.text(texts.get(content.title.id, "")),
        "body": place.text(texts.get(content.body.id, "")),
    }
    return {"concentrations": content.concentrations, **words}
