"""A process to be killed: one side scores in the database that the environment names."""

import asyncio
import sys

from services.partners.app import SERVICE
from services.partners.bodies.evaluations import ViewBody
from services.partners.settings import PartnersSettings
from services.partners.usecases.evaluating import submit_view
from shared.clock import FixedClock
from shared.context import Context
from shared.events import Actor
from shared.runtime import Runtime
from shared.settings import load
from tests.integration.partners.evaluating import PARTNER_POINTS, scores
from tests.integration.partners.world import START


async def score(school: str, evaluation: str, organisation: str) -> None:
    """As the partner's system, with the same command id each time."""
    runtime = Runtime(SERVICE, load(PartnersSettings), clock=FixedClock(START))
    actor = Actor(kind="key", id="key", organisation=organisation)
    ctx = Context(runtime, school, actor, runtime.clock.now(), command_id="key:partner-scores", given=True)
    outcome = await submit_view(ctx, evaluation, "partner", ViewBody.model_validate(scores(PARTNER_POINTS)))
    print(outcome.number, outcome.repeated, outcome.state.status)
    await runtime.close()


if __name__ == "__main__":
    asyncio.run(score(*sys.argv[1:]))
