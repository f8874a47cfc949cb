"""What every route that takes evidence must do with it."""

from typing import Any

from services.partners.consumers import HEARD
from shared.envelope import decode, encode
from shared.ids import new_id
from tests.integration.kernel.flow import entry
from tests.integration.partners.world import Caller, done, problem


async def only_own(caller: Caller, stranger: Caller, path: str, body: Any) -> str:
    """Neither what nobody uploaded nor what another school did is taken; `body` makes a request that names an id."""
    for foreign in (new_id(), await stranger.attach()):
        problem(await caller.post(path, body(foreign)), 422, "attachment-unknown")
    own = await caller.attach()
    assert (await caller.post(path, body(own))).status_code in (200, 201)
    return own


async def kept(caller: Caller, id: str) -> dict[str, Any]:
    """What is known of the attachment, which must be there."""
    return dict(done(await caller.get(f"/attachments/{id}")))


async def about(caller: Caller, id: str) -> list[str]:
    """Persons with whom it is erased."""
    return list((await kept(caller, id))["about"])


def forgotten(tenant: str, person: str) -> dict[str, Any]:
    """The journal entry of another service that forgot a person."""
    data = {"person": person, "role": "student"}
    return entry(person, 1, data=data, kind="person-erased.v1", aggregate="person", tenant=tenant)


async def hear_forgotten(room: Any, service: str, tenant: str, person: str) -> None:
    """The service hears of it twice."""
    document = forgotten(tenant, person)
    key, value, headers = encode(document, document["events"][0], service=service)
    record = decode(headers, key, value)
    for effect in HEARD.effects[(f"{service}.person.v1", record.type)] * 2:
        await effect(room, record)
