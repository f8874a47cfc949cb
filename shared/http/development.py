"""Routes that exist in development only: domain time can be looked at and moved (`shared.clock`)."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, Field

from shared.auth import allow
from shared.consumer.groups import live_groups
from shared.context import Context
from shared.http.answers import Body
from shared.http.router import Router
from shared.ids import new_id
from shared.instants import Instant
from shared.jobs import Jobs
from shared.leases import Leases

Operator = Annotated[Context, Depends(allow("development:clock", operator=True))]


class DomainClock(BaseModel):
    """Where domain time stands in this service, and what waits for it."""

    now: datetime = Field(examples=["2026-07-13T01:00:00Z"])
    next_due: datetime | None = Field(None, description="When time alone brings about the next event.")
    outbox: int = Field(0, description="Journal entries not yet published.", examples=[0])
    lag: int = Field(0, description="Records not yet heard.", examples=[0])


class MoveBody(Body):
    """A moment of domain time, later than now."""

    to: Instant = Field(examples=["2027-01-13T01:00:00Z"])


def development_router(service: str) -> Router:
    """`GET` and `POST /<service>/development/clock`, for operators."""
    router = Router(service)

    @router.get("/development/clock", operation_id=f"{service}_read_clock")
    async def read_clock(ctx: Operator) -> DomainClock:
        """Where domain time stands. It may move on once `outbox` and `lag` are 0."""
        return await _clock(ctx)

    @router.post("/development/clock", operation_id=f"{service}_move_clock")
    async def move_clock(body: MoveBody, ctx: Operator) -> DomainClock:
        """Move domain time forward, executing what is due until then one by one, in order."""
        rt = ctx.runtime
        await rt.clock.move(body.to)
        await _jobs(ctx).run_due(rt.clock.now())
        return await _clock(ctx)

    return router


def _jobs(ctx: Context) -> Jobs:
    """Command ids keep this one and the worker's scheduler from doing a thing twice."""
    rt = ctx.runtime
    return Jobs(rt, rt.definition.deciders, Leases(rt.mongo, rt.clock, new_id(), rt.settings.lease_term_seconds))


async def _clock(ctx: Context) -> DomainClock:
    rt = ctx.runtime
    outbox = await rt.mongo.documents("journal").count({"published": False})
    return DomainClock(now=rt.clock.now(), next_due=await _jobs(ctx).next_due(), outbox=outbox, lag=await _lag(ctx))


async def _lag(ctx: Context) -> int:
    rt = ctx.runtime
    groups = await live_groups(rt.definition.hears, rt.mongo, rt.settings.topic_prefix)
    if not groups:
        return 0
    lags = await rt.lag.of({group.name: group.topics for group in groups})
    return sum(sum(partitions.values()) for partitions in lags.values())
