"""Endpoints as pages: which there are and how they fare, and what can be done with one."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from pydantic import ValidationError
from starlette.responses import Response

from services.notifications import endpoints, health, samples
from services.notifications.bodies import RegisterEndpointBody, RotateSecretBody
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import PauseEndpoint, ResumeEndpoint
from services.notifications.domain.endpoint.values import MOST_PER_TENANT
from services.notifications.pages.access import PageAccess
from services.notifications.pages.links import ROOT
from services.notifications.pages.log import log_of, wanted
from services.notifications.pages.showing import SITE, after, language_for, page
from services.notifications.standing import standing
from shared.context import Context
from shared.http.faults import faults_of
from shared.http.words import Language, say
from shared.ids import Id
from shared.refusals import Invalid, Refusal

router = SITE.router("hooks")

Reader = Annotated[Context, Depends(PageAccess())]
Writer = Annotated[Context, Depends(PageAccess(writes=True))]
ONE: Final = "/hooks/{organisation}/endpoints/{endpoint}"
OVERLAPS: Final = (0, 3600, 86_400, 604_800)
"""Seconds for which the older secrets may go on signing, to choose from."""


def _at(ctx: Context, endpoint: str) -> str:
    return f"{ROOT}/{ctx.tenant}/endpoints/{endpoint}"


@router.get("/hooks/{organisation}/")
async def listed(request: Request, ctx: Reader) -> Response:
    """All endpoints, each with a short word on its health."""
    return await _listed(request, ctx)


async def _listed(request: Request, ctx: Context, status: int = 200, **wrong: Any) -> Response:
    there = {"state.status": {"$ne": "removed"}}
    found = await ctx.current(ENDPOINT).find(there, sort=[("_id", -1)], limit=MOST_PER_TENANT)
    rows = [{**one["state"], "id": one["id"], "health": await health.of(ctx, one["id"])} for one in found]
    return page(request, "endpoints.html", status, endpoints=rows, **{"wrong": None, "entered": {}, **wrong})


@router.post("/hooks/{organisation}/endpoints")
async def register(request: Request, ctx: Writer) -> Response:
    """Register; the secret is shown on the page that answers, and never again. Why not is said beside the form."""
    form, language = await request.form(), language_for(request)
    entered = {name: str(form.get(name, "")) for name in ("url", "filters")}
    try:
        outcome, secret = await endpoints.register(ctx, "organisation", _body(entered, language))
    except Refusal as refusal:
        request.scope["jembatan.problem"] = refusal.code
        return await _listed(request, ctx, refusal.status, entered=entered, wrong=_said(refusal, language))
    return _secret(request, outcome.id, secret)


def _secret(request: Request, endpoint: str, secret: str) -> Response:
    """Without a switch of the language, which would take the secret from the screen."""
    return page(request, "secret.html", 201, secret=secret, endpoint=endpoint, switch="")


def _said(refusal: Refusal, language: Language) -> dict[str, Any]:
    words = say(refusal.code, language, refusal.facts)
    found = {"detail": words.detail or refusal.detail, "mend": words.mend or refusal.mend}
    return {**found, "faults": refusal.facts.get("errors", [])}


def _body(entered: Mapping[str, str], language: Language) -> RegisterEndpointBody:
    values = {"url": entered["url"], "filters": entered["filters"].replace(",", " ").split()}
    try:
        return RegisterEndpointBody.model_validate(values)
    except ValidationError as error:
        faults = [fault.model_dump() for fault in faults_of(error.errors(), language)]
        raise Invalid("form-not-valid", "Something is missing or does not fit.", errors=faults) from None


@router.get(ONE)
async def shown(request: Request, endpoint: Id, ctx: Reader) -> Response:
    """One endpoint, and its log."""
    loaded = await standing(ctx, endpoint)
    view = await endpoints.view(ctx, endpoint, loaded.state)
    return page(
        request,
        "endpoint.html",
        endpoint=view,
        health=await health.of(ctx, endpoint),
        log=await log_of(request, ctx, endpoint),
        wanted=wanted(request),
        overlaps=OVERLAPS,
    )


@router.post(f"{ONE}/verification")
async def verify(endpoint: Id, ctx: Writer) -> Response:
    """Ask the receiver now."""
    await endpoints.prove(ctx, endpoint)
    return after(_at(ctx, endpoint), "verified")


@router.post(f"{ONE}/pause")
async def pause(endpoint: Id, ctx: Writer) -> Response:
    """Send nothing for now."""
    await ctx.execute(ENDPOINT, endpoint, PauseEndpoint())
    return after(_at(ctx, endpoint), "paused")


@router.post(f"{ONE}/resumption")
async def resume(endpoint: Id, ctx: Writer) -> Response:
    """Send again."""
    await ctx.execute(ENDPOINT, endpoint, ResumeEndpoint())
    await endpoints.resume_lane(ctx, endpoint)
    return after(_at(ctx, endpoint), "resumed")


@router.post(f"{ONE}/secrets")
async def rotate(request: Request, endpoint: Id, ctx: Writer) -> Response:
    """A new secret, shown on the page that answers, and never again."""
    form = await request.form()
    overlap = str(form.get("overlap", ""))
    body = RotateSecretBody(overlap_seconds=int(overlap) if overlap in map(str, OVERLAPS) else 86_400)
    _, secret = await endpoints.rotate(ctx, endpoint, body)
    return _secret(request, endpoint, secret)


@router.post(f"{ONE}/tests")
async def test(endpoint: Id, ctx: Writer) -> Response:
    """A test event through the whole engine."""
    await samples.send_test(ctx, endpoint)
    return after(_at(ctx, endpoint), "test-sent")
