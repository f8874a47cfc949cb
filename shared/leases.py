"""Who does what among replicas: each name is held by one, fairly shared, and taken over when its holder falls silent.

A watcher takes over after it has seen (fence, beat) of a lease unchanged for a term on its own monotonic clock, so
clocks that disagree cannot hurt. A holder that has not renewed for a term must stop by itself (`holds`).
"""

import asyncio
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from shared.clock import Clock
from shared.mongo import Collection, Document, Duplicate, Index, Mongo

LEASES: Final = Collection(
    "leases",
    indexes=(Index(("group",), across="Replicas share the work of all tenants."),),
    across="Replicas share the work of all tenants.",
)


@dataclass(frozen=True, slots=True)
class Lease:
    """A name that is ours. Whatever it guards is written where `fence` is not lower than the stored one."""

    name: str
    fence: int


@dataclass(slots=True)
class _Seen:
    """When, on our own clock, a lease or member last looked different."""

    mark: tuple[object, ...]
    at: float


class Leases:
    """One replica's leases of one kind of work. Call `hold` at least three times per term."""

    def __init__(self, mongo: Mongo, clock: Clock, owner: str, term: float) -> None:
        """`owner` is unique per process start (`new_id()`); `term` in seconds."""
        self._documents = mongo.documents(LEASES.name)
        self._clock = clock
        self._owner = owner
        self._term = term
        self._dice = random.Random(owner)
        self._beat = 0
        self._group = ""
        self._held: dict[str, Lease] = {}
        self._renewed = 0.0
        self._seen: dict[str, _Seen] = {}

    async def hold(self, names: Sequence[str]) -> set[str]:
        """Renew what is held, give up what is more than a fair share, take what is free; the names held now.

        The same `names` in every call. Raises `PyMongoError`; then `holds` runs out by itself.
        """
        self._group = min(names)
        now = self._clock.monotonic()
        found = await self._renew()
        leases = {document["_id"]: document for document in found if document["_id"] in names}
        self._held = {name: Lease(name, d["fence"]) for name, d in leases.items() if d["owner"] == self._owner}
        self._renewed = now
        members = await self._members(found, now)
        share = ceil(len(names) / members)
        await self._give_up(sorted(self._held)[share:])
        free = [name for name in names if self._is_free(leases.get(name), now)]
        self._dice.shuffle(free)  # replicas that look at the same moment must not all reach for the same ones
        await self._take(free[: share - len(self._held)] if share > len(self._held) else [], leases)
        return set(self._held)

    def holds(self, name: str) -> bool:
        """True while nobody else can have taken it over."""
        return name in self._held and self._clock.monotonic() - self._renewed < self._term

    def lease(self, name: str) -> Lease | None:
        """The lease with its fence while it is ours."""
        return self._held[name] if self.holds(name) else None

    async def release(self) -> None:
        """Give everything back at once, so that another replica need not wait for a term."""
        await self._give_up(list(self._held))
        await self._documents.delete_one({"_id": self._member, "owner": self._owner})

    @property
    def _member(self) -> str:
        return f"{self._group}@{self._owner}"

    async def _renew(self) -> list[Document]:
        """Show a new beat on everything that is ours, then look at everything of the group."""
        self._beat += 1
        mine = {"_id": {"$in": [self._member, *self._held]}, "owner": self._owner}
        result = await self._documents.update_many(mine, {"$set": {"beat": self._beat}})
        found = await self._documents.find({"group": self._group})
        if result.matched_count == 0 or all(document["_id"] != self._member for document in found):
            await self._join()
        return found

    async def _join(self) -> None:
        member = {"group": self._group, "owner": self._owner, "fence": 0, "beat": self._beat, "member": True}
        await self._documents.replace_one({"_id": self._member}, {"_id": self._member, **member}, upsert=True)

    async def _members(self, found: Iterable[Document], now: float) -> int:
        """How many replicas are alive, us included; the dead are forgotten."""
        alive = {self._owner}
        for document in found:
            if not document.get("member") or document["owner"] == self._owner:
                continue
            if self._is_silent(document, now):
                await self._documents.delete_one({"_id": document["_id"], "beat": document["beat"]})
            else:
                alive.add(document["owner"])
        return len(alive)

    def _is_free(self, document: Document | None, now: float) -> bool:
        if document is None or document["owner"] is None:
            return True
        return document["owner"] != self._owner and self._is_silent(document, now)

    def _is_silent(self, document: Document, now: float) -> bool:
        """Unchanged for a term since we first saw it so."""
        mark = (document["owner"], document["fence"], document["beat"])
        seen = self._seen.get(document["_id"])
        if seen is None or seen.mark != mark:
            self._seen[document["_id"]] = _Seen(mark, now)
            return False
        return now - seen.at > self._term

    async def _give_up(self, names: Iterable[str]) -> None:
        names = list(names)
        for name in names:
            del self._held[name]
        if names:
            mine = {"_id": {"$in": names}, "owner": self._owner}
            await self._documents.update_many(mine, {"$set": {"owner": None}})

    async def _take(self, names: Sequence[str], leases: dict[str, Document]) -> None:
        taken = await asyncio.gather(*(self._take_one(name, leases.get(name)) for name in names))
        self._held |= {lease.name: lease for lease in taken if lease is not None}

    async def _take_one(self, name: str, known: Document | None) -> Lease | None:
        """Compare and set; None when another replica was faster."""
        ours = {"group": self._group, "owner": self._owner, "beat": self._beat}
        if known is None:
            try:
                await self._documents.insert_one({"_id": name, "fence": 1, **ours})
            except Duplicate:
                return None
            return Lease(name, 1)
        unchanged = {key: known[key] for key in ("_id", "owner", "fence", "beat")}
        result = await self._documents.update_one(unchanged, {"$set": {"fence": known["fence"] + 1, **ours}})
        return Lease(name, known["fence"] + 1) if result.matched_count else None
