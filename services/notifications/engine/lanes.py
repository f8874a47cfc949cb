"""Lanes: one small document per endpoint. A worker leases lanes, and only the owner reads the endpoint's deliveries.

The lease: `owner`, a `fence` that grows with every change of owner, and a `beat` that the owner replaces at a third of
the term. Another worker takes over once it has seen (fence, beat) stand still for a whole term **on its own monotonic
clock**, or knows the owner's process to be dead. The owner counts from before its write was sent, so it stops believing
before anybody else may start. Clocks of machines are compared nowhere: what is due at once is due at `AT_ONCE`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

from pydantic import ValidationError
from pymongo import UpdateOne

from services.notifications.domain.breaker import Breaker
from services.notifications.domain.throttle import Throttle
from services.notifications.engine.batches import Batches
from services.notifications.engine.owners import is_dead
from services.notifications.views import LANES, key
from shared.clock import Clock
from shared.events import Value
from shared.faults import point
from shared.ids import new_id
from shared.mongo import Mongo

AT_ONCE: Final = datetime(2000, 1, 1, tzinfo=UTC)
REPLAYED: Final = AT_ONCE + timedelta(days=1)
"""When a replayed delivery is due: at once too, but after everything fresh and every retry that is due."""
REPLAY_BEGUN: Final = AT_ONCE + timedelta(hours=12)
"""When one is due again that has failed, once its time has come, or of which nobody knows what came of it: among those
that are replayed, and before them, since it is the head of its stream."""
NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
MOST_DUE: Final = 500
"""Lanes that are nobody's, found at once."""

V = TypeVar("V", bound=Value)
Place = tuple[str, str]
"""Tenant and endpoint."""


@dataclass(slots=True)
class Held:
    """A lane that this worker owns, for as long as `until` on the monotonic clock."""

    tenant: str
    endpoint: str
    fence: int
    until: float
    breaker: Breaker = field(default_factory=Breaker)
    throttle: Throttle = field(default_factory=Throttle)
    verification: int = 0
    """Since which verification of the endpoint breaker and throttle were learnt; 0 when that is not known."""
    lost: bool = False
    from_silent: bool = False
    """Taken from an owner that did not give it back, also from ourselves: what was written last may be on its way."""

    @property
    def id(self) -> str:
        """The lane document's `_id`."""
        return key(self.tenant, self.endpoint)

    @property
    def place(self) -> Place:
        """Tenant and endpoint."""
        return self.tenant, self.endpoint

    def verified(self, times: int) -> bool:
        """Was the endpoint, verified so often by now, verified anew since what is known of it was learnt?"""
        known = self.verification
        self.verification = times or known
        return 0 != known != self.verification


@dataclass(frozen=True, slots=True)
class _Seen:
    fence: int
    beat: str
    at: float


def _known(kind: type[V], stored: Any) -> V:
    """What was learnt; nothing where another version has stored what this one cannot read."""
    try:
        return kind.model_validate(stored or {})
    except ValidationError:
        return kind()


class Lanes:
    """The lanes as one worker sees them. `term` in seconds."""

    def __init__(self, mongo: Mongo, clock: Clock, owner: str, term: float) -> None:
        self._documents = mongo.documents(LANES)
        self._clock = clock
        self.owner = owner
        self.term = term
        self._seen: dict[str, _Seen] = {}
        self._rests = Batches(self._rest)

    async def wake(self, places: Iterable[Place]) -> None:
        """There is something to send at once; makes the lane where there is none."""
        writes = [self._wake(place) for place in sorted(set(places))]
        made_meanwhile = await self._documents.write_new(writes)
        await self._documents.write_new([writes[index] for index in made_meanwhile])

    def _wake(self, place: Place) -> UpdateOne:
        tenant, endpoint = place
        nobodys = {"owner": None, "fence": 0, "beat": "", "breaker": dict[str, Any](), "throttle": dict[str, Any]()}
        new = {"tenant": tenant, "endpoint": endpoint, **nobodys}
        change = {"$min": {"next_due": AT_ONCE}, "$setOnInsert": new}
        return UpdateOne({"_id": key(tenant, endpoint)}, change, upsert=True)

    async def due(self, owned: int = 0) -> list[dict[str, Any]]:
        """Lanes that have something to send now: nobody's, those first that wait for longest, and then all of ours, of
        which there are at most so many. What others own is theirs to see to, however much that is.
        """
        free = {"owner": {"$in": [None, self.owner]}, "next_due": {"$lte": self._clock.machine()}}
        by_owner = [("owner", 1), ("next_due", 1)]
        return await self._documents.find(free, sort=by_owner, limit=MOST_DUE + owned)

    async def abandoned(self, held: Iterable[Held]) -> list[dict[str, Any]]:
        """Lanes whose owner is dead or silent for a term, as far as this worker has watched; never those it holds."""
        ours = {lane.id for lane in held}
        owned = await self._documents.find({"owner": {"$gt": ""}})
        others = [lane for lane in owned if lane["_id"] not in ours]
        now = self._clock.monotonic()
        seen = {lane["_id"]: self._watched(lane, now) for lane in others}
        self._seen = seen
        return [lane for lane in others if now - seen[lane["_id"]].at >= self.term or is_dead(lane["owner"])]

    def _watched(self, lane: dict[str, Any], now: float) -> _Seen:
        known = self._seen.get(lane["_id"])
        if known and (known.fence, known.beat) == (lane["fence"], lane["beat"]):
            return known
        return _Seen(lane["fence"], lane["beat"], now)

    async def take(self, lane: dict[str, Any]) -> Held | None:
        """Own the lane, if it still is as it was read; None when another was faster."""
        until = self._clock.monotonic() + self.term
        fence, beat = lane["fence"] + 1, new_id()
        asread = {"_id": lane["_id"], "owner": lane["owner"], "fence": lane["fence"], "beat": lane["beat"]}
        mine = {"owner": self.owner, "fence": fence, "beat": beat}
        result = await self._documents.update_one(asread, {"$set": mine})
        if not result.matched_count and not await self._documents.find_one({"_id": lane["_id"], **mine}):
            return None
        await point("webhook.after-take")
        breaker, throttle = _known(Breaker, lane.get("breaker")), _known(Throttle, lane.get("throttle"))
        known = breaker, throttle, lane.get("verification", 0)
        silent = lane["owner"] is not None
        return Held(lane["tenant"], lane["endpoint"], fence, until, *known, from_silent=silent)

    async def renew(self, held: Iterable[Held]) -> None:
        """Renew all lanes of this worker in one write; those that are no longer ours are marked `lost`."""
        until = self._clock.monotonic() + self.term
        lanes = list(held)
        mine = {"_id": {"$in": [lane.id for lane in lanes]}, "owner": self.owner}
        await self._documents.update_many(mine, {"$set": {"beat": new_id()}})
        ours = {lane["_id"]: lane["fence"] for lane in await self._documents.find(mine, fields={"fence": 1})}
        for lane in lanes:
            if ours.get(lane.id) == lane.fence:
                lane.until = until
            else:
                lane.lost = True

    async def rest(self, held: Held, until: datetime) -> None:
        """Nothing is known to be due before `until`; whatever is added from now on lowers it again.

        So look once more **after** this: what was added just before would be overlooked.
        """
        await self._rests.add(UpdateOne(self._ours(held), {"$set": {"next_due": until}}))

    async def _rest(self, writes: Sequence[UpdateOne]) -> list[None]:
        await self._documents.bulk_write(writes, ordered=False)
        return [None] * len(writes)

    async def keep(self, held: Held) -> None:
        """Store breaker and throttle, so that the next owner knows them, and of which verification they are."""
        known = {"breaker": held.breaker, "throttle": held.throttle}
        stored = {name: value.model_dump(exclude_none=True) for name, value in known.items()}
        await self._documents.update_one(self._ours(held), {"$set": {**stored, "verification": held.verification}})

    async def release(self, held: Held, *, due: bool = False) -> None:
        """Nobody's, for whoever finds it due: at once with `due`, else when its rest is over or something is added."""
        held.lost = True
        await self._documents.update_one(
            self._ours(held), {"$set": {"owner": None, **({"next_due": AT_ONCE} if due else {})}}
        )

    async def remove(self, held: Held) -> None:
        """There is no such lane any more, until something is added to it again."""
        held.lost = True
        await self._documents.delete_one(self._ours(held))

    def alive(self, held: Held, needed: float = 0.0) -> bool:
        """Is the lane ours for `needed` more seconds?"""
        return not held.lost and held.until - self._clock.monotonic() >= needed

    def _ours(self, held: Held) -> dict[str, Any]:
        return {"_id": held.id, "owner": self.owner, "fence": held.fence}
