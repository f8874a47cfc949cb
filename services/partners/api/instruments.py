"""Instruments of an alliance over HTTP (C5)."""

from fastapi import Request, Response

from services.partners.access import AllianceAdmin, RegisterReader, reads_register
from services.partners.bodies.instruments import InstrumentBody
from services.partners.domain.instrument import (
    INSTRUMENT,
    DraftInstrument,
    Instrument,
    PublishInstrument,
    RetireInstrument,
    ReviseInstrument,
)
from services.partners.views.instruments import INSTRUMENTS
from shared.http import Changed, Created, Router, changed, created, history_of, if_match, shown
from shared.ids import Id, new_id

router = Router("partners", tags=["instruments"])
PATH = "/alliances/{alliance}/instruments"


@router.post(PATH, status_code=201)
async def draft_instrument(alliance: Id, body: InstrumentBody, ctx: AllianceAdmin, response: Response) -> Created:
    """Draft what partnerships of the alliance are judged by; the weights are 100 per cent together."""
    command = DraftInstrument(**body.model_dump(), by=ctx.actor.id)
    outcome = await ctx.execute(INSTRUMENT, new_id(), command)
    return created(response, outcome, f"/partners/alliances/{alliance}/instruments/{outcome.id}")


@router.listing(PATH, INSTRUMENTS)
async def list_instruments(alliance: Id, request: Request, ctx: RegisterReader) -> Response:
    """The instruments of the alliance."""
    return await INSTRUMENTS.answer(request, ctx.current(INSTRUMENT))


@router.get(PATH + "/{instrument}")
async def get_instrument(alliance: Id, instrument: Id, ctx: RegisterReader, response: Response) -> Instrument:
    """An instrument with its editions."""
    loaded = await ctx.require(INSTRUMENT, instrument)
    shown(response, loaded.number)
    return loaded.state


@router.put(PATH + "/{instrument}/draft", dependencies=[if_match])
async def revise_instrument(
    alliance: Id, instrument: Id, body: InstrumentBody, ctx: AllianceAdmin, response: Response
) -> Changed:
    """Change the draft, or begin that of the next edition; an edition in use never changes."""
    command = ReviseInstrument(**body.model_dump(), by=ctx.actor.id)
    return changed(response, await ctx.execute(INSTRUMENT, instrument, command))


@router.post(PATH + "/{instrument}/publication")
async def publish_instrument(alliance: Id, instrument: Id, ctx: AllianceAdmin, response: Response) -> Changed:
    """Bring the draft into use as the next edition."""
    return changed(response, await ctx.execute(INSTRUMENT, instrument, PublishInstrument(by=ctx.actor.id)))


@router.post(PATH + "/{instrument}/retirement")
async def retire_instrument(alliance: Id, instrument: Id, ctx: AllianceAdmin, response: Response) -> Changed:
    """Open no further evaluation with it."""
    return changed(response, await ctx.execute(INSTRUMENT, instrument, RetireInstrument(by=ctx.actor.id)))


history_of(INSTRUMENT, router, PATH + "/{instrument}", reads_register)
