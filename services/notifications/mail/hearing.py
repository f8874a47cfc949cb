"""Which events are written to a member at all, and which of them wait for a digest."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from services.notifications import wire
from services.notifications.domain.endpoint import Endpoint
from services.notifications.mail.items import item
from services.notifications.mail.rights import may_hear
from services.notifications.views import key
from shared.envelope import Record
from shared.mongo import Mongo


class Hearer(Protocol):
    """An endpoint that an event concerns."""

    @property
    def tenant(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def state(self) -> Endpoint: ...


class Heard(Protocol):
    """An event and such an endpoint."""

    @property
    def record(self) -> Record: ...
    @property
    def hearer(self) -> Hearer: ...


H = TypeVar("H", bound=Heard)


async def addressed(
    mongo: Mongo, wanted: Sequence[H], now: datetime, expires: datetime
) -> tuple[list[H], list[dict[str, Any]]]:
    """What becomes a delivery at once, and the items for digests. `now` is domain time, `expires` machine time.

    A member hears what the roles of today may see, and nothing while the address is not confirmed or refused: nobody
    wants a hundred old letters on the day of the confirmation. What comes while it is paused is kept, as for webhooks.
    """
    roles = await _roles(mongo, wanted)
    allowed = [one for one in wanted if _allowed(one, roles)]
    later = [one for one in allowed if one.hearer.state.mail and one.hearer.state.mail.digest != "at-once"]
    at_once = [one for one in allowed if one not in later]
    return at_once, [
        item(one.hearer.tenant, one.hearer.id, one.record.id, now, said=_said(one.record), expires=expires)
        for one in later
    ]


def _allowed(one: Heard, roles: dict[str, list[str]]) -> bool:
    state = one.hearer.state
    if state.mail is None:
        return True
    return state.status in ("verified", "paused") and may_hear(_of(one.hearer, roles), one.record.type)


def _of(hearer: Hearer, roles: dict[str, list[str]]) -> list[str]:
    return roles.get(key(hearer.tenant, hearer.state.mail.member), []) if hearer.state.mail else []


async def _roles(mongo: Mongo, wanted: Sequence[Heard]) -> dict[str, list[str]]:
    """Of the members among the hearers, as this service knows them now."""
    mails = [(one.hearer.tenant, one.hearer.state.mail) for one in wanted]
    members = sorted({key(tenant, mail.member) for tenant, mail in mails if mail})
    if not members:
        return {}
    active = {"_id": {"$in": members}, "state.active": True}
    found = await mongo.documents("directory_members").find(active)
    return {one["_id"]: one["state"]["roles"] for one in found}


def _said(record: Record) -> bytes:
    return wire.body(
        type=record.type,
        timestamp=record.time,
        id=record.id,
        tenant=record.tenant,
        subject=record.subject,
        sequence=record.number,
        data=record.data,
    )
