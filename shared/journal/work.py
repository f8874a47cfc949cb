"""A command on its way, and what each of its steps comes to before it is stored."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from shared.events import Event, jsonable
from shared.ids import new_id
from shared.journal.entry import Entry, Recorded, bucket_of, stream_of
from shared.journal.folding import current_document
from shared.journal.words import Cause, Claim, Loaded, Step


@dataclass(slots=True)
class Work:
    """A command on its way."""

    steps: tuple[Step, ...]
    claims: tuple[Claim, ...]
    cause: Cause
    entry_ids: tuple[str, ...]
    staged: bool = False
    staging: bool = False
    """Something may have been stored that goes with the command."""
    lost: bool = False
    """An answer was lost: an insert of ours may stand in the journal, or may still arrive."""
    remembered: bool = False
    """Decided on a remembered state, which another process may have overtaken."""

    @property
    def request_hash(self) -> str:
        """Another command under the same id is another request."""
        first = self.steps[0]
        parts = "\n".join((first.decider.name, type(first.command).__name__, self.cause.request_hash))
        return hashlib.sha256(parts.encode()).hexdigest()

    def command_id(self, index: int) -> str:
        """Of the entry of the step with this index: the command's own for the first."""
        return self.cause.command_id if index == 0 else f"{self.cause.command_id}/{index + 1}"

    def stream(self, step: Step) -> str:
        """The step's stream."""
        return stream_of(self.cause.tenant, step.decider.name, step.id)


@dataclass(slots=True)
class Decision:
    """What a step comes to, not yet stored."""

    step: Step
    before: Loaded[Any] | None
    events: tuple[Event, ...]
    after: Loaded[Any] | None = None
    entry: Entry | None = None
    current: dict[str, Any] = field(default_factory=dict)
    """The document of the state afterwards, made before anything is stored: what cannot be kept is not recorded."""


def conclude(decision: Decision, work: Work, buckets: int) -> None:
    """Fold the events and make the entry."""
    step, cause = decision.step, work.cause
    number = (decision.before.number if decision.before else 0) + 1
    state = decision.before.state if decision.before else None
    recorded: list[Recorded] = []
    for event in decision.events:
        state = step.decider.evolve(state, event)
        audience = step.decider.audience(state, event)
        position = number + len(recorded)
        data = jsonable(event)
        recorded.append(Recorded(new_id(), position, event.wire_kind(), data, audience.schools, audience.partners))
    index = work.steps.index(step)
    decision.after = Loaded(step.id, recorded[-1].number, state)
    decision.current = current_document(step.decider, cause.tenant, decision.after, cause.now)
    decision.entry = Entry(
        tenant=cause.tenant,
        aggregate=step.decider.name,
        id=step.id,
        number=number,
        last=recorded[-1].number,
        entry_id=work.entry_ids[index],
        command_id=work.command_id(index),
        request_hash=work.request_hash,
        command=type(step.command).__name__,
        events=tuple(recorded),
        at=cause.now,
        actor=cause.actor,
        correlation_id=cause.correlation_id,
        causation_id=cause.causation_id,
        trace=cause.trace,
        bucket=bucket_of(work.stream(step), buckets),
    )
