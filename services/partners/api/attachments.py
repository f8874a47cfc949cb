"""Evidence files of partnerships: photographs, scans of signed paper, minutes."""

from services.partners.access import only_named, reads_as_partner, uploads, uploads_to_sign
from services.partners.domain.mou import MOU
from shared.attachments import attachment_routes
from shared.context import Context
from shared.http import Router

router = Router("partners", tags=["attachments"])


async def _party_of_mou(ctx: Context, mou: str) -> None:
    """An organisation uploads to what names it (C3)."""
    only_named(ctx, "mou", (await ctx.require(MOU, mou)).state.terms.parties.organisations)


attachment_routes(router, upload=uploads, read=reads_as_partner)
attachment_routes(router, "/schools/{school}/mous/{mou}", upload=uploads_to_sign, guard=_party_of_mou)
