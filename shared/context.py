"""One caller in one tenant: the only way to a repository, and the only way to execute a command."""

import time
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from shared.clock import Clock
from shared.decider import Decider
from shared.events import Actor, Command, TextRef, Value
from shared.ids import new_id
from shared.journal import Cause, Claim, Entry, Journal, Loaded, Outcome, Step
from shared.mongo import Mongo, TenantCollection
from shared.refusals import Busy, NotFound, Refusal
from shared.telemetry import Ending, count_command

if TYPE_CHECKING:
    from shared.http.operations.words import Operation
    from shared.sealing import Sealed, Sealing

S = TypeVar("S", bound=Value)


class Staged(Protocol):
    """A document that goes with a command: a person, a text, a letter."""

    async def store(self, runtime: Any, tenant: str, command_id: str, entry_id: str) -> None:
        """Store it, just before the journal insert; storing twice is storing once.

        It counts only once the journal holds an entry with this `entry_id`: a command that loses the race for its
        command id leaves staged documents whose entry never comes, to be swept after a while (and letters never sent).
        """
        ...

    async def discard(self, runtime: Any, tenant: str, entry_id: str) -> None:
        """Take back what was stored for an entry that will never stand in the journal, unless others need it."""
        ...


class Desk(Protocol):
    """What `people`, `texts` and `letters` of the runtime offer to a context."""

    def stage(self, id: str, **what: Any) -> Staged:
        """Make the staged document. `texts` gets `text`, `about`; `people` gets `kind`, `data`; `letters` the rest."""
        ...


class TextDesk(Desk, Protocol):
    """Texts also say what the event will carry."""

    def reference(self, staged: Staged) -> TextRef:
        """Id and salted digest."""
        ...


class Room(Protocol):
    """What a context needs of `shared.runtime.Runtime`."""

    @property
    def service(self) -> str: ...
    @property
    def mongo(self) -> Mongo: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def people(self) -> Desk: ...
    @property
    def texts(self) -> TextDesk: ...
    @property
    def letters(self) -> Desk: ...
    @property
    def sealing(self) -> "Sealing": ...


@dataclass(slots=True)
class Context:
    """Made per request, per consumed record or per due item. Executes one command; `also` makes one for the next."""

    runtime: Any
    """A `Room`; in a service the `Runtime`."""
    tenant: str
    actor: Actor
    now: datetime
    """Domain time at which the request came; `decide` sees it."""
    command_id: str = field(default_factory=new_id)
    given: bool = False
    """The command id came from outside and may have been applied before."""
    request_hash: str = ""
    correlation_id: str = field(default_factory=new_id)
    causation_id: str | None = None
    traceparent: str | None = None
    expected: int | None = None
    """From `If-Match`; `NOTHING_SEEN` where it is needed and not there."""
    staged: list[Staged] = field(default_factory=list)
    _done: bool = False

    async def execute(self, decider: Decider[S, Any, Any], id: str, command: Command) -> Outcome[S]:
        """Apply the command once, whatever the connection does.

        Raises the rule's `Refused`, `NotFound`, `Stale` (If-Match), `Invalid` (key reused, too large) or `Busy`.
        """
        return await self._counted(decider.name, self._journal.execute(decider, id, command, self._cause()))

    async def earlier(self, decider: Decider[S, Any, Any], id: str, kind: type[Command]) -> Outcome[S] | None:
        """What this command, of this kind, came to where it was applied before: for whoever must do something before it
        that a repetition must neither do again nor be refused for. Raises `Invalid` for a key of another request.
        """
        return await self._journal.earlier(decider, id, kind, self._cause())

    async def execute_all(self, steps: Sequence[Step], claims: Sequence[Claim] = ()) -> Outcome[Any]:
        """Apply one command to several streams and claims in one transaction; the outcome of the first step."""
        return await self._counted(steps[0].decider.name, self._journal.execute_all(steps, claims, self._cause()))

    def also(self, key: str, tenant: str | None = None) -> "Context":
        """A context for a further command of the same request; `tenant` when it belongs to another one's stream.

        Whoever names a tenant has made sure that the caller may act there.

        `key` says which (an aggregate id, a step's name) and must be the same when the request is repeated: with the
        command id it makes the further command's id.
        """
        return Context(
            runtime=self.runtime,
            tenant=tenant or self.tenant,
            actor=self.actor,
            now=self.now,
            command_id=f"{self.command_id}#{key}",
            given=self.given,
            request_hash=self.request_hash,
            correlation_id=self.correlation_id,
            causation_id=self.causation_id,
            traceparent=self.traceparent,
        )

    async def load(self, decider: Decider[S, Any, Any], id: str) -> Loaded[S] | None:
        """The aggregate as it stands, or None."""
        return await self._journal.load(decider, self.tenant, id)

    async def require(self, decider: Decider[S, Any, Any], id: str) -> Loaded[S]:
        """The aggregate as it stands; `NotFound` when this tenant has none with this id."""
        loaded = await self.load(decider, id)
        if loaded is None:
            raise NotFound(decider.name, id)
        return loaded

    async def history(self, decider: Decider[Any, Any, Any], id: str) -> list[Entry]:
        """Every accepted command of the aggregate, oldest first."""
        return await self._journal.history(decider, self.tenant, id)

    def current(self, decider: Decider[Any, Any, Any]) -> TenantCollection:
        """`{id, number, at, due, state}` per aggregate, for queries."""
        return self[decider.collection]

    def __getitem__(self, collection: str) -> TenantCollection:
        mongo: Mongo = self.runtime.mongo
        return mongo.tenant(self.tenant)[collection]

    def person(self, kind: str, data: Mapping[str, Any] | Value, id: str | None = None) -> str:
        """Stage personal data; the id is what may stand in events. Stored with the command, never when refused."""
        id = id or new_id()
        self.staged.append(self.runtime.people.stage(id, kind=kind, data=data))
        return id

    def text(self, text: str, about: Sequence[str] = ()) -> TextRef:
        """Stage free text about these persons; the reference is what may stand in events."""
        staged = self.runtime.texts.stage(new_id(), text=text, about=about)
        self.staged.append(staged)
        reference: TextRef = self.runtime.texts.reference(staged)
        return reference

    def letter(
        self,
        person: str,
        template: str,
        params: Mapping[str, Any],
        link: Any = None,
        after: timedelta = timedelta(0),
    ) -> None:
        """Stage a letter to a person, sent `after` the command was accepted. `link` is a `LinkGrant`."""
        said = {"person": person, "template": template, "params": params, "link": link, "after": after}
        self.staged.append(self.runtime.letters.stage(new_id(), **said))

    def seal(self, content: Mapping[str, Any]) -> "Sealed":
        """Stage what nobody may see yet; its id and a digest over content and nonce are what may stand in events."""
        sealed: Sealed = self.runtime.sealing.stage(new_id(), content=content)
        self.staged.append(sealed)
        return sealed

    async def start_operation(
        self, kind: str, payload: bytes | str = b"", params: dict[str, Any] | None = None
    ) -> "Operation":
        """Queue long work (`shared.http.operations`); the same command id again is the same operation."""
        from shared.http.operations.start import start

        return await start(self, kind, payload, params)

    @property
    def _journal(self) -> Journal:
        journal: Journal = self.runtime.journal
        return journal

    async def _counted(self, aggregate: str, execution: Awaitable[Outcome[S]]) -> Outcome[S]:
        started = time.perf_counter()
        ending: Ending = "failed"
        try:
            outcome = await execution
            ending = "repeated" if outcome.repeated else "accepted" if outcome.events else "unchanged"
        except Refusal as refusal:
            ending = "busy" if isinstance(refusal, Busy) else "refused"
            raise
        finally:
            count_command(self.runtime.service, aggregate, ending, time.perf_counter() - started)
        self._done = bool(outcome.events)
        return outcome

    def _cause(self) -> Cause:
        if self._done:
            raise RuntimeError("This context has executed its command; use `ctx.also(key)` for a further one.")
        return Cause(
            tenant=self.tenant,
            actor=self.actor,
            now=self.now,
            command_id=self.command_id,
            given=self.given,
            request_hash=self.request_hash,
            correlation_id=self.correlation_id,
            causation_id=self.causation_id,
            trace=self.traceparent,
            expected=self.expected,
            stage=self._store_staged,
            discard=self._discard_staged,
        )

    async def _store_staged(self, entry_id: str) -> None:
        for staged in self.staged:
            await staged.store(self.runtime, self.tenant, self.command_id, entry_id)

    async def _discard_staged(self, entry_id: str) -> None:
        for staged in self.staged:
            await staged.discard(self.runtime, self.tenant, entry_id)
