"""Letters about meetings to contacts without an account: the invitation, and the reminder of a follow-up (C7)."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.partners.access import FOLLOW_UP_LINK, MEETING_LINK
from services.partners.domain.meeting import MEETING, Meeting
from services.partners.domain.meeting.commands import InviteContact, NoteReminded
from services.partners.usecases.inviting import must_be_contact, must_have_address
from services.partners.usecases.mapping import partner_with
from services.partners.usecases.register import organisation_of
from shared.auth import LinkGrant, school_of
from shared.context import Context
from shared.refusals import NotFound


async def invite_contact(ctx: Context, meeting: str, person: str) -> InviteContact:
    """The command, with its letter staged; `NotFound` when the person is no contact of an invited partner, refused
    without an address.
    """
    state = (await ctx.require(MEETING, meeting)).state
    organisation = await _whose_contact(ctx, state, person)
    await must_have_address(ctx, person)
    link = _link(ctx, MEETING_LINK, meeting, organisation, person)
    ctx.letter(person, "invite-to-meeting", await _params(ctx, state, organisation), link=link)
    return InviteContact(organisation=organisation, person=person)


async def _whose_contact(ctx: Context, meeting: Meeting, person: str) -> str:
    for organisation in meeting.organisations:
        partner = await partner_with(ctx, organisation)
        if partner is not None and partner.state.contact(person) is not None:
            return organisation
    raise NotFound("contact", person)


async def remind_owner(ctx: Context, meeting: str, follow_up: str) -> None:
    """Send the contact who sees to it a letter, where there is one; `NotFound` when it is no contact any more."""
    state = (await ctx.require(MEETING, meeting)).state
    known = state.follow_up(follow_up)
    if known is None or known.status != "open" or not known.owner.organisation or not known.owner.person:
        return
    organisation, person = known.owner.organisation, known.owner.person
    await must_be_contact(ctx, organisation, person)
    params = await _params(ctx, state, organisation) | {"due_on": str(known.due_on)}
    link = _link(ctx, FOLLOW_UP_LINK, follow_up, organisation, person)
    ctx.letter(person, "remind-of-follow-up", params, link=link)
    await ctx.execute(MEETING, meeting, NoteReminded(follow_up=follow_up))


async def _params(ctx: Context, meeting: Meeting, organisation: str) -> dict[str, Any]:
    call = meeting.call
    return {
        "school": (await school_of(ctx.runtime, ctx.tenant)).name,
        "organisation": (await organisation_of(ctx, organisation)).state.name,
        "at": f"{call.starts_at.astimezone(ZoneInfo(call.zone)):%Y-%m-%d %H:%M}",
        "zone": call.zone,
    }


def _link(ctx: Context, purpose: str, subject: str, organisation: str, person: str) -> LinkGrant:
    days = timedelta(days=ctx.runtime.settings.signing_link_days)
    expires = (ctx.runtime.clock.machine() + days).replace(microsecond=0)
    return LinkGrant(purpose, ctx.tenant, subject, expires, person=person, organisation=organisation)
