"""A projection as the work of a consumer group."""

from collections.abc import Sequence

from shared.consumer.batch import Batch, raws
from shared.consumer.incoming import Heard
from shared.consumer.trouble import Held
from shared.envelope import Poison
from shared.projection.facts import Facts
from shared.projection.parking import Arrived


class ProjectionWork:
    """Feeds one generation's facts."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    async def handle(self, heard: Sequence[Heard], batch: Batch) -> None:
        """See `shared.consumer.effects.Work`."""
        arrived = [Arrived(each.raw, each.record) for each in heard]
        try:
            poison = await batch.attempt(lambda: self._facts.take_in(arrived), timeout=batch.pace.whole)
        except Held:
            batch.hold(raws(heard), rest=not batch.over)
        except Poison as error:
            for each in heard:
                batch.poison(each.raw, error)
        else:
            for refused, reason in poison:
                batch.poison(refused.raw, reason)
