"""One delivery as a page: the bytes, and every attempt. Sending it again."""

import json
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from services.notifications import replays, showing
from services.notifications.pages.access import PageAccess
from services.notifications.pages.endpoints import ONE
from services.notifications.pages.links import ROOT
from services.notifications.pages.showing import after, page, pages_router
from services.notifications.standing import standing
from shared.context import Context
from shared.ids import Id

router = pages_router()

Reader = Annotated[Context, Depends(PageAccess())]
Writer = Annotated[Context, Depends(PageAccess(writes=True))]


@router.get(ONE + "/deliveries/{delivery}")
async def shown(request: Request, endpoint: Id, delivery: Id, ctx: Reader) -> Response:
    """One delivery."""
    loaded = await standing(ctx, endpoint)
    view = await showing.delivery(ctx, endpoint, delivery, "page")
    body = _laid_out(view.payload)
    return page(request, "delivery.html", delivery=view, endpoint=loaded.state, id=endpoint, body=body)


def _laid_out(payload: str | None) -> str | None:
    """The same JSON with line breaks: to be read, not to be verified."""
    try:
        return json.dumps(json.loads(payload), indent=2, ensure_ascii=False) if payload else payload
    except ValueError:
        return payload


@router.post(ONE + "/deliveries/{delivery}/redelivery")
async def send_again(endpoint: Id, delivery: Id, ctx: Writer) -> Response:
    """With the same `webhook-id`."""
    await replays.redeliver(ctx, endpoint, delivery)
    return after(f"{ROOT}/{ctx.tenant}/endpoints/{endpoint}/deliveries/{delivery}", "sent-again")
