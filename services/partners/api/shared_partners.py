"""Partnerships of a school that another school or its alliance may read by a grant (C30, C43)."""

from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel

from services.partners.access import AllianceReader, Reader
from services.partners.domain.partner import PARTNER, Capacity, PartnerStatus
from services.partners.usecases.mapping import partnership
from services.partners.usecases.register import organisation_of, register_of
from services.partners.usecases.sharing import PARTNERS, granted_by
from services.partners.views.partners import GOING_ON, SHARED_PARTNERS, names_of_partners
from shared.context import Context
from shared.http import Router, shown
from shared.ids import Id

router = Router("partners", tags=["partners"])
OF_SCHOOL = "/schools/{school}/shared/{owner}/partners"
OF_ALLIANCE = "/alliances/{alliance}/shared/{owner}/partners"


class SharedPartnerView(BaseModel):
    """A partnership as others see it: neither contacts nor notes nor who answers for it."""

    id: Id
    organisation: Id
    name: str
    kind: str
    status: PartnerStatus
    capacity: list[Capacity]
    mous: list[Id]


@router.listing(OF_SCHOOL, SHARED_PARTNERS)
async def list_partners_shared_with_school(school: Id, owner: Id, request: Request, ctx: Reader) -> Response:
    """The partners of another school, if it lets this school read them."""
    return await _listed(ctx, owner, request)


@router.get(OF_SCHOOL + "/{partner}")
async def get_partner_shared_with_school(
    school: Id, owner: Id, partner: Id, ctx: Reader, response: Response
) -> SharedPartnerView:
    """One of them."""
    return await _shown(ctx, owner, partner, response)


@router.listing(OF_ALLIANCE, SHARED_PARTNERS)
async def list_partners_shared_with_alliance(
    alliance: Id, owner: Id, request: Request, ctx: AllianceReader
) -> Response:
    """The partners of a school, if it lets the alliance read them."""
    return await _listed(ctx, owner, request)


@router.get(OF_ALLIANCE + "/{partner}")
async def get_partner_shared_with_alliance(
    alliance: Id, owner: Id, partner: Id, ctx: AllianceReader, response: Response
) -> SharedPartnerView:
    """One of them."""
    return await _shown(ctx, owner, partner, response)


async def _listed(ctx: Context, owner: str, request: Request) -> Response:
    theirs = await granted_by(ctx, owner, PARTNERS)
    register = await register_of(theirs, "read")

    async def named(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return await names_of_partners(register, page)

    only = {} if "status" in request.query_params else GOING_ON
    return await SHARED_PARTNERS.answer(request, theirs.current(PARTNER), where=only, enrich=named)


async def _shown(ctx: Context, owner: str, partner: str, response: Response) -> SharedPartnerView:
    theirs = await granted_by(ctx, owner, PARTNERS)
    loaded = await partnership(theirs, partner)
    shown(response, loaded.number)
    name = (await organisation_of(theirs, loaded.state.organisation)).state.name
    plain: dict[str, Any] = loaded.state.model_dump(include=set(SharedPartnerView.model_fields) - {"id", "name"})
    return SharedPartnerView(id=loaded.id, name=name, **plain)
