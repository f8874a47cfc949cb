"""What a member does with an endpoint of their own: registering, confirming, changing, removing."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from services.notifications.domain.endpoint import ENDPOINT, Endpoint
from services.notifications.domain.endpoint.commands import DisableEndpoint
from services.notifications.domain.endpoint.mail import (
    AskConfirmation,
    ChangeEmailAddress,
    ChangeEmailEndpoint,
    ConfirmEmailAddress,
    RegisterEmailEndpoint,
    RemoveEmailEndpoint,
    recipient,
)
from services.notifications.domain.endpoint.values import Language, Place
from services.notifications.endpoints import resume_lane
from services.notifications.filtering import require_events
from services.notifications.mail import links
from services.notifications.mail.bodies import MailEndpointBody, MailEndpointView, RegisterMailEndpointBody
from services.notifications.mail.items import ITEMS
from shared.auth import school_of
from shared.context import Context
from shared.ids import new_id
from shared.journal import Loaded, Outcome
from shared.letters import Suppressions
from shared.refusals import NotFound

KIND: Final = "mail-recipient"
LETTER: Final = "confirm-address"
ALLIANCE_ZONE: Final = "Asia/Jakarta"
"""An alliance spans zones; its digests go by the capital's."""


async def member_of(ctx: Context) -> str:
    """The calling member of this very tenant; `NotFound` for keys and for members of elsewhere."""
    known = await ctx["directory_members"].get(ctx.actor.id) if ctx.actor.kind == "member" else None
    if known is None:
        raise NotFound("endpoint")
    return ctx.actor.id


async def own(ctx: Context, endpoint: str) -> Loaded[Endpoint]:
    """The member's own endpoint; `NotFound` for everybody else's and for webhooks."""
    member = await member_of(ctx)
    loaded: Loaded[Endpoint] = await ctx.require(ENDPOINT, endpoint)
    if recipient(loaded.state).member != member:
        raise NotFound("endpoint", endpoint)
    return loaded


async def register(ctx: Context, place: Place, body: RegisterMailEndpointBody) -> Outcome[Endpoint]:
    """Keep the address, and write to it with a link to confirm."""
    member, endpoint = await member_of(ctx), new_id()
    await require_events(ctx.runtime.mongo, body.filters)
    person = _written_to(ctx, place, endpoint, body.email, body.language)
    command = RegisterEmailEndpoint(
        owner=place,
        member=member,
        person=person,
        language=body.language,
        digest=body.digest,
        zone=(await school_of(ctx.runtime, ctx.tenant)).zone if place == "school" else ALLIANCE_ZONE,
        filters=body.filters,
        terms=body.terms,
        siblings=await _siblings(ctx, member),
    )
    return await ctx.execute(ENDPOINT, endpoint, command)


def _written_to(ctx: Context, place: Place, endpoint: str, email: str, language: Language) -> str:
    person = ctx.person(KIND, {"email": email, "language": language})
    _letter(ctx, place, endpoint, person)
    return person


def _letter(ctx: Context, place: Place, endpoint: str, person: str) -> None:
    grant = links.confirmation(place, ctx.tenant, endpoint, person, ctx.runtime.clock.machine())
    ctx.letter(person, LETTER, {"endpoint": endpoint}, link=grant)


async def _siblings(ctx: Context, member: str) -> int:
    """Those that are there, and those that were made within a day."""
    lately = (ctx.now - timedelta(days=1)).isoformat()
    there_or_new = [{"state.status": {"$ne": "removed"}}, {"state.since": {"$gte": lately}}]
    return await ctx.current(ENDPOINT).count({"state.mail.member": member, "$or": there_or_new})


async def change(ctx: Context, endpoint: str, body: MailEndpointBody) -> Outcome[Endpoint]:
    """New content."""
    loaded = await own(ctx, endpoint)
    await require_events(ctx.runtime.mongo, body.filters, loaded.state.filters)
    command = ChangeEmailEndpoint(
        language=body.language,
        digest=body.digest,
        filters=body.filters,
        terms=loaded.state.terms.but(schools=body.schools, programmes=body.programmes),
    )
    return await ctx.execute(ENDPOINT, endpoint, command)


async def move(ctx: Context, place: Place, endpoint: str, email: str) -> Outcome[Endpoint]:
    """Another address, which is written to with a link to confirm."""
    loaded = await own(ctx, endpoint)
    person = _written_to(ctx, place, endpoint, email, recipient(loaded.state).language)
    return await ctx.execute(ENDPOINT, endpoint, ChangeEmailAddress(person=person))


async def ask_again(ctx: Context, place: Place, endpoint: str) -> Outcome[Endpoint]:
    """Another letter. An address that was refused before is tried once more: its owner says that it works."""
    person = recipient((await own(ctx, endpoint)).state).person
    _letter(ctx, place, endpoint, person)
    outcome = await ctx.execute(ENDPOINT, endpoint, AskConfirmation())
    if email := await _address(ctx, person):
        await Suppressions(ctx.runtime.mongo, ctx.runtime.clock).lift(ctx.tenant, email)
    return outcome


async def confirm(ctx: Context, endpoint: str) -> Outcome[Endpoint]:
    """By the link of a letter, which names the person."""
    outcome = await ctx.execute(ENDPOINT, endpoint, ConfirmEmailAddress(person=ctx.actor.person or ""))
    await resume_lane(ctx, endpoint)
    return outcome


async def unsubscribe(ctx: Context, endpoint: str) -> Outcome[Endpoint]:
    """At once: what waits for a digest is dropped, too."""
    outcome = await ctx.execute(ENDPOINT, endpoint, DisableEndpoint(reason="unsubscribed"))
    await ctx[ITEMS].remove_all({"endpoint": endpoint})
    return outcome


async def remove(ctx: Context, endpoint: str) -> Outcome[Endpoint]:
    """Nothing is written any more; the address is forgotten as soon as the event is heard."""
    await own(ctx, endpoint)
    return await ctx.execute(ENDPOINT, endpoint, RemoveEmailEndpoint())


async def shown_to(ctx: Context, loaded: Loaded[Endpoint]) -> MailEndpointView:
    """To its member."""
    person = recipient(loaded.state).person
    letter = await ctx.runtime.letters.last(ctx.tenant, person, LETTER)
    return MailEndpointView.of(loaded.id, loaded.state, await _address(ctx, person), letter.state if letter else None)


async def _address(ctx: Context, person: str) -> str | None:
    found = await ctx.runtime.people.get(ctx.tenant, person)
    return found.data.get("email") if found else None


async def with_addresses(ctx: Context, page: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The documents of a page of the member's own, each with its address."""
    people = await ctx.runtime.people.many(ctx.tenant, [one["state"]["mail"]["person"] for one in page])
    emails = {id: person.data.get("email") for id, person in people.items()}
    return [{**one, "email": emails.get(one["state"]["mail"]["person"])} for one in page]
