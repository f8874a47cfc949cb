"""One command, applied once: decide on the state, insert, and resolve whatever the connection made of the answer."""

import asyncio
import random
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from pymongo.errors import PyMongoError

from shared.clock import Clock
from shared.decider import Decider
from shared.events import Command
from shared.faults import point
from shared.ids import new_id
from shared.journal.claims import check, settle
from shared.journal.entry import Entry, stream_of
from shared.journal.folding import Current, current_document, fold, read_event
from shared.journal.queues import Queues
from shared.journal.store import Store
from shared.journal.words import Cause, Claim, Loaded, Outcome, Step
from shared.journal.work import Decision, Work, conclude
from shared.mongo import Duplicate, Mongo, is_lost, is_transient
from shared.refusals import NOTHING_SEEN, Busy, IfMatchRequired, Invalid, NotFound, Refusal, Refused, Stale

TRIES: Final = 24
"""How often a command is decided again before it is `Busy`."""
DEADLINE: Final = 10.0
"""Seconds after which it is not decided again."""
REMEMBERED: Final = 4096
"""States kept in memory, so that a busy stream needs no read before its insert."""
REMEMBERED_SECONDS: Final = 30.0

_log = structlog.get_logger(__name__)


class _Again(Exception):
    """Lost a race or an answer: decide again."""


@dataclass(slots=True)
class Execution:
    """Runs commands for one service."""

    mongo: Mongo
    clock: Clock
    store: Store
    current: Current
    buckets: int
    wake: Callable[[], None]
    queues: Queues = field(default_factory=Queues)
    _states: "OrderedDict[str, tuple[float, Loaded[Any]]]" = field(default_factory=OrderedDict)

    async def run(self, steps: Sequence[Step], claims: Sequence[Claim], cause: Cause) -> Outcome[Any]:
        """The outcome of the first step. Raises `Refusal`s only."""
        work = Work(tuple(steps), tuple(claims), cause, tuple(new_id() for _ in steps))
        if cause.given and (done := await self._look_up(work)):
            return done
        async with self.queues.turns([work.stream(step) for step in steps]):
            return await self._race_cleanly(work)

    async def earlier(
        self, decider: Decider[Any, Any, Any], id: str, kind: type[Command], cause: Cause
    ) -> Outcome[Any] | None:
        """What this command, of this kind, came to where it was applied to this stream before."""
        if not cause.given:
            return None
        return await self._look_up(Work((Step(decider, id, kind.model_construct()),), (), cause, (new_id(),)))

    async def _look_up(self, work: Work) -> Outcome[Any] | None:
        try:
            return await self._repeated(work)
        except PyMongoError as error:
            raise _unreachable(error, work) from error

    async def _race_cleanly(self, work: Work) -> Outcome[Any]:
        """What was stored for a command that came to nothing is taken back at once; after a crash the sweep does it."""
        try:
            outcome = await self._race(work)
        except Refusal:
            await self._discard(work)
            raise
        if outcome.repeated:
            await self._discard(work)
        return outcome

    async def _discard(self, work: Work) -> None:
        if not work.staging or work.lost:  # an insert whose answer was lost may still arrive
            return
        try:
            await work.cause.discard(work.entry_ids[0])
        except PyMongoError as error:
            _log.warning("staged.not-discarded", error=type(error).__name__)

    async def _race(self, work: Work) -> Outcome[Any]:
        deadline = self.clock.monotonic() + DEADLINE
        for attempt in range(TRIES):
            try:
                return await self._attempt(work)
            except _Again:
                if self.clock.monotonic() > deadline:
                    break
            if not work.remembered:
                await asyncio.sleep(random.uniform(0, min(0.5, 0.004 * 2**attempt)))
        raise _busy(work)

    async def _attempt(self, work: Work) -> Outcome[Any]:
        try:
            decisions = await self._decide(work)
            if decisions[0].events:
                await self._stage(work)
                await point("journal.before-insert")
                await self._write(work, decisions)
        except Refusal as refusal:
            return await self._refused(work, refusal)
        except Duplicate as duplicate:
            return await self._overtaken(work, duplicate)
        except PyMongoError as error:
            return await self._unanswered(work, error)
        return await self._accepted(work, decisions)

    async def _decide(self, work: Work) -> list[Decision]:
        work.remembered = False
        decisions = [await self._decide_step(work, step) for step in work.steps]
        if work.remembered and not all(decision.events for decision in decisions):
            self._forget(work)  # nobody notices that a state is stale where nothing is stored after it
            raise _Again
        if not decisions[0].events and any(decision.events for decision in decisions):
            raise RuntimeError("The first step must bring about an event: its entry carries the command id.")
        return decisions

    async def _decide_step(self, work: Work, step: Step) -> Decision:
        before = await self._state(work, step)
        if step is work.steps[0]:
            _check_expected(work.cause, step, before)
        events = tuple(step.decider.decide(before.state if before else None, step.command, work.cause.now))
        decision = Decision(step, before, events)
        if events:
            conclude(decision, work, self.buckets)
        return decision

    async def _state(self, work: Work, step: Step) -> Loaded[Any] | None:
        stream = work.stream(step)
        since, loaded = self._states.get(stream, (0.0, None))
        if loaded is not None and self.clock.monotonic() - since < REMEMBERED_SECONDS:
            work.remembered = True
            return loaded
        return await self.load(step.decider, work.cause.tenant, step.id)

    async def _stage(self, work: Work) -> None:
        if work.staged:
            return
        await check(self.mongo, work.cause.tenant, work.stream(work.steps[0]), work.claims)
        work.staging = True
        await work.cause.stage(work.entry_ids[0])
        work.staged = True

    async def _write(self, work: Work, decisions: list[Decision]) -> None:
        entries = [decision.entry for decision in decisions if decision.entry is not None]
        if len(entries) == 1 and not work.claims:
            await self.store.insert(entries[0])
            return
        async with self.mongo.transaction() as session:
            await settle(self.mongo, work.cause.tenant, work.stream(work.steps[0]), work.claims, session)
            for entry in entries:
                await self.store.insert(entry, session)

    async def _refused(self, work: Work, refusal: Refusal) -> Outcome[Any]:
        """A refusal stands only when it was not our own first application, or a stale memory, that refused."""
        if work.remembered:
            self._forget(work)
            raise _Again
        if (work.cause.given or work.lost) and (done := await self._resolved(work)):
            return done
        raise refusal

    async def _overtaken(self, work: Work, duplicate: Duplicate) -> Outcome[Any]:
        """Another command took the number, or this one was applied already."""
        self._forget(work)
        of_number = (duplicate.details or {}).get("keyPattern") == {"_id": 1}
        if of_number and not work.cause.given and not work.lost:
            raise _Again
        done = await self._resolved(work)
        if done is None:
            raise _Again
        return done

    async def _unanswered(self, work: Work, error: PyMongoError) -> Outcome[Any]:
        self._forget(work)
        if not is_lost(error) and not is_transient(error):
            raise error
        work.lost = work.lost or is_lost(error)
        done = await self._resolved(work) if work.lost else None
        if done is None:
            raise _Again
        return done

    async def _resolved(self, work: Work) -> Outcome[Any] | None:
        try:
            return await self._repeated(work)
        except PyMongoError as error:
            if not is_lost(error):
                raise
            work.lost = True
            raise _Again from error

    async def _repeated(self, work: Work) -> Outcome[Any] | None:
        """The outcome of this command id, when it was applied."""
        entry = await self.store.of_command(work.cause.tenant, work.cause.command_id)
        if entry is None:
            return None
        first = work.steps[0]
        ours = entry.entry_id == work.entry_ids[0]
        if not ours and not await self._same_request(work, entry):
            raise Invalid(
                "idempotency-key-reused",
                "This key was used for another request.",
                mend="Use a new key for a new request.",
            )
        if ours:
            self.wake()
        then = await self._as_of(first.decider, entry)
        await self._bring_up_others(work)
        events = tuple(read_event(first.decider, recorded) for recorded in entry.events)
        return Outcome(entry.id, entry.last, then.state, events, repeated=not ours)

    async def _bring_up_others(self, work: Work) -> None:
        """Whoever is told that it was applied sees what its other steps did, too: the process may have died before."""
        for index, step in enumerate(work.steps[1:], 1):
            entry = await self.store.of_command(work.cause.tenant, work.command_id(index))
            if entry is not None and entry.aggregate == step.decider.name:
                await self.load(step.decider, entry.tenant, entry.id)

    async def _same_request(self, work: Work, entry: Entry) -> bool:
        """Same hash, and same stream; a repeated creation alone may propose another (unused) id."""
        if entry.request_hash != work.request_hash:
            return False
        first = work.steps[0]
        if entry.id == first.id:
            return True
        return entry.number == 1 and not await self.store.upto(work.stream(first), 1)

    async def _as_of(self, decider: Decider[Any, Any, Any], entry: Entry) -> Loaded[Any]:
        loaded = await self.load(decider, entry.tenant, entry.id)
        if loaded is None or loaded.number != entry.last:
            loaded = fold(decider, None, await self.store.upto(entry.stream, entry.last))
        if loaded is None:
            raise RuntimeError(f"The journal has lost {entry.key}.")
        return loaded

    async def _accepted(self, work: Work, decisions: list[Decision]) -> Outcome[Any]:
        first = decisions[0]
        if first.events:
            await point("journal.after-insert")
            self.wake()
        for decision in decisions:
            if decision.after is not None and decision.entry is not None:
                self._remember(decision.entry.stream, decision.after)
                await self._cache(self.current.write(decision.step.decider, decision.current), decision.entry)
        await point("journal.after-current")
        loaded = first.after or first.before
        if loaded is None:
            raise NotFound(first.step.decider.name, first.step.id)
        return Outcome(loaded.id, loaded.number, loaded.state, first.events, repeated=False)

    async def load(self, decider: Decider[Any, Any, Any], tenant: str, id: str) -> Loaded[Any] | None:
        """Snapshot and tail; a snapshot that lags is brought up on the way."""
        snapshot = await self.current.read(decider, tenant, id)
        stream = stream_of(tenant, decider.name, id)
        tail = await self.store.tail(stream, snapshot.number if snapshot else 0)
        loaded = fold(decider, snapshot, tail)
        if loaded is not None and tail:
            put = self.current.write if snapshot else self.current.replace
            await self._cache(put(decider, current_document(decider, tenant, loaded, tail[-1].at)), tail[-1])
        return loaded

    async def _cache(self, put: Awaitable[None], entry: Entry) -> None:
        """The command is accepted whatever becomes of the cache: it heals at the next load or by `heal`."""
        try:
            await put
        except PyMongoError as error:
            _log.warning("current.not-written", stream=entry.stream, number=entry.last, error=type(error).__name__)

    def _remember(self, stream: str, loaded: Loaded[Any]) -> None:
        self._states[stream] = (self.clock.monotonic(), loaded)
        self._states.move_to_end(stream)
        if len(self._states) > REMEMBERED:
            self._states.popitem(last=False)

    def _forget(self, work: Work) -> None:
        for step in work.steps:
            self._states.pop(work.stream(step), None)


def _check_expected(cause: Cause, step: Step, loaded: Loaded[Any] | None) -> None:
    expected, number = cause.expected, loaded.number if loaded else 0
    if expected == NOTHING_SEEN and loaded is not None:
        with suppress(Refused):  # but `NotFound`: what is not there, a part of it included, needs no tag
            step.decider.decide(loaded.state, step.command, cause.now)
        raise IfMatchRequired
    if expected is not None and expected != number:
        raise Stale(
            "stale",
            f"If-Match names number {expected}, but it stands at {number}.",
            mend="Read it again and decide whether your change still fits.",
            current=number,
        )


def _busy(work: Work) -> Busy:
    if work.lost:
        return Busy(
            "try-again",
            "The database did not answer, so it is not known whether this was recorded.",
            mend="Repeat the same request with the same Idempotency-Key.",
        )
    return Busy("try-again", "Too many changes to the same record at once.", mend="Repeat the same request.")


def _unreachable(error: PyMongoError, work: Work) -> Exception:
    if is_lost(error):
        return Busy("try-again", "The database does not answer.", mend="Repeat the same request.")
    return error
