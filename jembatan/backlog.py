"""How much is on its way: unpublished entries, unheard records, dead letters."""

from collections.abc import Mapping
from typing import Any

from jembatan.registry import service
from shared.consumer import lag_of
from shared.consumer.groups import live_groups
from shared.journal import JOURNAL
from shared.mongo import connect
from shared.settings import ServiceSettings
from shared.topics import dead_letter_topic

Row = dict[str, Any]


async def backlog(name: str, settings: ServiceSettings) -> dict[str, list[Row]]:
    """Of one service: `consumers` (group, topic, behind), `dead_letters` (group, records), `outboxes` (service,
    entries).

    All counts are records or journal entries; of dead letters those that were not redriven yet. Raises `KafkaError`
    or `PyMongoError` where a server does not answer.
    """
    mongo = connect(settings)
    try:
        entries = await mongo.documents(JOURNAL.name).count({"published": False})
        groups = await live_groups(service(name).hears, mongo, settings.topic_prefix)
    finally:
        await mongo.close()
    asked = {group.name: list(group.topics) for group in groups}
    asked |= {_redriver(group.letters): [dead_letter_topic(group.letters)] for group in groups}
    lags = await lag_of(settings.kafka_client_options(), asked)
    dead = [{"group": each.letters, "records": sum(lags[_redriver(each.letters)].values())} for each in groups]
    return {
        "consumers": [row for group in groups for row in _by_topic(group.name, lags[group.name])],
        "dead_letters": dead,
        "outboxes": [{"service": name, "entries": entries}],
    }


def _redriver(group: str) -> str:
    """Whose offsets say which dead letters were redriven."""
    return f"{group}.redriver"


def _by_topic(group: str, lag: Mapping[str, int]) -> list[Row]:
    behind: dict[str, int] = {}
    for place, records in lag.items():
        topic = place.rpartition("/")[0]
        behind[topic] = behind.get(topic, 0) + records
    return [{"group": group, "topic": topic, "behind": records} for topic, records in behind.items()]
