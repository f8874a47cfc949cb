"""Personal data: nothing else holds any, everything else holds opaque ids. Erasure publishes `PersonErased`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import structlog
from pydantic import Field

from shared.attachments.attachments import Attachments
from shared.clock import Clock
from shared.context import Context
from shared.decider import Decider
from shared.events import Command, Event, Value, jsonable
from shared.ids import Id
from shared.journal import Outcome
from shared.mongo import Collection, Document, Duplicate, Index, Mongo, TenantCollection
from shared.refusals import Busy, NotFound, Refused
from shared.staging import PATIENCE, STAGED, accepted_ones, discard
from shared.texts import Texts

NAME: Final = "people"
_ERASING: Final = Index(
    ("erasing_at",), where={"erasing_at": {"$exists": True}}, across="One replica completes the erasures of everybody."
)
_EDITED: Final = Index(
    ("before_at",), where={"before_at": {"$exists": True}}, across="The sweep goes over all tenants."
)
COLLECTION: Final = Collection(NAME, indexes=(Index(("tenant", "kind", "_id")), STAGED, _ERASING, _EDITED))

log = structlog.get_logger(__name__)

_LIVING: Final[dict[str, Any]] = {"erased": {"$exists": False}}


class PersonErased(Event):
    """A person asked to be forgotten: personal data and texts about them are gone, here and with whoever hears this."""

    person: Id
    role: str = Field(description="What the person was here.", examples=["student"], max_length=64)


class ErasePerson(Command):
    """Forget a person (UU PDP 27/2022, right to erasure)."""

    person: Id
    role: str


class PersonState(Value):
    """What is left of a person: that there was one."""

    role: str
    erased: bool = False


def _decide(state: PersonState | None, command: ErasePerson, _now: datetime) -> Sequence[PersonErased]:
    return [] if state is not None and state.erased else [PersonErased(person=command.person, role=command.role)]


def _evolve(_state: PersonState | None, event: PersonErased) -> PersonState:
    return PersonState(role=event.role, erased=True)


PERSON: Final = Decider(name="person", state=PersonState, events=PersonErased, decide=_decide, evolve=_evolve)
"""Every service that keeps people has it among its deciders."""


@dataclass(frozen=True, slots=True)
class Person:
    """Personal data of one person. Never in an event, a log line or a path."""

    id: str
    kind: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StagedPerson:
    """Personal data that is stored if its command is accepted."""

    id: str
    kind: str
    data: Mapping[str, Any]

    def __repr__(self) -> str:
        """Without the data, which must not reach a log."""
        return f"StagedPerson({self.id}, {self.kind})"

    async def store(self, runtime: Any, tenant: str, command_id: str, entry_id: str) -> None:
        """Store it; storing twice is storing once. `Refused` for a person who was erased.

        What is known of the person already is kept beside it until the command is known to have been accepted.
        """
        kept, now = runtime.mongo.tenant(tenant)[NAME], runtime.clock.machine()
        content: dict[str, Any] = {"kind": self.kind, "data": dict(self.data)}
        attempt = {"commands": command_id, "entries": entry_id}
        known = await kept.get(self.id)
        if known is not None and not _erased(known):
            change = {"$set": content | _before(known, command_id, entry_id, now)}
            if await kept.update(
                self.id, change | ({"$addToSet": attempt} if "staged_at" in known else {}), where=_LIVING
            ):
                return
        await _put(kept, self.id, {"$set": content | {"staged_at": now}, "$addToSet": attempt})

    async def discard(self, runtime: Any, tenant: str, entry_id: str) -> None:
        """Take it back; of a person who was known before it is as it was."""
        kept = runtime.mongo.tenant(tenant)[NAME]
        known = await kept.get(self.id)
        if known is not None and known.get("before", {}).get("entry") == entry_id:
            await kept.update(self.id, _restored(known), where={"before.entry": entry_id})
        await discard(kept, self.id, entry_id)


def _before(known: Document, command_id: str, entry_id: str, at: datetime) -> dict[str, Any]:
    """What an edit replaces, and which; an edit that is stored again replaces what it did the first time."""
    if known.get("before", {}).get("entry") == entry_id:
        return {}
    replaced = {"kind": known["kind"], "data": known["data"]}
    return {"before": {"command": command_id, "entry": entry_id, **replaced}, "before_at": at}


def _as_staged(edited: Document) -> Document:
    edit = edited["before"]
    return {**edited, "commands": [edit["command"]], "entries": [edit["entry"]]}


_SETTLED: Final[dict[str, Any]] = {"$unset": {"before": "", "before_at": ""}}


def _restored(known: Document) -> dict[str, Any]:
    return {"$set": {name: known["before"][name] for name in ("kind", "data")}, **_SETTLED}


class People:
    """The collection `people` of one service."""

    def __init__(self, mongo: Mongo, clock: Clock, texts: Texts, attachments: Attachments | None = None) -> None:
        self._mongo = mongo
        self._clock = clock
        self._texts = texts
        self._attachments = attachments

    def stage(self, id: str, *, kind: str, data: Mapping[str, Any] | Value) -> StagedPerson:
        """Personal data of a new or a known person."""
        return StagedPerson(id, kind, jsonable(data) if isinstance(data, Value) else data)

    async def get(self, tenant: str, id: str) -> Person | None:
        """The person, or None when there is none or it was erased."""
        return (await self.many(tenant, [id])).get(id)

    async def require(self, tenant: str, id: str) -> Person:
        """The person; `NotFound` when there is none or it was erased."""
        person = await self.get(tenant, id)
        if person is None:
            raise NotFound("person", id)
        return person

    async def many(self, tenant: str, ids: Iterable[str]) -> dict[str, Person]:
        """The persons with these ids, as far as they are there; one query."""
        keys = [f"{tenant}/{id}" for id in set(ids)]
        found = self._mongo.tenant(tenant)[NAME].find({"_id": {"$in": keys}})
        return {one["id"]: Person(one["id"], one["kind"], one["data"]) async for one in found if not _erased(one)}

    async def update(self, tenant: str, id: str, data: Mapping[str, Any]) -> None:
        """Replace a person's data where no event speaks of the change; `NotFound` when there is none."""
        kept = self._mongo.tenant(tenant)[NAME]
        if not await kept.update(id, {"$set": {"data": dict(data)}}, where=_LIVING):
            raise NotFound("person", id)

    async def export(self, tenant: str, id: str) -> dict[str, Any]:
        """Everything that this service holds about a person, as JSON types (UU PDP, right of access)."""
        person = await self.require(tenant, id)
        letters = self._mongo.tenant(tenant)["letters"].find({"person": id})
        return {
            "id": id,
            "kind": person.kind,
            "data": dict(person.data),
            "texts": await self._texts.about(tenant, id),
            "attachments": await self._attachments.about(tenant, id) if self._attachments else [],
            "letters": [_told(letter) async for letter in letters],
        }

    async def erase(self, ctx: Context, id: str) -> Outcome[PersonState]:
        """Forget a person: append `PersonErased`, then remove texts, files, letters and at last personal data.

        Out of a text about others too the person is blanked (`shared.texts`).

        Doing it again ends what a crash has interrupted; so does `finish_erasures`.
        """
        kept = await ctx[NAME].get(id)
        if kept is None:
            raise NotFound("person", id)
        await ctx[NAME].update(id, {"$set": {"erasing_at": self._clock.machine()}}, where=_LIVING)
        outcome = await ctx.execute(PERSON, id, ErasePerson(person=id, role=kept["kind"]))
        await self._forget(ctx.tenant, id)
        return outcome

    async def settle_edits(self) -> int:
        """Take back edits of over an hour ago whose command never came; how many. Safe to repeat."""
        documents, taken_back = self._mongo.documents(NAME), 0
        late = {"before_at": {"$lt": self._clock.machine() - PATIENCE}}
        waiting = await documents.find(late, sort=[("before_at", 1)], limit=500)
        edits = [
            {**one, "commands": [one["before"]["command"]], "entries": [one["before"]["entry"]]} for one in waiting
        ]
        accepted = await accepted_ones(self._mongo, edits)
        for one in waiting:
            change = _SETTLED if one["_id"] in accepted else _restored(one)
            taken_back += one["_id"] not in accepted
            await documents.update_one({"_id": one["_id"], "before.entry": one["before"]["entry"]}, change)
        return taken_back

    async def finish_erasures(self) -> int:
        """Complete erasures that a crash cut off between event and removal; how many there were."""
        finished = 0
        async for one in self._mongo.documents(NAME).find({"erasing_at": {"$exists": True}}):
            try:
                finished += await self._finish(one)
            except Busy as busy:  # a file that the store does not give away now: the others need not wait for it
                log.warning("erasure-unfinished", tenant=one["tenant"], person=one["id"], why=busy.code)
        return finished

    async def erased_in_journal(self) -> set[tuple[str, str]]:
        """Tenant and id of everybody whose `PersonErased` stands in the journal."""
        found = self._mongo.documents("journal").find({"aggregate": PERSON.name}, fields={"tenant": 1, "id": 1})
        return {(entry["tenant"], entry["id"]) async for entry in found}

    async def forget_again(self, persons: Iterable[tuple[str, str]]) -> int:
        """Remove what is here of people who were erased (`shared.erasures`); how many of them still had data here."""
        forgotten = 0
        for tenant, id in sorted(persons):
            forgotten += await self.get(tenant, id) is not None
            await self._forget(tenant, id)
        return forgotten

    async def _finish(self, document: Document) -> int:
        tenant, id = document["tenant"], document["id"]
        query = {"_id": {"$gte": f"{tenant}/{PERSON.name}/{id}/", "$lt": f"{tenant}/{PERSON.name}/{id}0"}}
        if await self._mongo.documents("journal").majority().find_one(query) is None:
            return 0
        await self._forget(tenant, id)
        return 1

    async def _forget(self, tenant: str, id: str) -> None:
        """Leaves a tombstone, so that nothing late brings the person back.

        The data go last: as long as texts are left, it must be known what to blank in them.
        """
        person = await self.get(tenant, id)
        await self._texts.erase_about(tenant, id, person.data if person else None)
        if self._attachments:
            await self._attachments.erase_about(tenant, id)
        await self._mongo.tenant(tenant)["letters"].remove_all({"person": id})
        kept = self._mongo.tenant(tenant)[NAME]
        gone = dict.fromkeys(("data", "before", "before_at", "staged_at", "commands", "entries", "erasing_at"), "")
        await kept.update(id, {"$set": {"erased": True}, "$unset": gone})


def _told(letter: Document) -> dict[str, Any]:
    """A letter without its words: which, what became of it, and what its link is about."""
    subject = (letter.get("link") or {}).get("subject")
    return {"template": letter["template"], "state": letter["state"], "about": subject}


def _erased(document: Document) -> bool:
    return bool(document.get("erased")) or "data" not in document


async def _put(kept: TenantCollection, id: str, change: Mapping[str, Any]) -> None:
    try:
        await kept.update(id, change, where=_LIVING, upsert=True)
    except Duplicate:
        raise Refused("person-erased", "This person was erased.", mend="Register the person anew.") from None
