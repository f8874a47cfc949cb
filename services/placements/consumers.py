"""What the placements service hears: the directory, and quotas, agreements and MoUs of the partners service."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from services.placements.domain.grant import (
    GRANT,
    AnnounceEnd,
    CloseSlots,
    FollowMoU,
    OpenSlots,
    PauseSlots,
    ResumeSlots,
    WithdrawEnd,
)
from services.placements.domain.placement import PLACEMENT
from services.placements.domain.placement.commands import FlagPlacement
from services.placements.domain.placement.events import Cause
from services.placements.views import ORGANISATIONS, grants_where, left_out, unfinished
from shared.auth import hear_directory
from shared.consumer import Hears, Record
from shared.context import Context
from shared.events import Value
from shared.runtime import Runtime

HEARD: Final = Hears("placements")
hear_directory(HEARD)

MOUS: Final = "partners.mou.v1"
PREMATURE: Final = frozenset({"terminated"})
"""Reasons for which an agreement ends before the placements under it do."""


class Quota(Value):
    """What counts of `QuotaGranted`."""

    grant: str
    agreement: str
    school: str
    organisation: str
    site: str | None = None
    department: str | None = None
    concentration: str
    places: int
    starts_on: date
    ends_on: date


class QuotaGone(Value):
    """What counts of `QuotaWithdrawn`."""

    grant: str
    school: str


class AgreementEnd(Value):
    """What counts of `AgreementEnded`."""

    agreement: str
    school: str | None = None
    reason: str


class Schools(Value):
    """The schools that an MoU names."""

    schools: tuple[str, ...] = ()


class MoUCourse(Value):
    """What counts of `MoUTerminated`, `MoUSuspended`, `MoUResumed` and `MoUTerminationWithdrawn`."""

    parties: Schools = Schools()


class MoUNotice(MoUCourse):
    """What counts of `MoUTerminationAnnounced`."""

    effective_on: date


def _name(record: Record) -> Mapping[str, Any]:
    return {"name": record.data["name"]}


HEARD.copy(
    "partners.organisation.v1",
    collection=ORGANISATIONS,
    keep=_name,
    types=["id.jembatan.partners.organisation-registered.v1"],
)


@HEARD.on("id.jembatan.partners.quota-granted.v1", topic=MOUS)
async def quota_granted(rt: Runtime, record: Record) -> None:
    """A quota becomes slots of the school that may use it; the same quota again changes them (C3, C15)."""
    quota = record.read(Quota)
    command = OpenSlots(mou=record.subject, **quota.model_dump(exclude={"school"}), agreed_at=record.time)
    ctx = rt.context(quota.school, record=record)
    outcome = await ctx.execute(GRANT, quota.grant, command)
    await _flag(ctx, await left_out(ctx, quota.grant, outcome.state.period), "agreement_amended")


@HEARD.on("id.jembatan.partners.quota-withdrawn.v1", topic=MOUS)
async def quota_withdrawn(rt: Runtime, record: Record) -> None:
    """Nothing more is reserved; who stands on it goes on, and is flagged (C3, C15)."""
    gone = record.read(QuotaGone)
    ctx = rt.context(gone.school, record=record)
    await _close(ctx, await grants_where(ctx, grant=gone.grant, mou=record.subject), "withdrawn")
    await _flag(ctx, await unfinished(ctx, grant=gone.grant), "agreement_amended")


@HEARD.on("id.jembatan.partners.agreement-ended.v1", topic=MOUS)
async def agreement_ended(rt: Runtime, record: Record) -> None:
    """Nothing new is reserved; what runs goes on, and is flagged where the end came early (C3, C15).

    An agreement that goes on under the MoU that followed keeps the slots that it has there.
    """
    over = record.read(AgreementEnd)
    ctx = rt.context(over.school or record.tenant, record=record)
    await _close(ctx, await grants_where(ctx, agreement=over.agreement, mou=record.subject), over.reason)
    if over.reason in PREMATURE:
        await _flag(ctx, await unfinished(ctx, agreement=over.agreement), "agreement_ended")


@HEARD.on("id.jembatan.partners.mou-terminated.v1", topic=MOUS)
async def mou_terminated(rt: Runtime, record: Record) -> None:
    """Ongoing placements finish and are flagged (C3, C15)."""
    for ctx in _schools(rt, record, record.read(MoUCourse)):
        grants = await grants_where(ctx, mou=record.subject)
        await _close(ctx, grants, "terminated")
        await _flag(ctx, await unfinished(ctx, grant={"$in": grants}), "mou_terminated")


@HEARD.on("id.jembatan.partners.mou-suspended.v1", topic=MOUS)
async def mou_suspended(rt: Runtime, record: Record) -> None:
    """Nothing more is reserved until it is resumed; what runs goes on (C3, C15)."""
    await _follow(rt, record, record.read(MoUCourse), PauseSlots())


@HEARD.on("id.jembatan.partners.mou-resumed.v1", topic=MOUS)
async def mou_resumed(rt: Runtime, record: Record) -> None:
    """Slots can be reserved again (C3, C15)."""
    await _follow(rt, record, record.read(MoUCourse), ResumeSlots())


@HEARD.on("id.jembatan.partners.mou-termination-announced.v1", topic=MOUS)
async def mou_termination_announced(rt: Runtime, record: Record) -> None:
    """Nothing is reserved that would last longer than the MoU (C3, C15)."""
    notice = record.read(MoUNotice)
    await _follow(rt, record, notice, AnnounceEnd(terminates_on=notice.effective_on))


@HEARD.on("id.jembatan.partners.mou-termination-withdrawn.v1", topic=MOUS)
async def mou_termination_withdrawn(rt: Runtime, record: Record) -> None:
    """Slots can be reserved for their whole period again (C3, C15)."""
    await _follow(rt, record, record.read(MoUCourse), WithdrawEnd())


def _schools(rt: Runtime, record: Record, course: MoUCourse) -> list[Context]:
    return [rt.context(school, record=record) for school in sorted({record.tenant, *course.parties.schools})]


async def _follow(rt: Runtime, record: Record, course: MoUCourse, command: FollowMoU) -> None:
    for ctx in _schools(rt, record, course):
        for grant in await grants_where(ctx, mou=record.subject):
            await ctx.also(f"follow/{grant}").execute(GRANT, grant, command)


async def _close(ctx: Context, grants: list[str], reason: str) -> None:
    for grant in grants:
        await ctx.also(f"close/{grant}").execute(GRANT, grant, CloseSlots(reason=reason))


async def _flag(ctx: Context, placements: list[str], cause: Cause) -> None:
    for placement in placements:
        await ctx.also(f"flag/{placement}").execute(PLACEMENT, placement, FlagPlacement(cause=cause))
