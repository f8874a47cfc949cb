"""Who holds a link still: a contact while it is one, a colleague to whom signing was passed on while known (C1, C3)."""

from typing import Any, Final

from services.partners.domain.partner import PARTNER
from services.partners.usecases.contacts import partnerships_of
from shared.auth import LinkGrant
from shared.context import Context
from shared.people import Person
from shared.refusals import NotFound

SIGNATORY: Final = "signatory"
"""Kind of the people to whom a link was passed on: no contacts of a partner, known for this document alone."""


async def speaks_still(rt: Any, grant: LinkGrant, person: Person) -> bool:
    """Whether this person, who is known, still speaks for the organisation of the link."""
    return person.kind == SIGNATORY or await _is_contact(rt.context(grant.tenant), grant.organisation, person.id)


async def must_hold(ctx: Context, organisation: str, person: str) -> None:
    """`NotFound` when a link of this person for this organisation opens nothing."""
    known = await ctx.runtime.people.get(ctx.tenant, person)
    if known is None or not (known.kind == SIGNATORY or await _is_contact(ctx, organisation, person)):
        raise NotFound("contact", person)


async def _is_contact(ctx: Context, organisation: str | None, person: str) -> bool:
    """Asked of the journal: what lists show may be a moment old, and a link ends at once."""
    for found in await partnerships_of(ctx, [person]):
        loaded = await ctx.require(PARTNER, found.id)
        partner = loaded.state
        if partner.status != "united" and organisation in partner.organisations and partner.contact(person):
            return True
    return False
