"""What befalls members and their addresses elsewhere, and what mail adds to what is heard."""

from dataclasses import replace
from typing import Any, Final

from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import DisableEndpoint
from services.notifications.domain.endpoint.values import Reason
from services.notifications.ingest import ingest
from services.notifications.mail.courier import NAMES
from services.notifications.mail.items import ITEMS
from services.notifications.mail.words import TOPICS
from services.notifications.removing import take_away
from shared.auth.memberships import Directory
from shared.consumer import Hears, Record
from shared.events import Value
from shared.refusals import NotFound
from shared.runtime import Runtime

OWN: Final = "notifications.endpoint.v1"
ORGANISATIONS: Final = "partners.organisation.v1"
_ENDPOINT: Final = "id.jembatan.notifications."
TOLD: Final = frozenset(TOPICS[OWN].events) & frozenset(ENDPOINT.event_types)
"""What is told of webhooks, by mail and to the other webhooks of their owner; the rest, with URLs, to nobody."""


class Left(Value):
    """A membership that ended."""

    member: dict[str, Any]


class Forgotten(Value):
    """Somebody who was erased."""

    person: str


class Replaced(Value):
    """An address that is not written to any more."""

    previous: str


def hear_for_mail(hears: Hears) -> None:
    """Declare it; once, in `consumers.py`."""
    hears.copy(
        ORGANISATIONS,
        collection=NAMES,
        keep=lambda record: {"name": record.data["name"]},
        types=(
            "id.jembatan.partners.organisation-registered.v1",
            "id.jembatan.partners.organisation-details-changed.v1",
        ),
    )
    hears.on("id.jembatan.directory.membership-ended.v1", topic="directory.member.v1")(member_left)
    hears.on("id.jembatan.directory.person-erased.v1")(member_forgotten)
    hears.on("id.jembatan.notifications.person-erased.v1")(address_forgotten)
    hears.on(f"{_ENDPOINT}email-address-changed.v1", topic=OWN)(address_replaced)
    hears.on(f"{_ENDPOINT}email-endpoint-removed.v1", topic=OWN)(endpoint_removed)
    for kind in sorted(TOLD):
        hears.on(f"{_ENDPOINT}{kind}", topic=OWN)(told_of_webhook)


async def told_of_webhook(rt: Runtime, record: Record) -> None:
    """To the owner's other webhooks, and by mail; of letters to nobody.

    By mail to members of the school, or of the alliances in which the organisation has an account. A webhook that fails
    by this makes no more events than by any other: three warnings, and its end.
    """
    current = await rt.mongo.tenant(record.tenant)[ENDPOINT.collection].get(record.subject)
    if current and current["state"].get("channel") == "email":
        return
    await ingest(rt, [record], only="webhook")
    alliances = await Directory(rt.mongo, rt.clock, rt.service).alliances_of(record.tenant)
    await ingest(rt, [replace(record, schools=tuple(sorted(alliances)))], only="email")


async def member_left(rt: Runtime, record: Record) -> None:
    """Nothing more is written to somebody who left, and the address is forgotten."""
    await _leave(rt, record, record.tenant, record.subject, "member-left")


async def member_forgotten(rt: Runtime, record: Record) -> None:
    """Whoever was forgotten by the directory is forgotten here (UU PDP 27/2022)."""
    person = record.read(Forgotten).person
    for one in await rt.mongo.tenant(record.tenant)["directory_members"].find({"state.person": person}):
        await _leave(rt, record, record.tenant, one["id"], "person-erased")


async def address_forgotten(rt: Runtime, record: Record) -> None:
    """An endpoint without an address is none."""
    for endpoint in await _endpoints(rt, record.tenant, {"state.mail.person": record.read(Forgotten).person}):
        await _disable(rt, record, record.tenant, endpoint["id"], "person-erased")


async def address_replaced(rt: Runtime, record: Record) -> None:
    """The address before is forgotten."""
    await _forget(rt, record, record.read(Replaced).previous)


async def endpoint_removed(rt: Runtime, record: Record) -> None:
    """The address, and what waited for it, are forgotten; what was kept of its deliveries goes as a webhook's does."""
    await rt.mongo.tenant(record.tenant)[ITEMS].remove_all({"endpoint": record.subject})
    await _forget(rt, record, record.read(Forgotten).person)
    await take_away(rt.context(record.tenant, record=record), record.subject)


async def _leave(rt: Runtime, record: Record, tenant: str, member: str, reason: Reason) -> None:
    for endpoint in await _endpoints(rt, tenant, {"state.mail.member": member}):
        await _disable(rt, record, tenant, endpoint["id"], reason)
        await _forget(rt, record, endpoint["state"]["mail"]["person"])


async def _endpoints(rt: Runtime, tenant: str, where: dict[str, Any]) -> list[dict[str, Any]]:
    found = rt.mongo.tenant(tenant)[ENDPOINT.collection].find(
        {"state.channel": "email", "state.status": {"$ne": "removed"}, **where}
    )
    return [one async for one in found]


async def _disable(rt: Runtime, record: Record, tenant: str, endpoint: str, reason: Reason) -> None:
    ctx = rt.context(tenant, record=record).also(f"disable/{endpoint}")
    await ctx.execute(ENDPOINT, endpoint, DisableEndpoint(reason=reason))
    await rt.mongo.tenant(tenant)[ITEMS].remove_all({"endpoint": endpoint})


async def _forget(rt: Runtime, record: Record, person: str) -> None:
    ctx = rt.context(record.tenant, record=record).also(f"forget/{person}")
    try:
        await rt.people.erase(ctx, person)
    except NotFound:
        return
