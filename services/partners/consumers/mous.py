"""MoUs move partnerships and programmes, follow one another, and remind those who hold a link (C3)."""

from typing import Final

from services.partners.consumers.heard import HEARD
from services.partners.domain.mou import MOU
from services.partners.domain.mou.commands import BeginRenewal, DropRenewal, RemindSignatory, RenewMoU
from services.partners.domain.mou.terms import Parties
from services.partners.domain.partner import PARTNER, RecordMoUEnd, RecordMoUStart
from services.partners.domain.programme import PROGRAMME, StartProgramme
from services.partners.usecases.documents import find
from services.partners.usecases.expiring import tell_partners
from services.partners.usecases.inviting import send_link
from services.partners.usecases.mapping import partner_with, partnership
from services.partners.usecases.needed import if_needed
from services.partners.usecases.programmes import conclude_when_over
from services.partners.usecases.renewing import ever_renewed
from services.partners.views.mous import JOINT_MOUS
from shared.consumer import Record
from shared.context import Context
from shared.events import Command, Value
from shared.refusals import Refused
from shared.runtime import Runtime

MOUS: Final = "partners.mou.v1"
_MATTER_ENDED: Final = ("nothing-to-sign", "already-signed", "not-found", "contact-without-address")
"""Signed, withdrawn or ended, or the person holds no link any more, or has no address any more."""


class Begun(Value):
    """What counts of an MoU that came into force."""

    parties: Parties
    programme: str | None = None
    renews: str | None = None


class OfProgramme(Value):
    """What is carried out under an MoU."""

    programme: str


class Expiring(Value):
    """How many days are left."""

    days: int


class Reminder(Value):
    """Who is to be sent the link again."""

    organisation: str
    person: str
    document: str | None = None


class Named(Value):
    """Whom an MoU names."""

    parties: Parties


@HEARD.on("id.jembatan.partners.mou-activated.v1")
async def mou_activated(rt: Runtime, record: Record) -> None:
    """Partnerships of all parties become active, the programme runs, and the MoU before is renewed (C3, C9)."""
    begun = record.read(Begun)
    await _tell_partnerships(rt, record, begun.parties, RecordMoUStart(mou=record.subject))
    ctx = rt.context(record.tenant, record=record)
    if begun.programme:
        start = ctx.also("programme").execute(PROGRAMME, begun.programme, StartProgramme(mou=record.subject))
        await if_needed(start, "programme-not-approved")
    if begun.renews:
        renew = ctx.also("renewed").execute(MOU, begun.renews, RenewMoU(by=record.subject))
        await if_needed(renew, "nothing-to-renew")


@HEARD.on("id.jembatan.partners.mou-programme-named.v1", topic=MOUS)
async def programme_named(rt: Runtime, record: Record) -> None:
    """The programme that was named for an MoU in force runs (C3)."""
    ctx = rt.context(record.tenant, record=record)
    if (await ctx.require(MOU, record.subject)).state.in_force:
        command = StartProgramme(mou=record.subject)
        programme = record.read(OfProgramme).programme
        await if_needed(ctx.execute(PROGRAMME, programme, command), "programme-not-approved")


@HEARD.on("id.jembatan.partners.mou-drafted.v1")
@HEARD.on("id.jembatan.partners.mou-revised.v1")
async def mou_drafted(rt: Runtime, record: Record) -> None:
    """Other schools that it names find it among theirs; the MoU that it is to follow knows of it (C3, C28)."""
    drafted = record.read(Named)
    for school in drafted.parties.schools:
        if school != record.tenant:
            await rt.context(school, record=record)[JOINT_MOUS].put(record.subject, {"owner": record.tenant})
    await _follow(rt.context(record.tenant, record=record), record.subject)


async def _follow(ctx: Context, mou: str) -> None:
    """What it is to follow by its text as it stands now knows of it; what an earlier text named is free again."""
    renews = (await ctx.require(MOU, mou)).state.terms.renews
    for each in await ever_renewed(ctx, mou) - {renews}:
        await ctx.also(f"dropped/{each}").execute(MOU, each, DropRenewal(by=mou))
    if renews:
        await ctx.execute(MOU, renews, BeginRenewal(by=mou))


@HEARD.on("id.jembatan.partners.mou-reminder-due.v1", topic=MOUS)
async def reminder_due(rt: Runtime, record: Record) -> None:
    """The holder of an unused link gets it again; nobody does once the matter has ended (C3)."""
    reminder = record.read(Reminder)
    await if_needed(_remind(rt.context(record.tenant, record=record), record.subject, reminder), *_MATTER_ENDED)


@HEARD.on("id.jembatan.partners.mou-resubmitted.v1", topic=MOUS)
async def resubmitted(rt: Runtime, record: Record) -> None:
    """Whoever holds a link is told that there is another text (C3)."""
    ctx = rt.context(record.tenant, record=record)
    for invited in (await ctx.require(MOU, record.subject)).state.invited:
        reminder = Reminder(organisation=invited.organisation, person=invited.person)
        await if_needed(_remind(ctx.also(invited.person), record.subject, reminder), *_MATTER_ENDED)


@HEARD.on("id.jembatan.partners.mou-expiring.v1")
async def mou_expiring(rt: Runtime, record: Record) -> None:
    """Partners without a system of their own get a letter (C3)."""
    await tell_partners(rt.context(record.tenant, record=record), record.subject, record.read(Expiring).days)


@HEARD.on("id.jembatan.partners.mou-withdrawn.v1", topic=MOUS)
@HEARD.on("id.jembatan.partners.mou-terminated.v1")
async def follower_gone(rt: Runtime, record: Record) -> None:
    """An MoU that was to be followed by this one has to be renewed by another, or let go (C3)."""
    ctx = rt.context(record.tenant, record=record)
    renews = (await ctx.require(MOU, record.subject)).state.terms.renews
    if renews:
        await ctx.also("dropped").execute(MOU, renews, DropRenewal(by=record.subject))


async def _remind(ctx: Context, mou: str, reminder: Reminder) -> None:
    found = await find(ctx, ctx, mou, reminder.document)
    await send_link(ctx, found, reminder.organisation, reminder.person, "reminded")
    await ctx.execute(MOU, mou, RemindSignatory(**reminder.model_dump(), by=ctx.actor))


@HEARD.on("id.jembatan.partners.mou-expired.v1")
@HEARD.on("id.jembatan.partners.mou-terminated.v1")
@HEARD.on("id.jembatan.partners.mou-renewed.v1")
async def mou_over(rt: Runtime, record: Record) -> None:
    """Partnerships without another MoU in force become dormant, an evaluated programme without one ends (C5, C9)."""
    await _tell_partnerships(rt, record, record.read(Named).parties, RecordMoUEnd(mou=record.subject))
    ctx = rt.context(record.tenant, record=record)
    programme = (await ctx.require(MOU, record.subject)).state.programme
    if programme:
        await conclude_when_over(ctx.also("programme"), programme)


async def _tell_partnerships(rt: Runtime, record: Record, parties: Parties, command: Command) -> None:
    for school in parties.schools:
        ctx = rt.context(school, record=record)
        for organisation in parties.organisations:
            partner = await partner_with(ctx, organisation)
            if partner is not None:
                await _tell_partnership(ctx.also(organisation), partner.id, command)


async def _tell_partnership(ctx: Context, partner: str, command: Command) -> None:
    """One that was united at this moment hands it on."""
    try:
        await ctx.execute(PARTNER, partner, command)
    except Refused:
        loaded = await partnership(ctx, partner)
        await ctx.also("united").execute(PARTNER, loaded.id, command)
