"""What one process of a service holds: its database, clock, journal, people, texts, letters, links and telemetry."""

from typing import TYPE_CHECKING, Final

from shared.attachments import COLLECTION as ATTACHMENTS
from shared.attachments import Attachments, Downloads
from shared.auth import COPIES, Links
from shared.calendars import COLLECTION as CALENDAR_FEEDS
from shared.calendars import Feeds
from shared.clock import Clock, SystemClock
from shared.consumer import FRESHNESS, Lag, groups_of
from shared.context import Context
from shared.events import Actor
from shared.http.operations import OPERATIONS_COLLECTION
from shared.ids import new_id
from shared.jobs import MARKS
from shared.journal import CLAIMS, JOURNAL, Journal, current_collection
from shared.leases import LEASES
from shared.letters import LETTERS, SUPPRESSIONS, Letters, Templates
from shared.mongo import Collection, Mongo, connect
from shared.people import COLLECTION as PEOPLE
from shared.people import People
from shared.projection import PARKED, PROJECTIONS
from shared.projection.pointer import collection_of
from shared.sealing import COLLECTION as SEALED
from shared.sealing import Sealing
from shared.settings import ServiceSettings
from shared.telemetry import Telemetry, traceparent
from shared.texts import COLLECTION as TEXTS
from shared.texts import Texts
from shared.topics import Topic, domain_topics, group_topics

if TYPE_CHECKING:
    from shared.envelope import Record
    from shared.service import Service

KERNEL: Final[tuple[Collection, ...]] = (
    ATTACHMENTS,
    CALENDAR_FEEDS,
    FRESHNESS,
    LEASES,
    LETTERS,
    MARKS,
    OPERATIONS_COLLECTION,
    PARKED,
    PEOPLE,
    PROJECTIONS,
    SEALED,
    SUPPRESSIONS,
    TEXTS,
)
"""What the database of every service has."""


class Runtime:
    """Handed to routes, effects and workers. Making one does no I/O: the database may be away. Nothing is global."""

    def __init__(
        self,
        definition: "Service",
        settings: ServiceSettings,
        mongo: Mongo | None = None,
        clock: Clock | None = None,
        telemetry: Telemetry | None = None,
    ) -> None:
        """Tests hand in their own parts; a process lets them be made from its settings."""
        self.definition = definition
        self.settings = settings
        self.service = definition.name
        self.mongo = mongo or connect(settings)
        self.clock = clock or SystemClock(self.mongo if settings.development else None)
        self.journal = Journal(self.mongo, self.clock, definition.deciders, buckets=settings.buckets)
        self.texts = Texts(self.mongo, self.clock)
        self.attachments = Attachments(self.mongo, self.clock, settings)
        self.downloads = Downloads(definition.name, settings.link_key, settings.previous_link_keys)
        self.people = People(self.mongo, self.clock, self.texts, self.attachments)
        self.templates = Templates(definition.letters)
        self.letters = Letters(self.mongo, self.clock, self.templates)
        self.sealing = Sealing(self.mongo)
        self.calendars = Feeds(self.mongo, self.clock)
        self.links = Links(settings.link_key, settings.previous_link_keys)
        self.lag = Lag(settings.kafka_client_options())
        self.telemetry = telemetry or Telemetry(definition.name, settings.otlp_endpoint or None)

    def context(self, tenant: str, *, record: "Record | None" = None, actor: Actor | None = None) -> Context:
        """For the effect of a record (its `ce_id` is the command id), or for a worker that acts as `actor`."""
        if record is None:
            actor = actor or Actor(kind="job", id=self.service)
            return Context(runtime=self, tenant=tenant, actor=actor, now=self.clock.now(), traceparent=traceparent())
        return Context(
            runtime=self,
            tenant=tenant,
            actor=Actor(kind="event", id=record.id),
            now=self.clock.now(),
            command_id=record.id,
            given=True,
            correlation_id=record.correlation_id or new_id(),
            causation_id=record.id,
            traceparent=traceparent() or record.traceparent,
        )

    def collections(self) -> list[Collection]:
        """Everything that `indexes apply` makes in the service's database."""
        return collections_of(self.definition)

    def topics(self) -> list[Topic]:
        """Everything that `topics apply` makes."""
        return topics_of(self.definition, self.settings)

    async def close(self) -> None:
        """Send what is buffered, close the connections."""
        self.telemetry.close()
        await self.lag.close()
        await self.mongo.close()


def collections_of(definition: "Service") -> list[Collection]:
    """What a service's database has: the journal, current states, the kernel's collections, copies, and its own."""
    hears = definition.hears
    journal = [JOURNAL, CLAIMS, *(current_collection(decider) for decider in definition.deciders)]
    projections = [collection_of(each, 1) for each in hears.projections] if hears else []
    own = [*journal, *KERNEL, *projections, *definition.collections]
    heard = {copy.collection for copy in hears.copies} if hears else set()
    copies = [each for each in COPIES if each.name in heard]
    named = {each.name for each in (*own, *copies)}
    return [*own, *copies, *(Collection(name) for name in sorted(heard - named))]


def topics_of(definition: "Service", settings: ServiceSettings) -> list[Topic]:
    """What a service needs in Kafka: the topics it publishes, dead letters and redrive of its groups; with prefix."""
    groups = groups_of(definition.hears, settings.topic_prefix) if definition.hears else []
    return domain_topics(settings, definition.name, definition.deciders) + group_topics(settings, groups)
