"""Who erases a contact and the service that hears of it may both be the first: neither is told that nobody is there."""

from typing import Any

import pytest

from services.partners.domain.partner import PARTNER, RemoveContact
from services.partners.usecases import contacts
from shared.context import Context
from shared.ids import new_id
from shared.journal import Loaded
from shared.mongo import Mongo
from tests.integration.partners.cast import Cast
from tests.integration.partners.passing import hear
from tests.integration.partners.world import done, problem


class Between:
    """Somebody else removes the contact after the partnerships were looked up and before the command is decided."""

    def __init__(self, room: Any, school: str, person: str) -> None:
        self.looked_up, self.done = contacts.partnerships_of, 0
        self.room, self.school, self.person = room, school, person

    async def __call__(self, ctx: Context, persons: Any) -> list[Loaded[Any]]:
        found = await self.looked_up(ctx, persons)
        for loaded in found if not self.done else ():
            self.done += 1
            other = self.room.context(self.school)
            await other.execute(PARTNER, loaded.id, RemoveContact(contact=self.person))
        return found


async def _contact(cast: Cast) -> str:
    return str(done(await cast.coordinator.get(f"/partners/{cast.partner}/contacts"))[0]["contact"])


@pytest.fixture
async def between(cast: Cast, room: Any, monkeypatch: pytest.MonkeyPatch) -> Between:
    await cast.map_hotel()
    between = Between(room, cast.world.school, await _contact(cast))
    monkeypatch.setattr(contacts, "partnerships_of", between)
    return between


async def test_c1_the_api_answers_200_when_the_consumer_was_first(cast: Cast, between: Between) -> None:
    done(await cast.principal.delete(f"/contacts/{between.person}"))
    assert between.done == 1
    assert done(await cast.coordinator.get(f"/partners/{cast.partner}/contacts")) == []


async def test_c1_the_consumer_takes_what_is_gone_as_done(
    cast: Cast, room: Any, mongo: Mongo, between: Between
) -> None:
    """A `Refusal` in an effect is a dead letter: nothing is raised here."""
    await room.people.erase(room.context(cast.world.school), between.person)
    await hear(room, mongo, "person")
    assert between.done == 1


async def test_c1_an_erasure_that_is_asked_for_again_is_answered_as_the_first(cast: Cast, room: Any) -> None:
    await cast.map_hotel()
    person = await _contact(cast)
    first = done(await cast.principal.delete(f"/contacts/{person}"))
    assert done(await cast.principal.delete(f"/contacts/{person}")) == first
    problem(await cast.principal.delete(f"/contacts/{new_id()}"), 404, "not-found")


async def test_c1_a_contact_that_is_removed_by_hand_must_be_there(cast: Cast) -> None:
    """Only forgetting takes what is gone as done."""
    await cast.map_hotel()
    contact = await _contact(cast)
    path = f"/partners/{cast.partner}/contacts/{contact}"
    done(await cast.coordinator.delete(path))
    problem(await cast.coordinator.delete(path), 404, "not-found")
    kept = done(await cast.coordinator.get(f"/partners/{cast.partner}/contacts"))
    assert contact not in [one["contact"] for one in kept]
