"""A member's own mail endpoints over HTTP. Nobody else finds them: not the principal, not an API key."""

from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response

from services.notifications import showing
from services.notifications.bodies import Queued
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import PauseEndpoint, ResumeEndpoint
from services.notifications.domain.endpoint.mail import recipient
from services.notifications.domain.endpoint.values import Place
from services.notifications.endpoints import resume_lane
from services.notifications.mail import endpoints
from services.notifications.mail.bodies import (
    MAIL_ATTEMPT_LOG,
    MAIL_ENDPOINTS,
    MAIL_LOG,
    AddressBody,
    MailEndpointBody,
    MailEndpointView,
    PersonExport,
    RegisterMailEndpointBody,
)
from services.notifications.samples import send_test
from services.notifications.views import ATTEMPTS
from shared.auth import Access, allow
from shared.auth.roles import ALLIANCE_ROLES, READ_ONLY_ROLES, SCHOOL_ROLES
from shared.context import Context
from shared.http import Changed, Created, Router, changed, created, if_match, shown
from shared.ids import Id

router = Router("notifications", tags=["mail"])

PLACES: Final[tuple[Place, ...]] = ("school", "alliance")
_ROLES: Final = {"school": sorted(SCHOOL_ROLES - READ_ONLY_ROLES), "alliance": sorted(ALLIANCE_ROLES - READ_ONLY_ROLES)}
READS: Final[dict[Place, Access]] = {place: allow("mail:read", *_ROLES[place]) for place in PLACES}
WRITES: Final[dict[Place, Access]] = {place: allow("mail:write", *_ROLES[place]) for place in PLACES}


def declare(place: Place) -> None:
    """What an endpoint is: under one kind of place."""
    path = f"/{place}s/{{{place}}}/mail-endpoints"
    Reader = Annotated[Context, Depends(READS[place])]  # noqa: N806  # a type, as everywhere
    Writer = Annotated[Context, Depends(WRITES[place])]  # noqa: N806  # a type, as everywhere

    @router.post(path, status_code=201, operation_id=f"notifications_{place}_register_mail_endpoint")
    async def register_mail_endpoint(body: RegisterMailEndpointBody, ctx: Writer, response: Response) -> Created:
        """Be told by mail. A letter with a link goes to the address; nothing else does before that is opened."""
        outcome = await endpoints.register(ctx, place, body)
        return created(response, outcome, f"/notifications/{place}s/{ctx.tenant}/mail-endpoints/{outcome.id}")

    @router.listing(path, MAIL_ENDPOINTS, operation_id=f"notifications_{place}_list_mail_endpoints")
    async def list_mail_endpoints(request: Request, ctx: Reader) -> Response:
        """One's own."""
        mine = {"state.mail.member": await endpoints.member_of(ctx), "state.status": {"$ne": "removed"}}

        async def addressed(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return await endpoints.with_addresses(ctx, page)

        return await MAIL_ENDPOINTS.answer(request, ctx.current(ENDPOINT), where=mine, enrich=addressed)

    @router.get(f"{path}/{{endpoint}}", operation_id=f"notifications_{place}_get_mail_endpoint")
    async def get_mail_endpoint(endpoint: Id, ctx: Reader, response: Response) -> MailEndpointView:
        """One of one's own."""
        loaded = await endpoints.own(ctx, endpoint)
        shown(response, loaded.number)
        return await endpoints.shown_to(ctx, loaded)

    @router.get(f"{path}/{{endpoint}}/export", operation_id=f"notifications_{place}_export_mail_endpoint")
    async def export_mail_endpoint(endpoint: Id, ctx: Reader) -> PersonExport:
        """Everything that is held of the person whose address it is."""
        person = recipient((await endpoints.own(ctx, endpoint)).state).person
        return PersonExport(**await ctx.runtime.people.export(ctx.tenant, person))

    @router.listing(f"{path}/{{endpoint}}/deliveries", MAIL_LOG, operation_id=f"notifications_{place}_list_mail")
    async def list_mail(endpoint: Id, request: Request, ctx: Reader) -> Response:
        """What was written to the address or is to be, what came last first."""
        await endpoints.own(ctx, endpoint)
        return await showing.log(ctx, endpoint, request, MAIL_LOG)

    @router.listing(
        f"{path}/{{endpoint}}/attempts", MAIL_ATTEMPT_LOG, operation_id=f"notifications_{place}_list_mail_attempts"
    )
    async def list_mail_attempts(endpoint: Id, request: Request, ctx: Reader) -> Response:
        """Every attempt that is still kept, latest first."""
        await endpoints.own(ctx, endpoint)
        return await MAIL_ATTEMPT_LOG.answer(request, ctx[ATTEMPTS], where={"endpoint": endpoint})


def declare_acts(place: Place) -> None:
    """What a member does with it: under one kind of place."""
    path = f"/{place}s/{{{place}}}/mail-endpoints/{{endpoint}}"
    Writer = Annotated[Context, Depends(WRITES[place])]  # noqa: N806  # a type, as everywhere

    @router.put(path, dependencies=[if_match], operation_id=f"notifications_{place}_change_mail_endpoint")
    async def change_mail_endpoint(endpoint: Id, body: MailEndpointBody, ctx: Writer, response: Response) -> Changed:
        """Other language, digest or filters."""
        return changed(response, await endpoints.change(ctx, endpoint, body))

    @router.delete(path, operation_id=f"notifications_{place}_remove_mail_endpoint")
    async def remove_mail_endpoint(endpoint: Id, ctx: Writer, response: Response) -> Changed:
        """Be told no more; the address is deleted."""
        return changed(response, await endpoints.remove(ctx, endpoint))

    @router.put(f"{path}/address", dependencies=[if_match], operation_id=f"notifications_{place}_change_mail_address")
    async def change_mail_address(endpoint: Id, body: AddressBody, ctx: Writer, response: Response) -> Changed:
        """Another address, which must be confirmed; the one before is deleted."""
        return changed(response, await endpoints.move(ctx, place, endpoint, body.email))

    @router.post(f"{path}/confirmation-letter", operation_id=f"notifications_{place}_ask_mail_confirmation")
    async def ask_mail_confirmation(endpoint: Id, ctx: Writer, response: Response) -> Changed:
        """Send the letter with the link again, also after it was disabled."""
        return changed(response, await endpoints.ask_again(ctx, place, endpoint))

    @router.post(f"{path}/pause", operation_id=f"notifications_{place}_pause_mail_endpoint")
    async def pause_mail_endpoint(endpoint: Id, ctx: Writer, response: Response) -> Changed:
        """Write nothing for now; what comes is kept."""
        await endpoints.own(ctx, endpoint)
        return changed(response, await ctx.execute(ENDPOINT, endpoint, PauseEndpoint()))

    @router.post(f"{path}/resumption", operation_id=f"notifications_{place}_resume_mail_endpoint")
    async def resume_mail_endpoint(endpoint: Id, ctx: Writer, response: Response) -> Changed:
        """Write again, first what was kept."""
        await endpoints.own(ctx, endpoint)
        outcome = await ctx.execute(ENDPOINT, endpoint, ResumeEndpoint())
        await resume_lane(ctx, endpoint)
        return changed(response, outcome)

    @router.post(f"{path}/tests", status_code=202, operation_id=f"notifications_{place}_send_test_mail")
    async def send_test_mail(endpoint: Id, ctx: Writer) -> Queued:
        """Write a test through the whole engine."""
        await endpoints.own(ctx, endpoint)
        return await send_test(ctx, endpoint)


for _place in PLACES:
    declare(_place)
    declare_acts(_place)
