"""This service's own copy of the directory: schools, members, API keys and grants, and how `allow` looks them up.

The copies come from compacted topics whose events carry the full state, so the newest number is all there is to know.
Documents have the form `{tenant, id, number, state}`, as current states have: the directory reads its own states with
the same code and sees its own writes at once.
"""

import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from shared.clock import Clock
from shared.consumer.freshness import heard_until
from shared.envelope import Record
from shared.mongo import Collection, Document, Index, Mongo
from shared.refusals import Busy

if TYPE_CHECKING:
    from shared.consumer import Hears

OWNER: Final = "directory"
"""The service that owns these facts."""

CACHE_SECONDS: Final = 1.0
"""How long a look-up may be repeated from memory; with the way over Kafka a revoked key stops within two seconds."""

_ACROSS: Final = "a credential is looked up before it is known in which tenant it may act"

COPIES: Final = (
    Collection("directory_schools", (Index(("id",), across=_ACROSS), Index(("tenant", "id")))),
    Collection("directory_members", (Index(("state.identity",), across=_ACROSS), Index(("tenant", "state.roles")))),
    Collection(
        "directory_api_keys",
        (Index(("state.secrets.prefix",), across=_ACROSS), Index(("state.organisation",), across=_ACROSS)),
    ),
    Collection("directory_grants", (Index(("tenant", "state.to")),)),
)
"""Collections of every service but the directory."""

OWN: Final = {
    "directory_schools": "current_school",
    "directory_members": "current_member",
    "directory_api_keys": "current_api_key",
    "directory_grants": "current_sharing_grant",
}
"""Where the directory has the same."""


TOPICS: Final = (
    "directory.school.v1",
    "directory.member.v1",
    "directory.api-key.v1",
    "directory.sharing-grant.v1",
)
"""Compacted, one partition each; the copies are as fresh as the heartbeat of the slowest."""


def hear_directory(hears: "Hears") -> None:
    """Declare the copies that `allow` needs. Every service but the directory calls it once in `consumers.py`."""
    for topic, copy, member in zip(TOPICS, COPIES, ("school", "member", "key", "grant"), strict=True):
        hears.copy(topic, collection=copy.name, keep=_state_in(member))


def _state_in(member: str) -> Callable[[Record], Mapping[str, Any] | None]:
    def keep(record: Record) -> Mapping[str, Any] | None:
        state = record.data.get(member)
        return {"state": state} if isinstance(state, dict) else None

    return keep


@dataclass(frozen=True, slots=True)
class Membership:
    """What one identity is in one school or alliance."""

    id: str
    tenant: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class KnownSchool:
    """A school as every service knows it."""

    id: str
    alliance: str
    name: str
    npsn: str
    zone: str
    concentrations: tuple[str, ...] = ()
    """Codes of what it teaches."""


@dataclass(frozen=True, slots=True)
class KnownKey:
    """An API key that was found by its prefix and is not revoked. `digest` and `expires` decide whether it passes."""

    id: str
    tenant: str
    organisation: str | None
    scopes: frozenset[str]
    digest: str
    expires: datetime


class Directory:
    """Look-ups in the copy, remembered for `CACHE_SECONDS`."""

    def __init__(self, mongo: Mongo, clock: Clock, service: str) -> None:
        self._mongo = mongo
        self._own = service == OWNER
        lifetime = 0.0 if self._own else CACHE_SECONDS
        self._members: _Remembered[tuple[Membership, ...]] = _Remembered(clock, lifetime)
        self._schools: _Remembered[KnownSchool | None] = _Remembered(clock, lifetime)
        self._keys: _Remembered[KnownKey | None] = _Remembered(clock, lifetime)
        self._accounts: _Remembered[frozenset[str]] = _Remembered(clock, lifetime)
        self._heard: _Remembered[datetime | None] = _Remembered(clock, lifetime)
        self._clock = clock

    async def memberships(self, identity: str) -> tuple[Membership, ...]:
        """Every active membership of an identity (`Identity.hash`), in all tenants."""
        return await self._members.get(identity, self._find_memberships)

    async def member(self, tenant: str, id: str) -> Membership | None:
        """The membership with this id, while it is active."""
        key = f"{tenant}/{id}"
        found = await self._collection("directory_members").find_one({"_id": key, "state.active": True})
        return Membership(id, tenant, frozenset(found["state"]["roles"])) if found else None

    async def school(self, id: str) -> KnownSchool | None:
        """The school with this id, in whichever alliance."""
        return await self._schools.get(id, self._find_school)

    async def key(self, prefix: str) -> KnownKey | None:
        """The unrevoked API key with this prefix."""
        return await self._keys.get(prefix, self._find_key)

    async def alliances_of(self, organisation: str) -> frozenset[str]:
        """The alliances in which an organisation has an account: in which a key was issued for it."""
        return await self._accounts.get(organisation, self._find_accounts)

    async def age(self) -> float:
        """Seconds by which this copy may be behind the directory; infinite when it was never heard."""
        if self._own:
            return 0.0
        heard = await self._heard.get("", self._find_heard)
        return math.inf if heard is None else (self._clock.machine() - heard).total_seconds()

    def _collection(self, name: str) -> Any:
        return self._mongo.documents(OWN[name] if self._own else name)

    async def _find_memberships(self, identity: str) -> tuple[Membership, ...]:
        query = {"state.identity": identity, "state.active": True}
        found = await self._collection("directory_members").find(query)
        return tuple(Membership(one["id"], one["tenant"], frozenset(one["state"]["roles"])) for one in found)

    async def _find_school(self, id: str) -> KnownSchool | None:
        found = await self._collection("directory_schools").find_one({"id": id})
        if found is None:
            return None
        state = found["state"]
        codes = tuple(one["code"] for one in state.get("concentrations", ()))
        return KnownSchool(id, found["tenant"], state["name"], state["npsn"], state["zone"], codes)

    async def _find_key(self, prefix: str) -> KnownKey | None:
        found = await self._collection("directory_api_keys").find_one({"state.secrets.prefix": prefix})
        return None if found is None else _known_key(found, prefix)

    async def _find_accounts(self, organisation: str) -> frozenset[str]:
        found = await self._collection("directory_api_keys").find({"state.organisation": organisation})
        return frozenset(one["tenant"] for one in found)

    async def _find_heard(self, _: str) -> datetime | None:
        return await heard_until(self._mongo, TOPICS, partitions=1)


async def school_of(runtime: Any, id: str) -> KnownSchool:
    """What this service knows of a school, its zone above all; `Busy` while it has not heard of it."""
    school = await Directory(runtime.mongo, runtime.clock, runtime.settings.service).school(id)
    if school is None:
        raise Busy("school-not-heard", "This service has not heard of the school yet.", mend="Try again in a moment.")
    return school


def _known_key(document: Document, prefix: str) -> KnownKey | None:
    state = document["state"]
    secret = next(one for one in state["secrets"] if one["prefix"] == prefix)
    if secret.get("revoked"):
        return None
    return KnownKey(
        id=document["id"],
        tenant=document["tenant"],
        organisation=state.get("organisation"),
        scopes=frozenset(state["scopes"]),
        digest=secret["digest"],
        expires=datetime.fromisoformat(secret["expires"]).astimezone(UTC),
    )


V = TypeVar("V")
_MOST: Final = 10_000


class _Remembered(Generic[V]):
    """Answers of the last moment. Forgets all when it grows too large, so that guessed keys cannot fill memory."""

    def __init__(self, clock: Clock, lifetime: float) -> None:
        self._clock = clock
        self._lifetime = lifetime
        self._answers: dict[str, tuple[float, V]] = {}

    async def get(self, key: str, find: Callable[[str], Awaitable[V]]) -> V:
        """The answer for `key`, from memory or from `find`. Its age counts from before the look-up."""
        asked = self._clock.monotonic()
        remembered = self._answers.get(key)
        if remembered is not None and asked - remembered[0] < self._lifetime:
            return remembered[1]
        answer = await find(key)
        if len(self._answers) >= _MOST:
            self._answers.clear()
        if self._lifetime:
            self._answers[key] = (asked, answer)
        return answer
