"""The principal's reflections over HTTP (C45)."""

from fastapi import Request, Response
from pydantic import BaseModel

from services.partners.access import Principal, Reader, reads
from services.partners.bodies.reflections import ReflectionBody
from services.partners.domain.reflection import (
    REFLECTION,
    Reflection,
    ReflectionStatus,
    ReviseReflection,
    ShareReflection,
    Subject,
    Verdict,
    WriteReflection,
)
from services.partners.usecases.reflecting import reflection_fields
from services.partners.views.reflections import REFLECTIONS
from shared.context import Context
from shared.http import Changed, Created, Router, changed, created, history_of, if_match, shown
from shared.ids import Id, new_id
from shared.journal import Loaded
from shared.refusals import NotFound

router = Router("partners", tags=["reflections"])
PATH = "/schools/{school}/reflections"


class FindingView(BaseModel):
    """One conclusion; no text where it was erased."""

    verdict: Verdict
    text: str | None


class ReflectionView(Subject):
    """A reflection with what was written."""

    status: ReflectionStatus
    findings: list[FindingView]
    evaluations: list[Id]


@router.post(PATH, status_code=201)
async def write_reflection(school: Id, body: ReflectionBody, ctx: Principal, response: Response) -> Created:
    """Write down what to keep, to change and to stop; only principals read it before it is shared."""
    outcome = await ctx.execute(REFLECTION, new_id(), WriteReflection(**await reflection_fields(ctx, body)))
    return created(response, outcome, f"/partners/schools/{school}/reflections/{outcome.id}")


@router.listing(PATH, REFLECTIONS)
async def list_reflections(school: Id, request: Request, ctx: Reader) -> Response:
    """The reflections of the school; what is not shared, principals see alone."""
    return await REFLECTIONS.answer(request, ctx.current(REFLECTION), where=_hidden(ctx))


@router.get(PATH + "/{reflection}")
async def get_reflection(school: Id, reflection: Id, ctx: Reader, response: Response) -> ReflectionView:
    """A reflection with what was written."""
    loaded = await _readable(ctx, reflection)
    shown(response, loaded.number)
    content = loaded.state.content
    texts = await ctx.runtime.texts.many(ctx.tenant, [each.text.id for each in content.findings])
    return ReflectionView(
        **content.model_dump(exclude={"findings"}),
        status=loaded.state.status,
        findings=[FindingView(verdict=each.verdict, text=texts.get(each.text.id)) for each in content.findings],
    )


@router.put(PATH + "/{reflection}", dependencies=[if_match])
async def revise_reflection(
    school: Id, reflection: Id, body: ReflectionBody, ctx: Principal, response: Response
) -> Changed:
    """Write it anew before it is shared."""
    command = ReviseReflection(**await reflection_fields(ctx, body))
    return changed(response, await ctx.execute(REFLECTION, reflection, command))


@router.post(PATH + "/{reflection}/sharing")
async def share_reflection(school: Id, reflection: Id, ctx: Principal, response: Response) -> Changed:
    """Let staff, teachers and committee read it; it changes no more."""
    return changed(response, await ctx.execute(REFLECTION, reflection, ShareReflection(by=ctx.actor)))


def _hidden(ctx: Context) -> dict[str, str] | None:
    return None if "principal" in ctx.actor.roles else {"state.status": "shared"}


async def _readable(ctx: Context, reflection: str) -> Loaded[Reflection]:
    loaded = await ctx.require(REFLECTION, reflection)
    if _hidden(ctx) and loaded.state.status != "shared":
        raise NotFound("reflection", reflection)
    return loaded


async def _guard(ctx: Context, reflection: str) -> None:
    await _readable(ctx, reflection)


history_of(REFLECTION, router, PATH + "/{reflection}", reads, guard=_guard)
