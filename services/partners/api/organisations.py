"""The alliance's register of organisations over HTTP (C1, C44)."""

from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel, Field

from services.partners.access import AllianceAdmin, RegisterReader, Registrar, reads_register
from services.partners.bodies.organisations import DetailsBody, MergeBody, RegisterOrganisationBody, SiteBody
from services.partners.domain.organisation import ORGANISATION, Alike, Organisation
from services.partners.domain.values import Site
from services.partners.usecases.likeness import alike_to
from services.partners.usecases.merging import merge
from services.partners.usecases.register import add_site, change_details, change_site, register, surviving
from services.partners.views.organisations import ORGANISATIONS
from services.partners.views.sheets import of_register
from shared.http import Changed, Created, Router, changed, created, history_of, if_match, shown
from shared.ids import Id
from shared.journal import Loaded

router = Router("partners", tags=["organisations"])
PATH = "/alliances/{alliance}/organisations"


class Registered(Created):
    """The organisation is in the register; `alike` are entries that may be the same."""

    alike: list[Alike] = Field(description="The most alike first; the alliance is asked to decide about them.")


class OrganisationView(BaseModel):
    """An organisation with its sites."""

    id: Id
    alias: Id | None = Field(description="The id that was asked for, where it is that of an entry merged into this.")
    name: str
    kind: str
    nib: str | None
    npwp: str | None
    sector: str | None
    country: str
    website: str | None
    fax: str | None
    sites: list[Site]
    status: str
    absorbed: list[Id] = Field(description="Entries merged into this one; their ids go on to answer.")


def organisation_view(asked: str, loaded: Loaded[Organisation]) -> OrganisationView:
    """The entry that answers for the id that was asked for."""
    plain: dict[str, Any] = loaded.state.model_dump(exclude={"into", "nibs", "keys"})
    return OrganisationView(id=loaded.id, alias=asked if asked != loaded.id else None, **plain)


@router.post(PATH, status_code=201)
async def register_organisation(
    alliance: Id, body: RegisterOrganisationBody, ctx: Registrar, response: Response
) -> Registered:
    """Enter an organisation with its sites. A NIB stands once in the register; what is alike is shown."""
    outcome = await register(ctx, body)
    answer = created(response, outcome, f"/partners/alliances/{alliance}/organisations/{outcome.id}")
    return Registered(**answer.model_dump(), alike=list(await alike_to(ctx, outcome.state, but=outcome.id)))


@router.listing(PATH, ORGANISATIONS)
async def list_organisations(alliance: Id, request: Request, ctx: RegisterReader) -> Response:
    """The organisations of the register; entries that were merged only when asked for by `status`.

    CSV and XLSX have a row per site, with the columns that the import of partners reads.
    """
    only = {} if "status" in request.query_params else {"state.status": "registered"}
    return await ORGANISATIONS.answer(request, ctx.current(ORGANISATION), where=only, export=of_register(ctx))


@router.get(PATH + "/{organisation_id}")
async def get_organisation(
    alliance: Id, organisation_id: Id, ctx: RegisterReader, response: Response
) -> OrganisationView:
    """An organisation with its sites. The id of a merged entry answers with the entry that it was merged into."""
    loaded = await surviving(ctx, organisation_id)
    shown(response, loaded.number)
    response.headers["Content-Location"] = f"/partners/alliances/{alliance}/organisations/{loaded.id}"
    return organisation_view(organisation_id, loaded)


@router.put(PATH + "/{organisation_id}", dependencies=[if_match])
async def change_organisation(
    alliance: Id, organisation_id: Id, body: DetailsBody, ctx: Registrar, response: Response
) -> Changed:
    """Correct name, kind or numbers; what is not given is empty afterwards."""
    return changed(response, await change_details(ctx, organisation_id, body))


@router.post(PATH + "/{organisation_id}/sites", status_code=201)
async def add_organisation_site(
    alliance: Id, organisation_id: Id, body: SiteBody, ctx: Registrar, response: Response
) -> Changed:
    """Add a site with its departments; it needs an address and a time zone."""
    loaded = await surviving(ctx, organisation_id)
    return changed(response, await add_site(ctx, loaded.id, body))


@router.put(PATH + "/{organisation_id}/sites/{site}", dependencies=[if_match])
async def change_organisation_site(
    *, alliance: Id, organisation_id: Id, site: Id, body: SiteBody, ctx: Registrar, response: Response
) -> Changed:
    """Change a site, its departments included; what is not given is empty afterwards."""
    return changed(response, await change_site(ctx, organisation_id, site, body))


@router.post(PATH + "/{organisation_id}/merger")
async def merge_organisation(
    alliance: Id, organisation_id: Id, body: MergeBody, ctx: AllianceAdmin, response: Response
) -> Changed:
    """Declare the entry a duplicate; it stays as an alias, and the other takes over its sites and numbers."""
    return changed(response, await merge(ctx, organisation_id, body.into))


history_of(ORGANISATION, router, PATH + "/{organisation_id}", reads_register)
