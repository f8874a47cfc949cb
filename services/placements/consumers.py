"""What the placements service hears: the directory, and quotas, agreements and MoUs of the partners service."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from services.placements.domain.grant import GRANT, CloseSlots, OpenSlots
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


class MoUEnd(Value):
    """What counts of `MoUTerminated`."""

    parties: Schools = Schools()


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
    for school in {record.tenant, *record.read(MoUEnd).parties.schools}:
        ctx = rt.context(school, record=record)
        grants = await grants_where(ctx, mou=record.subject)
        await _close(ctx, grants, "terminated")
        await _flag(ctx, await unfinished(ctx, grant={"$in": grants}), "mou_terminated")


async def _close(ctx: Context, grants: list[str], reason: str) -> None:
    for grant in grants:
        await ctx.also(f"close/{grant}").execute(GRANT, grant, CloseSlots(reason=reason))


async def _flag(ctx: Context, placements: list[str], cause: Cause) -> None:
    for placement in placements:
        await ctx.also(f"flag/{placement}").execute(PLACEMENT, placement, FlagPlacement(cause=cause))
