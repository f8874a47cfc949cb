"""What a meeting has to know of those who are invited, and its texts and guests as what they are kept as."""

from typing import Any

from services.partners.bodies.meetings import FollowUpBody, InvitedBody, MeetingBody, MinutesBody, PatternBody
from services.partners.domain.meeting import MEETING
from services.partners.domain.meeting.commands import HoldMeeting
from services.partners.domain.meeting.values import Call, Invited, Owner, Presence, Task
from services.partners.domain.mou import MOU
from services.partners.domain.partner import PARTNER
from services.partners.domain.programme import PROGRAMME
from services.partners.usecases.activities import guests_of
from services.partners.usecases.inviting import must_be_contact
from shared.auth import school_of
from shared.auth.members import require_members
from shared.context import Context
from shared.days import day_in
from shared.events import TextRef
from shared.ids import new_id
from shared.refusals import NotFound


async def call(ctx: Context, body: MeetingBody) -> Call:
    """The meeting with its texts staged; `NotFound` for what it names and is not there."""
    zone = (await school_of(ctx.runtime, ctx.tenant)).zone
    return Call(
        **await pattern(ctx, body),
        place=ctx.text(body.place) if body.place else None,
        starts_at=body.starts_at,
        ends_at=body.ends_at,
        on=day_in(zone, body.starts_at),
        zone=zone,
    )


async def pattern(ctx: Context, body: PatternBody) -> dict[str, Any]:
    """What a meeting is about and who is to come: the same for one and for a series."""
    await require_members(ctx, body.organiser, of=body.members)
    if body.programme:
        await ctx.require(PROGRAMME, body.programme)
    if body.mou:
        await ctx.require(MOU, body.mou)
    return {
        "title": ctx.text(body.title),
        "agenda": tuple(ctx.text(item) for item in body.agenda),
        "organiser": body.organiser or ctx.actor.id,
        "members": tuple(dict.fromkeys(body.members)),
        "partners": tuple([await _invited(ctx, each) for each in body.partners]),
        "programme": body.programme,
        "mou": body.mou,
    }


async def _invited(ctx: Context, body: InvitedBody) -> Invited:
    partner = (await ctx.require(PARTNER, body.partner)).state
    if body.person and body.person not in {known.contact for known in partner.contacts}:
        raise NotFound("contact", body.person)
    return Invited(organisation=partner.organisation, person=body.person)


async def minutes(ctx: Context, meeting: str, body: MinutesBody) -> HoldMeeting:
    """The command that holds the meeting, its texts staged; they are about everybody from outside who is named."""
    await require_members(ctx, of=body.members, former=True)
    guests = await guests_of(ctx, body.guests)
    called = (await ctx.require(MEETING, meeting)).state.call.partners
    about = [*(each.person for each in called if each.person), *(one for each in guests for one in each.people)]
    return HoldMeeting(
        presence=Presence(members=tuple(dict.fromkeys(body.members)), guests=guests),
        minutes=ctx.text(body.minutes, about),
        decisions=tuple(ctx.text(each, about) for each in body.decisions),
        follow_ups=tuple([await task(ctx, each) for each in body.follow_ups]),
        by=ctx.actor,
    )


async def task(ctx: Context, body: FollowUpBody) -> Task:
    """The follow-up, its text staged; refused when nobody of the school or the partner is the one who sees to it."""
    await require_members(ctx, body.member)
    if body.person and body.organisation:
        await must_be_contact(ctx, body.organisation, body.person)
    owner = Owner(**body.model_dump(include=set(Owner.model_fields)))
    return Task(follow_up=new_id(), what=ctx.text(body.what, _person(owner)), owner=owner, due_on=body.due_on)


async def words_on(ctx: Context, meeting: str, follow_up: str, text: str) -> TextRef:
    """What is said of a follow-up: about the contact who sees to it, where one does."""
    known = (await ctx.require(MEETING, meeting)).state.follow_up(follow_up)
    return ctx.text(text, _person(known.owner) if known else ())


def _person(owner: Owner) -> tuple[str, ...]:
    return (owner.person,) if owner.person else ()
