"""Endpoints over HTTP: register, verify, change, rotate, pause."""

from typing import Annotated

from fastapi import Depends, Request, Response

from services.notifications import endpoints, samples
from services.notifications.access import READS, WRITES, Place
from services.notifications.bodies import (
    EndpointBody,
    EndpointView,
    PublicKeys,
    Queued,
    RegisterEndpointBody,
    RotateSecretBody,
    SecretShown,
)
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import DisableEndpoint, PauseEndpoint, ResumeEndpoint
from services.notifications.standing import seen, standing
from services.notifications.views import ENDPOINTS, WEBHOOKS
from shared.context import Context
from shared.http import Changed, Router, changed, created, history_of, if_match, shown
from shared.ids import Id

router = Router("notifications", tags=["endpoints"])


def declare(place: Place) -> None:
    """What an endpoint is: under one kind of place."""
    path = f"/{place}s/{{{place}}}/endpoints"
    Reader = Annotated[Context, Depends(READS[place])]  # noqa: N806  # a type, as everywhere
    Writer = Annotated[Context, Depends(WRITES[place])]  # noqa: N806  # a type, as everywhere

    @router.post(path, status_code=201, operation_id=f"notifications_{place}_register_endpoint")
    async def register_endpoint(body: RegisterEndpointBody, ctx: Writer, response: Response) -> SecretShown:
        """Register an endpoint. Keep the secret; then verify the endpoint."""
        outcome, secret = await endpoints.register(ctx, place, body)
        applied = created(response, outcome, f"/notifications/{place}s/{ctx.tenant}/endpoints/{outcome.id}")
        response.headers["Cache-Control"] = "no-store"
        return SecretShown(id=applied.id, number=applied.number, secret=secret)

    @router.listing(path, ENDPOINTS, operation_id=f"notifications_{place}_list_endpoints")
    async def list_endpoints(request: Request, ctx: Reader) -> Response:
        """The endpoints."""
        return await ENDPOINTS.answer(request, ctx.current(ENDPOINT), where=WEBHOOKS)

    @router.get(f"{path}/{{endpoint}}", operation_id=f"notifications_{place}_get_endpoint")
    async def get_endpoint(endpoint: Id, ctx: Reader, response: Response) -> EndpointView:
        """An endpoint as it stands."""
        loaded = await standing(ctx, endpoint)
        shown(response, loaded.number)
        return await endpoints.view(ctx, endpoint, loaded.state)

    @router.get(f"{path}/{{endpoint}}/keys", operation_id=f"notifications_{place}_list_public_keys")
    async def list_public_keys(endpoint: Id, ctx: Reader) -> PublicKeys:
        """The keys that verify `v1a` signatures now, newest first."""
        return await endpoints.public_keys(ctx, endpoint)

    @router.put(f"{path}/{{endpoint}}", dependencies=[if_match], operation_id=f"notifications_{place}_change_endpoint")
    async def change_endpoint(endpoint: Id, body: EndpointBody, ctx: Writer, response: Response) -> Changed:
        """Give it another URL, which must then be verified, or other filters or terms."""
        return changed(response, await endpoints.change(ctx, endpoint, body))

    history_of(ENDPOINT, router, f"{path}/{{endpoint}}", READS[place], guard=seen)


def declare_acts(place: Place) -> None:
    """What is done with an endpoint: under one kind of place."""
    path = f"/{place}s/{{{place}}}/endpoints/{{endpoint}}"
    Writer = Annotated[Context, Depends(WRITES[place])]  # noqa: N806  # a type, as everywhere

    @router.post(f"{path}/verification", operation_id=f"notifications_{place}_verify_endpoint")
    async def verify_endpoint(endpoint: Id, ctx: Writer, response: Response) -> Changed:
        """Ask the receiver now, by CloudEvents' handshake or a signed challenge that it must echo."""
        return changed(response, await endpoints.prove(ctx, endpoint))

    @router.post(f"{path}/secrets", status_code=201, operation_id=f"notifications_{place}_rotate_secret")
    async def rotate_secret(endpoint: Id, body: RotateSecretBody, ctx: Writer, response: Response) -> SecretShown:
        """Sign with a new secret; the older ones sign beside it for a while."""
        outcome, secret = await endpoints.rotate(ctx, endpoint, body)
        applied = created(response, outcome, f"/notifications/{place}s/{ctx.tenant}/endpoints/{outcome.id}")
        response.headers["Cache-Control"] = "no-store"
        return SecretShown(id=applied.id, number=applied.number, secret=secret)

    @router.post(f"{path}/pause", operation_id=f"notifications_{place}_pause_endpoint")
    async def pause_endpoint(endpoint: Id, ctx: Writer, response: Response) -> Changed:
        """Send nothing for now; deliveries accumulate."""
        return changed(response, await ctx.execute(ENDPOINT, endpoint, PauseEndpoint()))

    @router.post(f"{path}/resumption", operation_id=f"notifications_{place}_resume_endpoint")
    async def resume_endpoint(endpoint: Id, ctx: Writer, response: Response) -> Changed:
        """Send again, first what has accumulated."""
        outcome = await ctx.execute(ENDPOINT, endpoint, ResumeEndpoint())
        await endpoints.resume_lane(ctx, endpoint)
        return changed(response, outcome)

    @router.post(f"{path}/disablement", operation_id=f"notifications_{place}_disable_endpoint")
    async def disable_endpoint(endpoint: Id, ctx: Writer, response: Response) -> Changed:
        """Send nothing until it is verified anew; deliveries accumulate."""
        return changed(response, await ctx.execute(ENDPOINT, endpoint, DisableEndpoint(reason="by-owner")))

    @router.post(f"{path}/tests", status_code=202, operation_id=f"notifications_{place}_send_test")
    async def send_test(endpoint: Id, ctx: Writer) -> Queued:
        """Send a test event through the whole engine."""
        return await samples.send_test(ctx, endpoint)
