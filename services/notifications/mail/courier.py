"""Carries a delivery as mail: to the address in `people`, through the mail server of all our letters."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
import structlog

from services.notifications.domain.endpoint.mail import recipient
from services.notifications.domain.endpoint.values import Place, Recipient
from services.notifications.domain.retries import ErrorClass
from services.notifications.engine.couriers import Carried
from services.notifications.engine.deliveries import Delivery, Message
from services.notifications.engine.targets import Target
from services.notifications.mail import links
from services.notifications.mail.facts import organisations_of
from services.notifications.mail.letters import DIGEST_TYPE, Reader, Told, Writer
from services.notifications.mail.rights import may_hear
from services.notifications.sender import Answer, Marks
from services.notifications.settings import settings_of
from services.notifications.views import key
from shared.auth.memberships import Directory
from shared.letters import Mailbox, Page, Suppressions
from shared.letters.post import Bounced, Envelope, NotNow, Rejected, Unreachable, is_address, message_id_of
from shared.runtime import Runtime

NAMES: Final = "mail_organisations"
"""Copy of what organisations are called."""
CONNECTIONS: Final = 8
"""To our mail server at once, of one process: so many letters are under way, the others wait for their turn."""


_log = structlog.get_logger("notifications.mail")


class NotAllowed(Exception):
    """The member may not hear this any more."""


class EmailCourier:
    """One letter per attempt, with the same Message-ID at every attempt of a delivery."""

    def __init__(self, rt: Runtime) -> None:
        settings = settings_of(rt)
        self._deadline = settings.webhook_timeout_seconds
        self._rt = rt
        self._mailbox = Mailbox(settings.smtp_url.get_secret_value(), settings.mail_from, settings.development)
        self._suppressions = Suppressions(rt.mongo, rt.clock)
        self._directory = Directory(rt.mongo, rt.clock, rt.service)
        self._writer = Writer(settings.public_url)

    async def carry(self, target: Target, delivery: Delivery, message: Message, at: datetime) -> Carried:
        """Never raises for what a mail server does; a refused address is remembered and its endpoint disabled."""
        marks = Marks()
        try:
            whom = recipient(target.state)
            address = await self._address(target.tenant, whom)
            envelope = await self._envelope(target, whom, address, delivery, message)
            await self._send(envelope)
        except Exception as error:
            return await self._failed(target, error, marks)
        return _carried(marks, 250, None, "", {"message-id": message_id_of(envelope, self._rt.settings.mail_from)})

    async def _address(self, tenant: str, whom: Recipient) -> str:
        """Where to; `Bounced` for whom nothing can be sent to any more."""
        person = await self._rt.people.get(tenant, whom.person)
        address = person.data.get("email") if person else None
        if not is_address(address):
            raise Bounced("address-gone")
        if await self._suppressions.holds(tenant, str(address)):
            raise Bounced("address-refused-before")
        return str(address)

    async def _send(self, envelope: Envelope) -> None:
        async with asyncio.timeout(self._deadline), self._mailbox.open() as post:
            await post.send(envelope)

    async def _envelope(
        self, target: Target, whom: Recipient, address: str, delivery: Delivery, message: Message
    ) -> Envelope:
        place: Place = "alliance" if target.state.owner == "alliance" else "school"
        grant = links.unsubscription(place, target.tenant, target.endpoint, delivery.id, delivery.created)
        path = links.path(place, "unsubscription").format(tenant=target.tenant, subject=target.endpoint)
        stop = f"{self._rt.settings.public_url.rstrip('/')}{path}?link={self._rt.links.token(grant)}"
        page = await self._page(await self._reader(target, whom, place, stop), whom, message)
        headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        return Envelope(delivery.id, address, whom.language, page, headers)

    async def _reader(self, target: Target, whom: Recipient, place: Place, stop: str) -> Reader:
        school = await self._directory.school(target.tenant) if place == "school" else None
        return Reader(
            tenant=target.tenant,
            kind=place,
            place=school.name if school else "Jembatan",
            tenants=frozenset({target.tenant, *([school.alliance] if school else [])}),
            language=whom.language,
            zone=whom.zone,
            unsubscribe=stop,
        )

    async def _page(self, reader: Reader, whom: Recipient, message: Message) -> Page:
        """What the member may hear today; `NotAllowed` when that is nothing."""
        said = msgspec.json.decode(message.body)
        roles = await self._roles(reader.tenant, whom.member)
        if said["type"] != DIGEST_TYPE:
            told = Told.read(said)
            _require(may_hear(roles, told.type))
            return self._writer.event(told, reader, await self._names(reader, [told]))
        heard = [Told.read(one) for one in said["data"]["events"]]
        events = [told for told in heard if may_hear(roles, told.type)]
        _require(bool(events))
        at = datetime.fromisoformat(said["timestamp"])
        return self._writer.digest(events, whom.digest, at, reader, await self._names(reader, events))

    async def _roles(self, tenant: str, member: str) -> frozenset[str]:
        membership = await self._directory.member(tenant, member)
        return frozenset[str](membership.roles) if membership else frozenset()

    async def _names(self, reader: Reader, events: Iterable[Told]) -> Mapping[str, str]:
        named = {one for told in events for one in organisations_of(told.data)}
        wanted = sorted(key(tenant, one) for tenant in reader.tenants for one in named)
        found = await self._rt.mongo.documents(NAMES).find({"_id": {"$in": wanted}}) if wanted else []
        return {one["id"]: one["name"] for one in found}

    async def _failed(self, target: Target, error: Exception, marks: Marks) -> Carried:
        kind = _kind_of(error)
        code = str(error)
        if kind == "address-refused":
            await self._refused(target)
        status = int(code) if code.isdecimal() else None
        return _carried(marks, status, kind, _DETAILS.get(kind, "our own mail server is away or refuses us"), {})

    async def _refused(self, target: Target) -> None:
        """Remembered before the endpoint is disabled, so that a crash in between sends nothing there again."""
        whom = recipient(target.state)
        person = await self._rt.people.get(target.tenant, whom.person)
        if person and is_address(person.data.get("email")):
            await self._suppressions.add(target.tenant, str(person.data["email"]))


_DETAILS: Final[dict[ErrorClass, str]] = {
    "address-refused": "the address is refused for good",
    "not-allowed": "the member's roles changed since it was heard",
    "letter-refused": "the mail server refuses what was written",
    "refused-status": "the recipient's mail server says: not now",
}
"""Never the server's own words, which may quote the address."""


def _require(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed


def _kind_of(error: Exception) -> ErrorClass:
    match error:
        case Bounced():
            return "address-refused"
        case Rejected():
            return "letter-refused"
        case NotAllowed():
            return "not-allowed"
        case Unreachable():
            return "egress"
        case NotNow():
            return "refused-status"
    _log.error("letter_not_written", error=type(error).__name__)
    return "egress"


def _carried(
    marks: Marks, status: int | None, error: ErrorClass | None, detail: str, headers: dict[str, Any]
) -> Carried:
    marks.end = marks.end or _now()
    return Carried(headers, Answer(status, error, detail, {}, b"", False, marks))


def _now() -> float:
    return Marks().start
