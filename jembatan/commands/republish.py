"""`jembatan republish`: send the journal to Kafka again, marked as a replay."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from jembatan.commands.options import Data, Json, ServiceName
from jembatan.commands.outcome import Exit, command, end, show
from jembatan.stack.local import DEFAULT_FOLDER


@command
async def republish(
    name: ServiceName,
    *,
    stream: Annotated[
        str, typer.Option(metavar="TENANT/AGGREGATE/ID", help="One stream: heals a gap in a projection.")
    ] = "",
    since: Annotated[datetime | None, typer.Option(help="Commands accepted since then (UTC).")] = None,
    everything: Annotated[bool, typer.Option("--all", help="The whole journal: recovers a lost topic.")] = False,
    data: Data = DEFAULT_FOLDER,
    as_json: Json = False,
) -> None:
    """Send published events again, in order per stream; listeners know what they have seen."""
    if not (stream or since or everything):
        end(Exit.USAGE, "Say what: --stream TENANT/AGGREGATE/ID, --since TIME, or --all.")
    moment = since.replace(tzinfo=UTC) if since and since.tzinfo is None else since
    sent = await _send(name, data, since=moment, stream=stream or None, everything=everything)
    show({"service": name, "events": sent}, as_json, lambda _: f"{sent} events of {name} were sent again.")


async def _send(name: str, data: Any, **what: Any) -> int:
    from jembatan.environment import reachable
    from jembatan.registry import service
    from jembatan.serving import settings_of
    from shared.mongo import connect
    from shared.relay import republish as send
    from shared.topics import relay_topics

    settings = settings_of([name], reachable(data).variables)[name]
    mongo = connect(settings)
    try:
        deciders = service(name).deciders
        topics, compacted = relay_topics(settings, name, deciders), {one.name for one in deciders if one.compact}
        kafka = settings.kafka_client_options()
        return await send(service=name, mongo=mongo, topics=topics, kafka=kafka, compacted=compacted, **what)
    finally:
        await mongo.close()
