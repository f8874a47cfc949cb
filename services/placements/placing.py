"""Commands over several streams: a placement, a slot of the grant, days of the student, all or none."""

from datetime import date, timedelta

from services.placements.domain.calendar import CALENDAR, HoldDays, ReleaseDays
from services.placements.domain.cohort import COHORT
from services.placements.domain.grant import GRANT, ReleaseSlot, ReserveSlot
from services.placements.domain.placement import PLACEMENT, Placement
from services.placements.domain.placement.commands import (
    PlacementCommand,
    ProposePlacement,
    RejectPlacement,
    TerminatePlacement,
    TransferPlacement,
    WithdrawPlacement,
)
from services.placements.domain.student import STUDENT
from shared.context import Context
from shared.days import Period
from shared.events import TextRef
from shared.ids import new_id
from shared.journal import Loaded, Outcome, Step
from shared.refusals import Refused


async def propose(
    ctx: Context, student: str, cohort: str, grant: str, *, starts_on: date | None, ends_on: date | None
) -> Outcome[Placement]:
    """Propose a placement: slot and days are taken with it, or nothing is (`quota-exhausted`, `dates-overlap`)."""
    known = (await ctx.require(COHORT, cohort)).state
    period = Period(starts_on=starts_on or known.period.starts_on, ends_on=ends_on or known.period.ends_on)
    command = ProposePlacement(
        placement=new_id(),
        school=ctx.tenant,
        student=(await ctx.require(STUDENT, student)).state,
        cohort=known,
        grant=(await ctx.require(GRANT, grant)).state,
        period=period,
        by=ctx.actor,
    )
    return await ctx.execute_all(_proposing(command))


def _proposing(command: ProposePlacement, instead_of: str | None = None) -> list[Step]:
    student = command.student
    reserve = ReserveSlot(
        placement=command.placement,
        cohort=command.cohort.cohort,
        concentration=student.concentration,
        period=command.period,
    )
    hold = HoldDays(student=student.student, placement=command.placement, period=command.period, instead_of=instead_of)
    return [
        Step(PLACEMENT, command.placement, command),
        Step(GRANT, command.grant.grant, reserve),
        Step(CALENDAR, student.student, hold),
    ]


async def end(
    ctx: Context, loaded: Loaded[Placement], command: RejectPlacement | WithdrawPlacement | TerminatePlacement
) -> Outcome[Placement]:
    """End a placement early: the slot is free for the next in line, and so are the days that are left."""
    state = loaded.state
    ended = command.ended_on if isinstance(command, TerminatePlacement) else None
    from_on = ended + timedelta(days=1) if ended else state.period.starts_on
    return await ctx.execute_all(
        [
            _step(loaded.id, command),
            Step(GRANT, state.grant, ReleaseSlot(placement=loaded.id)),
            Step(CALENDAR, state.student, ReleaseDays(placement=loaded.id, from_on=from_on)),
        ]
    )


async def transfer(
    ctx: Context, old: Loaded[Placement], grant: str, ended_on: date, reason: TextRef
) -> Outcome[Placement]:
    """Let the student go on under another grant from the day after; the outcome is the new placement's."""
    state = old.state
    if grant == state.grant:
        raise Refused("same-grant", "The student is placed under this grant.", mend="Choose another grant.")
    propose = ProposePlacement(
        placement=new_id(),
        school=ctx.tenant,
        student=(await ctx.require(STUDENT, state.student)).state,
        cohort=(await ctx.require(COHORT, state.cohort)).state,
        grant=(await ctx.require(GRANT, grant)).state,
        period=Period(starts_on=ended_on + timedelta(days=1), ends_on=state.period.ends_on),
        predecessor=old.id,
        carried_minutes=state.approved_minutes,
        by=ctx.actor,
    )
    leave = TransferPlacement(
        successor=propose.placement, ended_on=ended_on, minutes=state.approved_minutes, reason=reason, by=ctx.actor
    )
    release = Step(GRANT, state.grant, ReleaseSlot(placement=old.id))
    return await ctx.execute_all([*_proposing(propose, instead_of=old.id), _step(old.id, leave), release])


def _step(placement: str, command: PlacementCommand) -> Step:
    return Step(PLACEMENT, placement, command)
