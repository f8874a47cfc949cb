"""`jembatan rebuild`: fold anew what is only a fold: a projection, or the current states."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jembatan.commands.options import Data, Json, ServiceName
from jembatan.commands.outcome import Exit, command, end, show
from jembatan.stack.local import DEFAULT_FOLDER

if TYPE_CHECKING:
    from shared.mongo import Mongo
    from shared.projection import Projection
    from shared.settings import ServiceSettings

CURRENT = "current"


@command
async def rebuild(
    name: ServiceName,
    what: Annotated[str, typer.Argument(help="Name of a projection, or `current` for the states of all aggregates.")],
    data: Data = DEFAULT_FOLDER,
    as_json: Json = False,
) -> None:
    """Fold a projection from Kafka beside the live one and flip, or current states from the journal; work goes on."""
    from jembatan.environment import reachable
    from jembatan.registry import service
    from jembatan.serving import settings_of
    from shared.mongo import connect

    hears = service(name).hears
    projections = {each.name: each for each in hears.projections} if hears else {}
    if what != CURRENT and what not in projections:
        end(Exit.USAGE, f"{name} has no projection {what!r}; there are: {', '.join([CURRENT, *projections])}.")
    settings = settings_of([name], reachable(data).variables)[name]
    mongo = connect(settings)
    try:
        if what == CURRENT:
            done = await _current(name, mongo)
        else:
            done = await _projection(name, projections[what], mongo, settings)
    finally:
        await mongo.close()
    show(done, as_json, lambda result: ", ".join(f"{key}: {value}" for key, value in result.items()))


async def _current(name: str, mongo: "Mongo") -> dict[str, Any]:
    """Streams folded, by aggregate."""
    from jembatan.registry import service
    from shared.clock import SystemClock
    from shared.journal import Journal

    deciders = service(name).deciders
    journal = Journal(mongo, SystemClock(), deciders)
    return {decider.name: await journal.rebuild_current(decider) for decider in deciders}


async def _projection(
    name: str, projection: "Projection", mongo: "Mongo", settings: "ServiceSettings"
) -> dict[str, Any]:
    from rich.console import Console
    from rich.progress import Progress

    from shared.projection import rebuild as fold

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(projection.name)
        done = await fold(
            projection,
            service=name,
            mongo=mongo,
            kafka=settings.kafka_client_options(),
            prefix=settings.topic_prefix,
            progress=lambda at, total: bar.update(task, completed=at, total=total),
        )
    return asdict(done)
