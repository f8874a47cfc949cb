"""A school's partnerships over HTTP (C1, C6)."""

from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel, Field

from services.partners.access import Line, Principal, Reader, Staff, StaffReader, reads, sees_contacts
from services.partners.bodies.partners import (
    CapacityBody,
    CapacityForBody,
    MapPartnerBody,
    NotesBody,
    OwnerBody,
    UnionBody,
)
from services.partners.bodies.values import ReasonBody
from services.partners.domain.partner import (
    PARTNER,
    BlockPartner,
    Capacity,
    Contact,
    NameOwner,
    Partner,
    PartnerStatus,
    QualifyPartner,
    StateCapacity,
    WithdrawCapacity,
    WriteNotes,
)
from services.partners.usecases.contacts import require_contacts
from services.partners.usecases.mapping import map_partner, partnership, unite
from services.partners.usecases.register import organisation_of, register_of
from services.partners.views.partners import BESIDE, GOING_ON, PARTNERS, names_of_partners
from services.partners.views.sheets import of_partners
from shared.auth.members import require_members
from shared.http import Changed, Created, Router, changed, created, history_of, if_match, shown
from shared.ids import Id
from shared.journal import Loaded

router = Router("partners", tags=["partners"])
PATH = "/schools/{school}/partners"


class PartnerView(BaseModel):
    """A partnership. Notes and what is known of contacts have addresses of their own."""

    id: Id
    alias: Id | None = Field(description="The id that was asked for, where that partnership was united with this one.")
    organisation: Id
    name: str
    kind: str
    status: PartnerStatus
    owner: Id | None = Field(description="The member of the school who answers for it.")
    contacts: list[Contact]
    capacity: list[Capacity]
    mous: list[Id] = Field(description="MoUs in force.")
    twin: Id | None = Field(description="Another partnership with the same organisation; the two need to be united.")
    absorbed: list[Id]


class NotesView(BaseModel):
    """What the school wrote down; null where nothing was written or it was erased."""

    potential: str | None
    risk: str | None
    earlier: list[str] = Field(description="Notes that came with a partnership that was united with this one.")


@router.post(PATH, status_code=201)
async def map_organisation(school: Id, body: MapPartnerBody, ctx: Staff, response: Response) -> Created:
    """Write down an organisation of the register as a possible partner; once per organisation."""
    potential = ctx.text(body.potential) if body.potential else None
    outcome = await map_partner(ctx, await organisation_of(ctx, body.organisation), potential)
    return created(response, outcome, f"/partners/schools/{school}/partners/{outcome.id}")


@router.listing(PATH, PARTNERS)
async def list_partners(school: Id, request: Request, ctx: Reader) -> Response:
    """The partners of the school with the names of their organisations.

    CSV and XLSX have a row per site and contact, with the columns that the import of partners reads.
    """
    register = await register_of(ctx, "read")

    async def named(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return await names_of_partners(register, page)

    only = {} if "status" in request.query_params else GOING_ON
    export = of_partners(ctx, register, BESIDE, contacts=await sees_contacts(request))
    return await PARTNERS.answer(request, ctx.current(PARTNER), where=only, enrich=named, export=export)


@router.get(PATH + "/{partner}")
async def get_partner(school: Id, partner: Id, ctx: Reader, response: Response) -> PartnerView:
    """A partnership as it stands. The id of one that was united answers with the one that goes on."""
    loaded = await partnership(ctx, partner)
    shown(response, loaded.number)
    response.headers["Content-Location"] = f"/partners/schools/{school}/partners/{loaded.id}"
    organisation = await organisation_of(ctx, loaded.state.organisation)
    return _view(partner, loaded, organisation.state.name)


def _view(asked: str, loaded: Loaded[Partner], name: str) -> PartnerView:
    hidden = {"potential", "risk", "notes", "organisations", "sites", "into"}
    plain: dict[str, Any] = loaded.state.model_dump(exclude=hidden)
    return PartnerView(id=loaded.id, alias=asked if asked != loaded.id else None, name=name, **plain)


@router.get(PATH + "/{partner}/notes")
async def get_notes(school: Id, partner: Id, ctx: StaffReader, response: Response) -> NotesView:
    """What the partner could become and what speaks against it."""
    loaded = await partnership(ctx, partner)
    shown(response, loaded.number)
    state = loaded.state
    own = [note.id if note else "" for note in (state.potential, state.risk)]
    texts = await ctx.runtime.texts.many(ctx.tenant, [*own, *(note.id for note in state.notes)])
    earlier = [texts[note.id] for note in state.notes if note.id in texts]
    return NotesView(potential=texts.get(own[0]), risk=texts.get(own[1]), earlier=earlier)


@router.put(PATH + "/{partner}/notes", dependencies=[if_match])
async def write_notes(school: Id, partner: Id, body: NotesBody, ctx: Staff, response: Response) -> Changed:
    """Replace what was written; what is not given is empty afterwards."""
    loaded = await partnership(ctx, partner)
    require_contacts(loaded.state, body.about)
    potential = ctx.text(body.potential, about=body.about) if body.potential else None
    risk = ctx.text(body.risk, about=body.about) if body.risk else None
    return changed(response, await ctx.execute(PARTNER, loaded.id, WriteNotes(potential=potential, risk=risk)))


@router.put(PATH + "/{partner}/owner")
async def name_owner(school: Id, partner: Id, body: OwnerBody, ctx: Line, response: Response) -> Changed:
    """Name the member of the school who answers for the partnership."""
    roles = (await require_members(ctx, body.member))[body.member]
    loaded = await partnership(ctx, partner)
    command = NameOwner(owner=body.member, roles=roles)
    return changed(response, await ctx.execute(PARTNER, loaded.id, command))


@router.post(PATH + "/{partner}/capacity")
async def state_capacity(school: Id, partner: Id, body: CapacityBody, ctx: Staff, response: Response) -> Changed:
    """How many students of a concentration the partner could take, in a period or whenever nothing else is stated."""
    loaded = await partnership(ctx, partner)
    return changed(response, await ctx.execute(PARTNER, loaded.id, StateCapacity(**body.model_dump())))


@router.post(PATH + "/{partner}/capacity/withdrawal")
async def withdraw_capacity(school: Id, partner: Id, body: CapacityForBody, ctx: Staff, response: Response) -> Changed:
    """Take back what was stated for exactly this concentration and period."""
    loaded = await partnership(ctx, partner)
    return changed(response, await ctx.execute(PARTNER, loaded.id, WithdrawCapacity(**body.model_dump())))


@router.post(PATH + "/{partner}/qualification")
async def qualify_partner(school: Id, partner: Id, ctx: Line, response: Response) -> Changed:
    """Find the partner fit to plan with; it needs a site and a contact."""
    loaded = await partnership(ctx, partner)
    organisation = await organisation_of(ctx, loaded.state.organisation)
    command = QualifyPartner(by=ctx.actor.id, sites=len(organisation.state.sites))
    return changed(response, await ctx.execute(PARTNER, loaded.id, command))


@router.post(PATH + "/{partner}/block")
async def block_partner(school: Id, partner: Id, body: ReasonBody, ctx: Principal, response: Response) -> Changed:
    """Plan nothing with the partner until it is qualified anew."""
    loaded = await partnership(ctx, partner)
    command = BlockPartner(by=ctx.actor.id, reason=ctx.text(body.reason))
    return changed(response, await ctx.execute(PARTNER, loaded.id, command))


@router.post(PATH + "/{partner}/union")
async def unite_partners(school: Id, partner: Id, body: UnionBody, ctx: Line, response: Response) -> Changed:
    """Unite the partnership with another one, since the alliance merged their organisations; both histories stay."""
    return changed(response, await unite(ctx, partner, body.into))


history_of(PARTNER, router, PATH + "/{partner}", reads)
