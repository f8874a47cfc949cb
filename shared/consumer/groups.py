"""Which consumer groups a service has at this moment: its own, and one per live generation of a projection."""

from dataclasses import dataclass

from shared.consumer.declaration import Hears
from shared.consumer.runtime import own_group
from shared.mongo import Mongo
from shared.projection.pointer import Pointers, group_of, letters_group_of


@dataclass(frozen=True, slots=True)
class LiveGroup:
    """One consumer group."""

    name: str
    topics: tuple[str, ...]
    """With prefix."""
    letters: str
    """Whose dead letters it has."""


async def live_groups(hears: Hears | None, mongo: Mongo, prefix: str) -> list[LiveGroup]:
    """All groups of a service, names with prefix; none where it hears nothing."""
    if hears is None:
        return []
    own = own_group(hears.name, prefix)
    groups = [LiveGroup(own, tuple(prefix + topic for topic in hears.topics), own)] if hears.topics else []
    for projection in hears.projections:
        live = (await Pointers(mongo, projection).live()).generation
        topics = tuple(prefix + topic for topic in projection.topics)
        letters = letters_group_of(projection, hears.name, prefix)
        groups.append(LiveGroup(group_of(projection, hears.name, prefix, live), topics, letters))
    return groups
