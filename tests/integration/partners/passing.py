"""Time goes by, and the service hears its own events, as Kafka would carry them."""

from datetime import datetime
from typing import Any

from services.partners.consumers import HEARD
from shared.decider import Decider
from shared.envelope import decode, encode
from shared.ids import new_id
from shared.jobs import Jobs
from shared.leases import Leases
from shared.mongo import Mongo


async def hear(room: Any, mongo: Mongo, *aggregates: str) -> None:
    """Every event of these aggregates, in order, each twice."""
    found = mongo.documents("journal").find({"aggregate": {"$in": aggregates}}, sort=[("entry_id", 1)])
    for document in [each async for each in found]:
        for event in document["events"]:
            key, value, headers = encode(document, event, service="partners")
            record = decode(headers, key, value)
            for effect in HEARD.effects.get((f"partners.{document['aggregate']}.v1", record.type), []) * 2:
                await effect(room, record)


async def time_goes_by(room: Any, decider: Decider[Any, Any, Any], until: datetime) -> None:
    """The service's own scheduler, due item by due item."""
    jobs = Jobs(room, [decider], Leases(room.mongo, room.clock, new_id(), 2))
    while (due := await jobs.next_due()) is not None and due <= until:
        await room.clock.move(due)
        await jobs.run_due(due)
    await room.clock.move(until)
