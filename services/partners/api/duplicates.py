"""Entries of the register that may be one organisation, over HTTP (C1)."""

from typing import Any

from fastapi import Request, Response

from services.partners.access import AllianceAdmin, RegisterReader, reads_register
from services.partners.bodies.organisations import DuplicateDecisionBody
from services.partners.domain.duplicate import DUPLICATE, DismissDuplicate
from services.partners.usecases.merging import merge
from services.partners.views.duplicates import DUPLICATES, with_names
from shared.http import Changed, Router, changed, history_of
from shared.ids import Id
from shared.refusals import Invalid

router = Router("partners", tags=["organisations"])
PATH = "/alliances/{alliance}/duplicates"


@router.listing(PATH, DUPLICATES)
async def list_duplicates(alliance: Id, request: Request, ctx: RegisterReader) -> Response:
    """Pairs that look like one organisation, with score and reasons; decided ones only when asked for by `status`."""

    async def named(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return await with_names(ctx, page)

    only = {} if "status" in request.query_params else {"state.status": "suspected"}
    return await DUPLICATES.answer(request, ctx.current(DUPLICATE), where=only, enrich=named)


@router.post(PATH + "/{duplicate}/decision")
async def decide_duplicate(
    alliance: Id, duplicate: Id, body: DuplicateDecisionBody, ctx: AllianceAdmin, response: Response
) -> Changed:
    """Say that they are two organisations, or merge the one into the other that is to stay."""
    pair = (await ctx.require(DUPLICATE, duplicate)).state
    if body.keep is None:
        return changed(response, await ctx.execute(DUPLICATE, duplicate, DismissDuplicate(by=ctx.actor.id)))
    if body.keep not in (pair.first, pair.second):
        raise Invalid("not-of-the-pair", "This entry is not one of the two.", mend="Name one of the pair, or null.")
    other = pair.second if body.keep == pair.first else pair.first
    return changed(response, await merge(ctx, other, body.keep))


history_of(DUPLICATE, router, PATH + "/{duplicate}", reads_register)
