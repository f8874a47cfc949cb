"""A small runtime for the tests of people, letters, operations and lists: jars, and persons who own them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from shared.attachments import COLLECTION as ATTACHMENTS
from shared.attachments import Attachments, Downloads
from shared.auth.links import Links, stands
from shared.clock import FixedClock
from shared.context import Context
from shared.events import Actor
from shared.http.operations import OPERATIONS_COLLECTION
from shared.journal import Journal
from shared.leases import LEASES
from shared.letters import LETTERS, SUPPRESSIONS, Letters, Mailbox, Sender, Templates, Wanted
from shared.mongo import Mongo, apply
from shared.people import COLLECTION as PEOPLE
from shared.people import PERSON, People
from shared.settings import ServiceSettings
from shared.texts import COLLECTION as TEXTS
from shared.texts import Texts
from tests.integration.kernel.sample import JAR

SCHOOL = "01981e4a-6c00-7000-8000-0000000000aa"
OTHER = "01981e4a-6c00-7000-8000-0000000000bb"


class MovableClock(FixedClock):
    """Machine time can be moved as well, to see retries and sweeps come due."""

    ahead = timedelta(0)

    def machine(self) -> datetime:
        return super().machine() + self.ahead


class Definition:
    """As much of a service as a link and the housekeeping ask for."""

    links_while = None
    collections = ()


class House:
    """What a `Runtime` is to these parts."""

    service = "test"

    def __init__(self, mongo: Mongo, clock: MovableClock, settings: ServiceSettings, templates: Path) -> None:
        self.mongo = mongo
        self.clock = clock
        self.settings = settings
        self.journal = Journal(mongo, clock, [JAR, PERSON])
        self.texts = Texts(mongo, clock)
        self.attachments = Attachments(mongo, clock, settings)
        self.downloads = Downloads(self.service, settings.link_key)
        self.people = People(mongo, clock, self.texts, self.attachments)
        self.templates = Templates(templates)
        self.letters = Letters(mongo, clock, self.templates)
        self.links = Links(settings.link_key)
        self.definition = Definition()

    async def furnish(self) -> "House":
        """Create the collections."""
        own = [ATTACHMENTS, PEOPLE, TEXTS, LETTERS, SUPPRESSIONS, OPERATIONS_COLLECTION, LEASES]
        await apply(self.mongo, [*self.journal.collections(), *own])
        return self

    def sender(self, url: str, *, development: bool = False, wanted: Mapping[str, Wanted] | None = None) -> Sender:
        """The mail outbox."""
        return Sender(
            "test",
            mongo=self.mongo,
            clock=self.clock,
            people=self.people,
            links=self.links,
            templates=self.templates,
            mailbox=Mailbox(url, "Jembatan <no-reply@jembatan.id>", development),
            public_url="https://jembatan.example",
            wanted=wanted or {},
            stands=partial(stands, self),
        )

    def context(self, tenant: str = SCHOOL, **fields: Any) -> Context:
        """A caller."""
        fields.setdefault("given", "command_id" in fields)
        actor = Actor(kind="member", id="member-1", roles=frozenset({"principal"}))
        return Context(runtime=self, tenant=tenant, actor=actor, now=self.clock.now(), **fields)
