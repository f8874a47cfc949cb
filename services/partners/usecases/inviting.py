"""Letters with a link to people who endorse or sign for an organisation and have no account (C3, C8)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final, Literal

from pydantic import BaseModel

from services.partners.access import ADDENDUM_LINK, AGREEMENT_LINK, SIGNING_LINK
from services.partners.domain.mou.state import Addendum, Agreement, Invited
from services.partners.usecases.documents import Found
from services.partners.usecases.link_holders import must_hold
from services.partners.usecases.mapping import partner_with
from services.partners.usecases.register import organisation_of
from shared.auth import LinkGrant, school_of
from shared.context import Context
from shared.ids import Id
from shared.letters.letters import Letter, State
from shared.letters.post import is_address
from shared.refusals import NotFound, Refused

Occasion = Literal["invited", "reminded", "delegated"]

_TEMPLATES: Final[Mapping[str, str]] = {
    SIGNING_LINK: "sign-mou",
    AGREEMENT_LINK: "sign-agreement",
    ADDENDUM_LINK: "sign-addendum",
}


class InvitationView(BaseModel):
    """Who was asked to sign for an organisation, and what became of the letter."""

    organisation: Id
    person: Id
    name: str | None = None
    """None is known of somebody who was erased."""
    on: date
    reminders: int
    """How many of the planned days to remind on have come."""
    letter: State | None = None
    """Of the newest letter with a link to this document."""
    attempts: int = 0
    sent_at: datetime | None = None
    reason: str = ""
    """Why it was not sent: an SMTP code, or a word of ours."""


async def invite(
    ctx: Context, organisation: str, person: str, template: str, purpose: str, *, subject: str, number: str = ""
) -> None:
    """Stage the letter; `NotFound` when the person is no contact of the school's partner, refused without an address.

    `subject` is the thing that the link is about, `number` that of the MoU, for the letter's text.
    """
    await must_be_contact(ctx, organisation, person)
    await must_have_address(ctx, person)
    await _write(ctx, organisation, person, template, purpose, subject=subject, number=number)


async def send_link(home: Context, found: Found, organisation: str, person: str, occasion: Occasion) -> None:
    """Stage the letter with a fresh link to sign this document; `home` is a context of the school that drafted.

    `NotFound` for who is to be reminded and holds no link any more; refused without an address. A colleague to whom
    signing is passed on comes with one.
    """
    if occasion == "reminded":
        await must_hold(home, organisation, person)
    if occasion != "delegated":
        await must_have_address(home, person)
    purpose = purpose_of(found)
    template = {"invited": _TEMPLATES[purpose], "reminded": "sign-reminder", "delegated": "sign-delegated"}[occasion]
    number = found.document.number or found.mou.state.number or ""
    await _write(home, organisation, person, template, purpose, subject=found.id or found.mou.id, number=number)


def purpose_of(found: Found) -> str:
    """What a link to this document is for."""
    match found.document:
        case Agreement():
            return AGREEMENT_LINK
        case Addendum():
            return ADDENDUM_LINK
    return SIGNING_LINK


async def _write(
    ctx: Context, organisation: str, person: str, template: str, purpose: str, *, subject: str, number: str
) -> None:
    params = {
        "school": (await school_of(ctx.runtime, ctx.tenant)).name,
        "organisation": (await organisation_of(ctx, organisation)).state.name,
        "number": number,
        "subject": subject,
    }
    expires = ctx.runtime.clock.machine() + timedelta(days=ctx.runtime.settings.signing_link_days)
    grant = LinkGrant(
        purpose, ctx.tenant, subject, expires.replace(microsecond=0), person=person, organisation=organisation
    )
    ctx.letter(person, template, params, link=grant)


async def must_be_contact(ctx: Context, organisation: str, person: str) -> None:
    """`NotFound` when the person is no contact of the school's partner."""
    partner = await partner_with(ctx, organisation)
    if partner is None or partner.state.contact(person) is None:
        raise NotFound("contact")


async def must_have_address(ctx: Context, person: str) -> None:
    """`Refused("contact-without-address")` when no letter could reach the person."""
    known = await ctx.runtime.people.require(ctx.tenant, person)
    if not is_address(known.data.get("email")):
        raise Refused(
            "contact-without-address",
            f"The contact {person} has no e-mail address, so the letter would reach nobody.",
            mend="Add the e-mail address to this contact of the partner and send it again, or name another contact.",
            contact=person,
        )


async def must_be_another(ctx: Context, email: str) -> None:
    """`Refused("delegated-to-oneself")` when the link's own holder has this address."""
    known = await ctx.runtime.people.get(ctx.tenant, ctx.actor.person or "")
    if known is not None and str(known.data.get("email") or "").strip().casefold() == email.strip().casefold():
        raise Refused(
            "delegated-to-oneself",
            "This is your own address: your link would end and the same letter come again.",
            mend="Name the address of a colleague, or answer yourself.",
        )


async def invitations(home: Context, found: Found) -> list[InvitationView]:
    """Everybody who holds a link to the document, with the state of the newest letter."""
    people = await home.runtime.people.many(home.tenant, [each.person for each in found.document.invited])
    views = []
    for each in found.document.invited:
        name = people[each.person].data.get("name") if each.person in people else None
        views.append(_shown(each, name, await _newest(home, found, each)))
    return views


async def _newest(home: Context, found: Found, invited: Invited) -> Letter | None:
    letters = await home.runtime.letters.of(home.tenant, invited.person)
    return next((letter for letter in letters if letter.subject == (found.id or found.mou.id)), None)


def _shown(invited: Invited, name: str | None, letter: Letter | None) -> InvitationView:
    plain = invited.model_dump() | {"name": name}
    if letter is None:
        return InvitationView(**plain)
    return InvitationView(
        **plain, letter=letter.state, attempts=letter.attempts, sent_at=letter.sent_at, reason=letter.reason
    )
