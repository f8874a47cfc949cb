"""The slots of a partner's quota (C15). All reservations on one grant are on its one stream, so none is given twice.

The grant itself belongs to the partners service; its slots are opened here when `QuotaGranted` is heard.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, Literal, assert_never

from pydantic import Field

from shared.days import Period
from shared.decider import Decider, changes
from shared.events import Audience, Command, Event, Value
from shared.ids import Id
from shared.refusals import NotFound, Refused

# what happened


class OfGrant(Event):
    """What every event of a grant carries."""

    grant: Id
    organisation: Id


class SlotsOpened(Event):
    """A partner's quota became slots that placements can reserve (C15)."""

    grant: Id
    agreement: Id
    mou: Id
    organisation: Id
    site: Id | None = None
    department: str | None = Field(default=None, examples=["kitchen"])
    concentration: str = Field(examples=["8.1.1"])
    places: int = Field(ge=1, examples=[5])
    starts_on: date = Field(examples=["2026-07-01"])
    ends_on: date = Field(examples=["2027-06-30"])
    agreed_at: datetime | None = None
    """When the partners service said so."""


class SlotsChanged(Event):
    """An addendum, or an MoU that followed, changed the quota; who holds a slot keeps it (C15)."""

    grant: Id
    agreement: Id
    mou: Id
    organisation: Id
    places: int = Field(ge=1, examples=[6])
    starts_on: date = Field(examples=["2026-07-01"])
    ends_on: date = Field(examples=["2027-07-31"])
    agreed_at: datetime
    """When the partners service said so; what it said earlier changes nothing any more."""


class SlotReserved(OfGrant):
    """A placement holds one slot of the grant (C15)."""

    placement: Id
    cohort: Id
    taken: int = Field(examples=[1])
    """Slots that are held after this one."""
    places: int = Field(examples=[5])


class SlotReleased(OfGrant):
    """A slot is free for the next in line (C15)."""

    placement: Id
    taken: int = Field(ge=0, examples=[0])
    places: int = Field(examples=[5])


class SlotsClosed(OfGrant):
    """The agreement ended: nothing more can be reserved; what is reserved stays (C15)."""

    reason: str = Field(examples=["terminated"])


class SlotsPaused(OfGrant):
    """The MoU is suspended: nothing is reserved until it is resumed; what is reserved stays (C3, C15)."""


class SlotsResumed(OfGrant):
    """The MoU is in force again: slots can be reserved (C3, C15)."""


class SlotsEndAnnounced(OfGrant):
    """Notice was given of the MoU: nothing is reserved that would last longer than it does (C3, C15)."""

    terminates_on: date = Field(examples=["2026-12-01"])
    """The first day on which the MoU holds no more."""


class SlotsEndWithdrawn(OfGrant):
    """The notice was taken back: slots can be reserved for the whole period again (C3, C15)."""


GrantEvent = (
    SlotsOpened
    | SlotsChanged
    | SlotReserved
    | SlotReleased
    | SlotsClosed
    | SlotsPaused
    | SlotsResumed
    | SlotsEndAnnounced
    | SlotsEndWithdrawn
)


# what somebody wants


class OpenSlots(Command):
    """Take over a quota as the partners service granted it."""

    grant: Id
    agreement: Id
    mou: Id
    organisation: Id
    site: Id | None
    department: str | None
    concentration: str
    places: int
    starts_on: date
    ends_on: date
    agreed_at: datetime | None = None
    """When the partners service said so."""


class ReserveSlot(Command):
    """Hold one slot for a placement."""

    placement: Id
    cohort: Id
    concentration: str
    """Of the student."""
    period: Period


class ReleaseSlot(Command):
    """Give the slot back."""

    placement: Id


class CloseSlots(Command):
    """Let nobody reserve any more."""

    reason: str


class PauseSlots(Command):
    """Let nobody reserve until the MoU is resumed."""


class ResumeSlots(Command):
    """Let slots be reserved again."""


class AnnounceEnd(Command):
    """Let nobody reserve for days from `terminates_on` on."""

    terminates_on: date


class WithdrawEnd(Command):
    """Take the announcement back."""


FollowMoU = PauseSlots | ResumeSlots | AnnounceEnd | WithdrawEnd
"""What becomes of the MoU that the grant stands on."""
GrantCommand = OpenSlots | ReserveSlot | ReleaseSlot | CloseSlots | FollowMoU


# what is known


class Grant(Value):
    """A grant as it stands."""

    grant: Id
    agreement: Id
    mou: Id
    organisation: Id
    site: Id | None
    department: str | None
    concentration: str
    places: int
    period: Period
    state: Literal["open", "closed"] = "open"
    reserved: tuple[Id, ...] = ()
    """Placements that hold a slot."""
    agreed_at: datetime | None = None
    """When the partners service said what holds now."""
    paused: bool = False
    """The MoU is suspended."""
    terminates_on: date | None = None
    """The first day on which the MoU holds no more, where notice was given."""

    @property
    def free(self) -> int:
        """Slots that nobody holds."""
        return max(0, self.places - len(self.reserved))


# the rules


def decide(state: Grant | None, command: GrantCommand, now: datetime) -> Sequence[GrantEvent]:
    """Events, or `Refused`."""
    if isinstance(command, OpenSlots):
        return _change(state, command) if state else [SlotsOpened(**command.model_dump())]
    if state is None:
        raise NotFound("quota grant")
    match command:
        case ReserveSlot():
            return _reserve(state, command)
        case ReleaseSlot():
            return _release(state, command)
        case CloseSlots():
            return _close(state, command)
        case PauseSlots() | ResumeSlots() | AnnounceEnd() | WithdrawEnd():
            return _follow(state, command)
        case _:
            assert_never(command)


def _change(state: Grant, command: OpenSlots) -> Sequence[GrantEvent]:
    """The same grant again, with other places or days, or under the MoU that followed; news that is older is none."""
    if command.agreed_at is None or (state.agreed_at is not None and command.agreed_at < state.agreed_at):
        return []
    period = Period(starts_on=command.starts_on, ends_on=command.ends_on)
    before = (state.places, state.period, state.mou)
    if before == (command.places, period, command.mou):
        return []
    said = command.model_dump(exclude={"site", "department", "concentration"})
    return [SlotsChanged(**said)]


def _reserve(state: Grant, command: ReserveSlot) -> Sequence[GrantEvent]:
    if command.placement in state.reserved:
        return []
    _still_open(state)
    _for_the_concentration(state, command)
    _covers(state, command.period)
    _before_its_end(state, command.period)
    if state.free == 0:
        raise Refused(
            "quota-exhausted",
            f"All {state.places} slots of this grant are reserved.",
            mend="Wait until a slot is released, choose another grant with free slots, "
            "or ask the partner for an agreement with more places.",
            grant=state.grant,
            places=state.places,
            taken=len(state.reserved),
        )
    return [
        SlotReserved(
            grant=state.grant,
            organisation=state.organisation,
            placement=command.placement,
            cohort=command.cohort,
            taken=len(state.reserved) + 1,
            places=state.places,
        )
    ]


def _still_open(state: Grant) -> None:
    if state.state == "closed":
        raise Refused(
            "grant-closed",
            "The agreement behind this grant has ended.",
            mend="Choose a grant under an agreement that is in force.",
            grant=state.grant,
        )
    if state.paused:
        raise Refused(
            "grant-paused",
            "The MoU behind this grant is suspended.",
            mend="Wait until it is resumed, or choose a grant under an MoU that is in force.",
            grant=state.grant,
        )


def _for_the_concentration(state: Grant, command: ReserveSlot) -> None:
    if command.concentration != state.concentration:
        raise Refused(
            "concentration-not-granted",
            f"The partner takes students of {state.concentration} with this grant, not of {command.concentration}.",
            mend=f"Choose a grant for {command.concentration}.",
            grant=state.grant,
        )


def _covers(state: Grant, period: Period) -> None:
    if not state.period.covers(period):
        raise Refused(
            "agreement-too-short",
            f"The agreement covers {state.period}, the placement would last from {period}.",
            mend="Choose days within the agreement, or agree on a longer one first.",
            starts_on=state.period.starts_on.isoformat(),
            ends_on=state.period.ends_on.isoformat(),
        )


def _before_its_end(state: Grant, period: Period) -> None:
    if state.terminates_on and period.ends_on >= state.terminates_on:
        raise Refused(
            "mou-ends-early",
            f"Notice was given: the MoU behind this grant holds no more from {state.terminates_on} on.",
            mend="Choose a last day before that, or a grant under an MoU that goes on.",
            grant=state.grant,
            terminates_on=state.terminates_on.isoformat(),
        )


def _release(state: Grant, command: ReleaseSlot) -> Sequence[GrantEvent]:
    if command.placement not in state.reserved:
        return []
    return [
        SlotReleased(
            grant=state.grant,
            organisation=state.organisation,
            placement=command.placement,
            taken=len(state.reserved) - 1,
            places=state.places,
        )
    ]


def _close(state: Grant, command: CloseSlots) -> Sequence[GrantEvent]:
    if state.state == "closed":
        return []
    return [SlotsClosed(grant=state.grant, organisation=state.organisation, reason=command.reason)]


def _follow(state: Grant, command: FollowMoU) -> Sequence[GrantEvent]:
    of = {"grant": state.grant, "organisation": state.organisation}
    match command:
        case PauseSlots():
            return [] if state.paused else [SlotsPaused(**of)]
        case ResumeSlots():
            return [SlotsResumed(**of)] if state.paused else []
        case AnnounceEnd(terminates_on=day):
            return [] if state.terminates_on == day else [SlotsEndAnnounced(**of, terminates_on=day)]
        case WithdrawEnd():
            return [SlotsEndWithdrawn(**of)] if state.terminates_on else []


# the changes


def _opened(event: SlotsOpened) -> Grant:
    period = Period(starts_on=event.starts_on, ends_on=event.ends_on)
    return Grant(**event.model_dump(exclude={"starts_on", "ends_on"}), period=period)


def _changed(state: Grant, event: SlotsChanged) -> Grant:
    period = Period(starts_on=event.starts_on, ends_on=event.ends_on)
    said = {"places": event.places, "period": period, "mou": event.mou, "agreed_at": event.agreed_at}
    followed: dict[str, Any] = {} if event.mou == state.mou else {"paused": False, "terminates_on": None}
    return state.but(**said, **followed, state="open")


def _without(state: Grant, event: SlotReleased) -> Grant:
    return state.but(reserved=tuple(placement for placement in state.reserved if placement != event.placement))


CHANGES: Final[Mapping[type[Event], Callable[[Grant, Any], Grant]]] = {
    SlotsChanged: _changed,
    SlotReserved: lambda state, event: state.but(reserved=(*state.reserved, event.placement)),
    SlotReleased: _without,
    SlotsClosed: lambda state, _: state.but(state="closed"),
    SlotsPaused: lambda state, _: state.but(paused=True),
    SlotsResumed: lambda state, _: state.but(paused=False),
    SlotsEndAnnounced: lambda state, event: state.but(terminates_on=event.terminates_on),
    SlotsEndWithdrawn: lambda state, _: state.but(terminates_on=None),
}
evolve = changes(_opened, CHANGES)


def audience(state: Grant, _event: GrantEvent) -> Audience:
    """The partner who granted the quota."""
    return Audience(partners=(state.organisation,))


GRANT = Decider("grant", Grant, GrantEvent, decide, evolve, audience, fold=3)
