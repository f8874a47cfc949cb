"""The journal of one service, as the rest of the kernel sees it."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import structlog
from pymongo.errors import PyMongoError

from shared.clock import Clock
from shared.decider import Decider
from shared.events import Command, Value
from shared.journal.claims import CLAIMS
from shared.journal.entry import Entry, stream_of
from shared.journal.execution import Execution
from shared.journal.folding import Current, current_collection, current_document, fold
from shared.journal.store import JOURNAL, Store
from shared.journal.words import Cause, Claim, Loaded, Outcome, Step
from shared.mongo import Collection, Filter, Mongo

S = TypeVar("S", bound=Value)

AT_ONCE: Final = 1_000
"""Streams that are asked for in one query."""

_log: Final = structlog.get_logger("journal")


def _nobody_listens() -> None:
    return None


class Journal:
    """Accepted commands of all aggregates of a service, and their current states."""

    def __init__(
        self,
        mongo: Mongo,
        clock: Clock,
        deciders: Sequence[Decider[Any, Any, Any]] = (),
        *,
        buckets: int = 16,
        wake: Callable[[], None] = _nobody_listens,
    ) -> None:
        """`wake` is called right after each accepted insert, before `current` is written: the relay's bell."""
        self.deciders = {decider.name: decider for decider in deciders}
        self.wake = wake
        self.store = Store(mongo)
        self.current = Current(mongo)
        self._execution = Execution(mongo, clock, self.store, self.current, buckets, self._ring)

    def _ring(self) -> None:
        self.wake()

    def collections(self) -> list[Collection]:
        """What the journal needs in the database: declared for `apply`."""
        return [JOURNAL, CLAIMS, *(current_collection(decider) for decider in self.deciders.values())]

    async def execute(self, decider: Decider[S, Any, Any], id: str, command: Any, cause: Cause) -> Outcome[S]:
        """Apply a command to one stream, once per `cause.command_id`. One insert, no transaction.

        A command that brings about no event stores nothing: repeating it decides again, which is what it would have
        been without the repetition. Raises `Refused`, `NotFound`, `Stale`, `Invalid` or `Busy`.
        """
        return await self._execution.run((Step(decider, id, command),), (), cause)

    async def earlier(
        self, decider: Decider[S, Any, Any], id: str, kind: type[Command], cause: Cause
    ) -> Outcome[S] | None:
        """What this command came to, where it was applied before. Raises `Invalid` for a key of another request."""
        return await self._execution.earlier(decider, id, kind, cause)

    async def execute_all(self, steps: Sequence[Step], claims: Sequence[Claim], cause: Cause) -> Outcome[Any]:
        """Apply one command to several streams and claims, all or nothing; the outcome of the first step.

        The first step must bring about an event; another step without events leaves its stream untouched.
        Claims belong to the first step's stream.
        """
        streams = {(step.decider.name, step.id) for step in steps}
        if len(streams) != len(steps):
            raise ValueError("Each step needs a stream of its own.")
        return await self._execution.run(steps, claims, cause)

    async def load(self, decider: Decider[S, Any, Any], tenant: str, id: str) -> Loaded[S] | None:
        """The aggregate as it stands, or None."""
        return await self._execution.load(decider, tenant, id)

    async def history(self, decider: Decider[Any, Any, Any], tenant: str, id: str) -> list[Entry]:
        """Every accepted command of the aggregate, oldest first; empty when there is no such stream."""
        return await self.store.after(stream_of(tenant, decider.name, id), 0)

    async def heal(self, since: str, until: str) -> int:
        """Bring up the current states behind entries whose `entry_id` lies in [since, until); how many lagged.

        A process that died between insert and `current` leaves such a state; loading it would heal it as well, but
        lists and the scheduler read `current` alone.
        """
        newest: dict[tuple[str, str, str], int] = {}
        fields = {"tenant": 1, "aggregate": 1, "id": 1, "last": 1}
        async for entry in self.store.documents.find({"entry_id": {"$gte": since, "$lt": until}}, fields=fields):
            stream = (entry["aggregate"], entry["tenant"], entry["id"])
            newest[stream] = max(newest.get(stream, 0), entry["last"])
        return sum([await self._heal_aggregate(decider, newest) for decider in self.deciders.values()])

    async def _heal_aggregate(self, decider: Decider[Any, Any, Any], newest: dict[tuple[str, str, str], int]) -> int:
        numbers = [((tenant, id), last) for (name, tenant, id), last in newest.items() if name == decider.name]
        healed = 0
        for start in range(0, len(numbers), AT_ONCE):
            some = dict(numbers[start : start + AT_ONCE])
            cached = await self.current.numbers(decider, ("/".join(key) for key in some))
            lagging = [key for key, last in some.items() if cached.get("/".join(key), 0) < last]
            healed += sum([await self._heal_one(decider, tenant, id) for tenant, id in lagging])
        return healed

    async def _heal_one(self, decider: Decider[Any, Any, Any], tenant: str, id: str) -> bool:
        """One that cannot be brought up is said and passed over: all others wait for nothing."""
        try:
            await self.load(decider, tenant, id)
        except PyMongoError:
            raise
        except Exception as error:
            _log.error("current.not-healed", aggregate=decider.name, tenant=tenant, id=id, error=type(error).__name__)
            return False
        return True

    async def rebuild_current(self, decider: Decider[Any, Any, Any], tenant: str | None = None) -> int:
        """Fold every stream of the aggregate anew from its first event; how many streams there are.

        Safe beside running commands: a state is only put where a lower number, or the same one, stands.
        """
        filter: Filter = {"aggregate": decider.name} if tenant is None else _range(tenant, decider)
        streams = 0
        entries: list[Entry] = []
        async for document in self.store.documents.find(filter, sort=[("_id", 1)]):
            entry = Entry.read(document)
            if entries and entries[0].stream != entry.stream:
                await self._rebuild(decider, entries)
                streams, entries = streams + 1, []
            entries.append(entry)
        if entries:
            await self._rebuild(decider, entries)
            streams += 1
        return streams

    async def _rebuild(self, decider: Decider[Any, Any, Any], entries: list[Entry]) -> None:
        loaded = fold(decider, None, entries)
        if loaded is not None:
            document = current_document(decider, entries[0].tenant, loaded, entries[-1].at)
            await self.current.replace(decider, document)


def _range(tenant: str, decider: Decider[Any, Any, Any]) -> Filter:
    start = f"{tenant}/{decider.name}/"
    return {"_id": {"$gte": start, "$lt": start[:-1] + "0"}}
