"""Contacts of a school's partners: what is known of them, and what becomes of it when they are forgotten (C1)."""

from collections.abc import Iterable, Sequence
from typing import Any

from services.partners.domain.partner import PARTNER, Partner, RemoveContact
from services.partners.usecases.needed import if_needed
from shared.context import Context
from shared.journal import Loaded
from shared.refusals import NotFound


async def partnerships_of(ctx: Context, persons: Iterable[str]) -> list[Loaded[Partner]]:
    """The partnerships that name one of these persons as a contact."""
    found = await ctx.current(PARTNER).find({"state.contacts.contact": {"$in": sorted(set(persons))}})
    return [Loaded(one["id"], one["number"], Partner.model_validate(one["state"])) for one in found]


async def forget_contact(ctx: Context, person: str) -> None:
    """Whoever was forgotten is nobody's contact any more.

    Whoever asks for it and the service that hears of it do it at the same time: what is gone already is done.
    """
    named = await partnerships_of(ctx, [person])
    for loaded in (each for each in named if each.state.status != "united"):
        removal = ctx.also(f"forget/{loaded.id}").execute(PARTNER, loaded.id, RemoveContact(contact=person))
        await if_needed(removal, "not-found")


def require_contacts(partner: Partner, persons: Sequence[str]) -> None:
    """`NotFound` when one of these is no contact of the partnership."""
    for person in persons:
        if partner.contact(person) is None:
            raise NotFound("contact", person)


async def known_of(ctx: Context, partner: Partner) -> list[dict[str, Any]]:
    """The contacts with what is known of them, as far as they were not forgotten."""
    people = await ctx.runtime.people.many(ctx.tenant, [known.contact for known in partner.contacts])
    return [
        {**known.model_dump(), **people[known.contact].data} for known in partner.contacts if known.contact in people
    ]
