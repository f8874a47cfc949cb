"""What was decided on an older state is decided anew, and not for ever."""

from typing import Any

import pytest

from services.partners.usecases.anew import TRIES, decided_anew
from shared.refusals import Busy, Refused


class Place:
    """Refuses so often."""

    def __init__(self, times: int, code: str = "changed-meanwhile") -> None:
        self.times, self.code, self.seen = times, code, list[int]()

    async def execute_all(self, steps: list[int]) -> str:
        self.seen += steps
        if len(self.seen) <= self.times:
            raise Refused(self.code, "x", mend="y")
        return "done"


async def _decided(place: Place) -> Any:
    async def steps() -> list[Any]:
        return [len(place.seen)]

    return await decided_anew(place, steps)  # type: ignore[arg-type]  # a place of its own, without a database


async def test_steps_are_made_anew_until_they_pass() -> None:
    place = Place(2)
    assert (await _decided(place), place.seen) == ("done", [0, 1, 2])


async def test_what_changes_all_the_time_is_busy() -> None:
    place = Place(1000)
    with pytest.raises(Busy):
        await _decided(place)
    assert len(place.seen) == TRIES


async def test_any_other_refusal_passes_at_once() -> None:
    place = Place(1, code="merged-already")
    with pytest.raises(Refused):
        await _decided(place)
    assert len(place.seen) == 1
