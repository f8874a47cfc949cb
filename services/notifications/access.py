"""Who may call: an organisation's own key and its alliance's administrators, or a school's line."""

from typing import Final, Literal

from fastapi import Request

from services.notifications.domain.endpoint import ENDPOINT
from shared.auth import Access, Role
from shared.context import Context
from shared.refusals import NotFound

Place = Literal["organisation", "school"]
PLACES: Final[tuple[Place, ...]] = ("organisation", "school")


class OfWebhooks(Access):
    """A member's mail endpoint is found by that member alone, on paths of its own."""

    async def __call__(self, request: Request) -> Context:
        """As every access; `NotFound` where the path names an endpoint of mail."""
        ctx = await super().__call__(request)
        endpoint = request.path_params.get("endpoint")
        mail = {"_id": f"{ctx.tenant}/{endpoint}", "state.channel": "email"}
        if endpoint and await ctx.current(ENDPOINT).find_one(mail):
            raise NotFound("endpoint", endpoint)
        return ctx


def _webhooks(scope: str, *roles: Role, partner: bool = False) -> Access:
    return OfWebhooks(scope, roles, partner=partner)


READS: Final[dict[Place, Access]] = {
    "organisation": _webhooks("webhook:read", "alliance_admin", partner=True),
    "school": _webhooks("webhook:read", "principal", "public_relations", "coordinator", "auditor"),
}
WRITES: Final[dict[Place, Access]] = {
    "organisation": _webhooks("webhook:write", "alliance_admin", partner=True),
    "school": _webhooks("webhook:write", "principal", "public_relations", "coordinator"),
}
