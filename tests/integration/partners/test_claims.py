"""Rows of the refusal table that no stream can keep alone: held by claims, one by one and sixty-four at once (C1, C3).

Given what was accepted, when the same is asked by another stream, then this refusal and no further event.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterable
from typing import Any, Final

import pytest

from services.partners.bodies.organisations import DetailsBody, RegisterOrganisationBody
from services.partners.domain.organisation import ORGANISATION, Organisation
from services.partners.domain.partner import PARTNER
from services.partners.usecases.mapping import map_partner
from services.partners.usecases.register import change_details, register
from shared.context import Context
from shared.events import Actor
from shared.ids import new_id
from shared.journal import Loaded, Outcome
from shared.refusals import Refused
from shared.runtime import Runtime
from tests.integration.partners.world import World

MANY: Final = 64
NIB, OTHER_NIB = "9120004712365", "9120004712366"
HOTEL: Final = RegisterOrganisationBody(name="Hotel Kencana", nib=NIB, sector="55110")
BY: Final = Actor(kind="job", id="test")


def context(room: Runtime, tenant: str) -> Context:
    """A caller in a school, or in the register of an alliance."""
    return Context(room, tenant, BY, room.clock.now())


async def entered(room: Runtime, alliance: str, **changed: Any) -> Loaded[Organisation]:
    """Given an entry of the register."""
    outcome = await register(context(room, alliance), HOTEL.model_copy(update=changed))
    return Loaded(outcome.id, outcome.number, outcome.state)


async def refused(asked: Awaitable[Any], code: str) -> Refused:
    """Then this refusal, which says how to mend it."""
    with pytest.raises(Refused) as found:
        await asked
    assert (found.value.code, bool(found.value.mend)) == (code, True)
    return found.value


async def count(room: Runtime, decider: Any, tenant: str) -> int:
    """How many there are."""
    return await context(room, tenant).current(decider).count()


async def outcomes(asked: Iterable[Awaitable[Outcome[Any]]]) -> Counter[str]:
    """What became of each that was asked at once."""
    answers = await asyncio.gather(*asked, return_exceptions=True)
    return Counter(each.code if isinstance(each, Refused) else type(each).__name__ for each in answers)


async def test_c1_refuses_two_organisations_with_one_nib_in_an_alliance(room: Runtime, world: World) -> None:
    await entered(room, world.alliance)
    other = HOTEL.model_copy(update={"name": "Hotel Lain"})
    await refused(register(context(room, world.alliance), other), "nib-taken")
    assert await count(room, ORGANISATION, world.alliance) == 1
    await entered(room, new_id())  # another alliance has a register of its own


async def test_c1_refuses_to_change_a_nib_to_that_of_another_and_frees_the_one_given_up(
    room: Runtime, world: World
) -> None:
    first = await entered(room, world.alliance)
    second = await entered(room, world.alliance, name="Hotel Lain", nib=OTHER_NIB)
    taken = DetailsBody(name="Hotel Lain", nib=NIB, sector="55110")
    await refused(change_details(context(room, world.alliance), second.id, taken), "nib-taken")
    moved = DetailsBody(name="Hotel Kencana", nib="9120004712367", sector="55110")
    await change_details(context(room, world.alliance), first.id, moved)
    await change_details(context(room, world.alliance), second.id, taken)
    assert await count(room, ORGANISATION, world.alliance) == 2


async def test_c1_of_sixty_four_organisations_with_one_nib_one_is_registered(room: Runtime, world: World) -> None:
    asked = (
        register(context(room, world.alliance), HOTEL.model_copy(update={"name": f"Hotel {number}"}))
        for number in range(MANY)
    )
    assert await outcomes(asked) == {"nib-taken": MANY - 1, "Outcome": 1}
    assert await count(room, ORGANISATION, world.alliance) == 1


async def test_c1_refuses_a_second_partnership_of_a_school_with_an_organisation(room: Runtime, world: World) -> None:
    hotel = await entered(room, world.alliance)
    await map_partner(context(room, world.school), hotel)
    await refused(map_partner(context(room, world.school), hotel), "partnership-exists")
    assert await count(room, PARTNER, world.school) == 1
    await map_partner(context(room, world.other_school), hotel)  # a partnership is a school's own


async def test_c1_of_sixty_four_partnerships_with_an_organisation_one_is_mapped(room: Runtime, world: World) -> None:
    hotel = await entered(room, world.alliance)
    asked = (map_partner(context(room, world.school), hotel) for _ in range(MANY))
    assert await outcomes(asked) == {"partnership-exists": MANY - 1, "Outcome": 1}
    assert await count(room, PARTNER, world.school) == 1
