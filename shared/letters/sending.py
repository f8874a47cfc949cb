"""The mail outbox: accepted letters are sent once a server takes them, with retries, by one replica."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import structlog
from prometheus_client import Counter
from pymongo.errors import PyMongoError

from shared.auth.links import LinkGrant, Links, stands
from shared.clock import Clock
from shared.holding import run_held
from shared.ids import new_id
from shared.leases import Leases
from shared.letters.letters import NAME, grant_of
from shared.letters.post import Bounced, Envelope, Mailbox, NotNow, Post, Rejected, is_address
from shared.letters.suppression import Suppressions
from shared.letters.templates import Templates
from shared.mongo import Document, Mongo
from shared.people import People
from shared.staging import PATIENCE, SETTLED, accepted_ones

log = structlog.get_logger(__name__)

RETRIES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""Waits after the first, second, … failure; after the last the letter has failed."""

LETTERS_SENT = Counter("jembatan_letters", "Letters by how an attempt ended", ["service", "state"])
_BATCH: Final = 50

Stands = Callable[[LinkGrant], Awaitable[bool]]
"""Whether a link opens anything for its person (`shared.auth.links.stands`)."""

Wanted = Callable[[str, Mapping[str, Any]], Awaitable[bool]]
"""`(tenant, params)` of a letter that is about to be sent: whether its matter still stands."""


class Dropped(Exception):
    """The letter is not to be sent: its matter has ended, nobody to send it to, no usable address, an expired link."""


class Sender:
    """Sends the letters of one service."""

    def __init__(
        self,
        service: str,
        *,
        mongo: Mongo,
        clock: Clock,
        people: People,
        links: Links,
        templates: Templates,
        mailbox: Mailbox,
        public_url: str,
        wanted: Mapping[str, Wanted],
        stands: Stands,
        pages: Mapping[str, str] | None = None,
    ) -> None:
        """`wanted` has the templates whose letters may become superfluous while they wait.

        `pages`: purpose of a link → path of our own page for it, with `{tenant}` and `{subject}`.
        """
        self._service = service
        self._mongo = mongo
        self._letters = mongo.documents(NAME)
        self._clock = clock
        self._people = people
        self._links = links
        self._templates = templates
        self._mailbox = mailbox
        self._public_url = public_url.rstrip("/")
        self._wanted = wanted
        self._stands = stands
        self._suppressions = Suppressions(mongo, clock)
        self._pages = dict(pages or {})

    @classmethod
    def of(cls, rt: Any) -> "Sender":
        """The sender of a runtime."""
        settings = rt.settings
        return cls(
            rt.service,
            mongo=rt.mongo,
            clock=rt.clock,
            people=rt.people,
            links=rt.links,
            templates=rt.templates,
            mailbox=Mailbox(settings.smtp_url.get_secret_value(), settings.mail_from, settings.development),
            public_url=settings.public_url,
            wanted={name: partial(wanted, rt) for name, wanted in rt.definition.letters_while.items()},
            pages=rt.definition.pages,
            stands=partial(stands, rt),
        )

    async def run(self, term: float) -> None:
        """Until cancelled: send, while this replica holds the lease of `term` seconds."""
        await run_held(Leases(self._mongo, self._clock, new_id(), term), "letters", self.round, term=term)

    async def round(self, fence: int) -> bool:
        """Admit what was accepted, send what is due; true when there may be more. `fence` is the lease's."""
        await self._admit()
        due = await self._claim(fence)
        if not due:
            return False
        try:
            async with self._mailbox.open() as post:
                for letter in due:
                    await self._send(letter, post, fence)
        except NotNow as unreachable:
            log.warning("mail-server-unavailable", reason=str(unreachable), letters=len(due))
            for letter in due:
                await self._postpone(letter, str(unreachable), fence)
        return len(due) == _BATCH

    async def _admit(self) -> None:
        """`staged` → `waiting` once the command stands in the journal; gone when it never came."""
        staged = await self._letters.find({"state": "staged"}, sort=[("due_at", 1)], limit=500)
        accepted = await accepted_ones(self._mongo, staged)
        if accepted:
            change = {**SETTLED, "$set": {"state": "waiting"}}
            await self._letters.update_many({"_id": {"$in": sorted(accepted)}, "state": "staged"}, change)
        late = self._clock.machine() - PATIENCE
        lost = [one["_id"] for one in staged if one["_id"] not in accepted and one["staged_at"] < late]
        if lost:
            await self._letters.delete_many({"_id": {"$in": lost}, "state": "staged"})

    async def _claim(self, fence: int) -> list[Document]:
        """Mark what is due as being sent by us; what an earlier round left in the middle is taken over."""
        now = self._clock.machine()
        abandoned = {"state": "sending", "fence": {"$lte": fence}}
        await self._letters.update_many(abandoned, {"$set": {"state": "waiting", "due_at": now}})
        due = {"state": "waiting", "due_at": {"$lte": now}}
        found = await self._letters.find(due, fields={"_id": 1}, sort=[("due_at", 1)], limit=_BATCH)
        keys = [document["_id"] for document in found]
        claim = {"state": "sending", "fence": fence, "claim": new_id()}
        if keys:
            await self._letters.update_many({"_id": {"$in": keys}, **due}, {"$set": claim})
        return await self._letters.find({"_id": {"$in": keys}, **claim}) if keys else []

    async def _send(self, letter: Document, post: Post, fence: int) -> None:
        try:
            envelope = await self._envelope(letter)
            if await self._suppressions.holds(letter["tenant"], envelope.address):
                await self._end(letter, "suppressed", "address-refused-before", fence)
                return
            await post.send(envelope)
        except Dropped as dropped:
            await self._end(letter, "dropped", str(dropped), fence)
        except Bounced as bounced:
            await self._suppressions.add(letter["tenant"], envelope.address)
            await self._end(letter, "bounced", str(bounced), fence)
        except Rejected as rejected:
            await self._end(letter, "failed", str(rejected), fence)
        except NotNow as later:
            await self._postpone(letter, str(later), fence)
        except PyMongoError:
            raise
        except Exception as error:  # a template that this version lacks, say: the other letters go out
            log.warning("letter-crashed", letter=letter["id"], template=letter["template"], error=type(error).__name__)
            await self._postpone(letter, type(error).__name__, fence)
        else:
            await self._end(letter, "sent", "", fence)

    async def _envelope(self, letter: Document) -> Envelope:
        """Address and link token come into being here and end with the attempt."""
        await self._require_wanted(letter)
        person = await self._people.get(letter["tenant"], letter["person"])
        if person is None:
            raise Dropped("person-gone")
        address = person.data.get("email")
        if not is_address(address):
            raise Dropped("address-unusable" if address else "address-missing")
        language = str(person.data.get("language") or "id")
        values = {
            "person": person.data,
            "params": letter["params"],
            "link": await self._link(letter["link"]),
            "public_url": self._public_url,
        }
        page = self._templates.page(letter["template"], language, values)
        return Envelope(letter["id"], str(address), language, page)

    async def _require_wanted(self, letter: Document) -> None:
        wanted = self._wanted.get(letter["template"])
        if wanted is not None and not await wanted(letter["tenant"], letter["params"]):
            raise Dropped("matter-ended")

    async def _link(self, stored: Mapping[str, Any] | None) -> str:
        """The token is in the fragment, which browsers keep to themselves: no server sees it in a path or a query.

        The path begins with the service, as all paths do, and leads to its page for the purpose (ADR 0020). What a
        mail program opens by itself gets the token in the query (ADR 0017)."""
        if stored is None:
            return ""
        grant: LinkGrant = grant_of(stored)
        if grant.expires <= self._clock.machine():
            raise Dropped("link-expired")
        if not await self._stands(grant):
            raise Dropped("link-ended")
        token = self._links.token(grant)
        if page := self._pages.get(grant.purpose):
            return f"{self._public_url}{page.format(tenant=grant.tenant, subject=grant.subject)}?link={token}"
        return f"{self._public_url}/{self._service}/link/{grant.purpose}#{token}"

    async def _end(self, letter: Document, state: str, reason: str, fence: int) -> None:
        now = self._clock.machine()
        change: dict[str, Any] = {"state": state, "reason": reason, "attempts": letter["attempts"] + 1}
        await self._mark(letter, change | ({"sent_at": now} if state == "sent" else {"ended_at": now}), fence)
        log.info("letter", id=letter["id"], template=letter["template"], state=state, reason=reason or None)
        LETTERS_SENT.labels(self._service, state).inc()

    async def _postpone(self, letter: Document, reason: str, fence: int) -> None:
        attempts = letter["attempts"]
        if attempts >= len(RETRIES):
            await self._end(letter, "failed", reason, fence)
            return
        again: datetime = self._clock.machine() + RETRIES[attempts]
        change = {"state": "waiting", "reason": reason, "attempts": attempts + 1, "due_at": again}
        await self._mark(letter, change, fence)
        LETTERS_SENT.labels(self._service, "postponed").inc()

    async def _mark(self, letter: Document, change: Document, fence: int) -> None:
        await self._letters.update_one({"_id": letter["_id"], "state": "sending", "fence": fence}, {"$set": change})
