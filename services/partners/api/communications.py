"""The communication log over HTTP: the school's own, no partner sees it (C10)."""

from typing import Any, Final

from fastapi import Request, Response
from pydantic import BaseModel

from services.partners.access import Staff, StaffReader, reads_as_staff
from services.partners.bodies.communications import CommunicationBody, CorrectedEntryBody, NextContactBody
from services.partners.bodies.values import ReasonBody
from services.partners.domain import communication as c
from services.partners.domain.communication import COMMUNICATION, Communication
from services.partners.domain.partner import Partner
from services.partners.usecases.mapping import partnership
from services.partners.usecases.remarks import Remark, remarks_on
from services.partners.views import grids
from services.partners.views.communications import COMMUNICATIONS, with_summaries
from shared.auth import school_of
from shared.auth.members import require_members
from shared.context import Context
from shared.days import day_in
from shared.events import Event
from shared.http import Changed, Created, Router, changed, created, history_of, if_match, shown
from shared.ids import Id, new_id
from shared.journal import Loaded, Step

router = Router("partners", tags=["communications"])
PATH = "/schools/{school}/communications"
REMARKS: Final[dict[type[Event], str]] = {c.CommunicationCorrected: "summary", c.NextContactDropped: "reason"}


class CommunicationView(BaseModel):
    """An entry with what was said; nothing where it was erased with the contact."""

    state: Communication
    summary: str | None


@router.post(PATH, status_code=201)
async def record_communication(school: Id, body: CommunicationBody, ctx: Staff, response: Response) -> Created:
    """Put down a contact. `follows` settles the entry that asked for it."""
    id = new_id()
    partner = await partnership(ctx, body.partner)
    command = await _recording(ctx, body, partner)
    steps = [Step(COMMUNICATION, id, command)]
    if body.follows:
        await ctx.require(COMMUNICATION, body.follows)
        made = c.MakeNextContact(communication=id, partner=partner.id, absorbed=partner.state.absorbed, by=ctx.actor.id)
        steps.append(Step(COMMUNICATION, body.follows, made))
    outcome = await ctx.execute_all(steps)
    return created(response, outcome, f"/partners/schools/{school}/communications/{outcome.id}")


async def _recording(ctx: Context, body: CommunicationBody, partner: Loaded[Partner]) -> c.RecordCommunication:
    await require_members(ctx, body.owner)
    entry = c.Entry(
        **body.model_dump(exclude={"summary", "owner", "partner"}),
        partner=partner.id,
        organisation=partner.state.organisation,
        on=day_in((await school_of(ctx.runtime, ctx.tenant)).zone, body.at),
        summary=ctx.text(body.summary, about=[body.contact] if body.contact else []),
        owner=body.owner or ctx.actor.id,
    )
    contacts = tuple(known.contact for known in partner.state.contacts)
    return c.RecordCommunication(entry=entry, contacts=contacts, by=ctx.actor.id)


@router.listing(PATH, COMMUNICATIONS)
async def list_communications(school: Id, request: Request, ctx: StaffReader) -> Response:
    """The log, latest first."""

    async def summarised(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return await with_summaries(ctx, page)

    return await COMMUNICATIONS.answer(request, ctx.current(COMMUNICATION), enrich=summarised)


@router.get(PATH + "/{communication}")
async def get_communication(school: Id, communication: Id, ctx: StaffReader, response: Response) -> CommunicationView:
    """An entry of the log."""
    loaded = await ctx.require(COMMUNICATION, communication)
    shown(response, loaded.number)
    summary = await ctx.runtime.texts.get(ctx.tenant, loaded.state.entry.summary.id)
    return CommunicationView(state=loaded.state, summary=summary)


@router.put(PATH + "/{communication}/summary", dependencies=[if_match])
async def correct_communication(
    school: Id, communication: Id, body: CorrectedEntryBody, ctx: Staff, response: Response
) -> Changed:
    """Put it down rightly; what was written before stays among the remarks."""
    contact = (await ctx.require(COMMUNICATION, communication)).state.entry.contact
    summary = ctx.text(body.summary, about=[contact] if contact else [])
    command = c.CorrectCommunication(topics=body.topics, summary=summary, by=ctx.actor.id)
    return changed(response, await ctx.execute(COMMUNICATION, communication, command))


@router.post(PATH + "/{communication}/next-contact")
async def move_next_contact(
    school: Id, communication: Id, body: NextContactBody, ctx: Staff, response: Response
) -> Changed:
    """Get in touch on another day."""
    command = c.MoveNextContact(next_on=body.next_on, by=ctx.actor.id)
    return changed(response, await ctx.execute(COMMUNICATION, communication, command))


@router.post(PATH + "/{communication}/next-contact/dropping")
async def drop_next_contact(school: Id, communication: Id, body: ReasonBody, ctx: Staff, response: Response) -> Changed:
    """Do not get in touch again about this."""
    contact = (await ctx.require(COMMUNICATION, communication)).state.entry.contact
    reason = ctx.text(body.reason, about=[contact] if contact else [])
    command = c.DropNextContact(reason=reason, by=ctx.actor.id)
    return changed(response, await ctx.execute(COMMUNICATION, communication, command))


@router.grid(PATH + "/{communication}/remarks", grids.REMARKS)
async def list_communication_remarks(school: Id, communication: Id, ctx: StaffReader) -> list[Remark]:
    """Corrections, and why no further contact is made."""
    await ctx.require(COMMUNICATION, communication)
    return await remarks_on(ctx, COMMUNICATION, communication, REMARKS)


history_of(COMMUNICATION, router, PATH + "/{communication}", reads_as_staff)
