"""What a service says that it hears, and what an error in an effect means."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from pymongo.errors import AutoReconnect, DocumentTooLarge, DuplicateKeyError, WriteError

from shared.consumer import Hears
from shared.consumer.batch import Batch, Pace
from shared.consumer.declaration import topic_of
from shared.consumer.runtime import groups_of
from shared.consumer.trouble import Held, describe, is_passing, is_poison
from shared.envelope import Poison
from shared.projection import Projection
from shared.refusals import Busy, NotFound, Refused

PACE = Pace(retry=0.3, effect=0.2, whole=5)


def test_topics_follow_from_types_or_are_named() -> None:
    hears = Hears("placements")
    hears.on("id.jembatan.partners.mou-signed.v1")(_effect)
    hears.on("id.jembatan.partners.agreement-signed.v1", topic="partners.mou.v1")(_effect)
    hears.copy("directory.school.v1", collection="schools", keep=lambda _record: None)
    hears.batch("directory.member.v1", _effect)
    hears.projection(Projection("facts", 1, ("teachers.teacher.v1",), lambda fact, _record: fact))
    assert hears.topics == ("directory.member.v1", "directory.school.v1", "partners.mou.v1")
    assert hears.all_topics == (*hears.topics, "teachers.teacher.v1")
    assert groups_of(hears, "x.") == ["x.placements", "x.placements.facts"]


async def _effect(_rt: Any, _records: Any) -> None:
    return None


def test_a_type_without_a_topic_is_told_at_once() -> None:
    with pytest.raises(ValueError, match="No topic follows"):
        topic_of("id.jembatan.partners.signed.v1")


def validation_error() -> ValidationError:
    class Reader(BaseModel):
        name: int

    with pytest.raises(ValidationError) as caught:
        Reader.model_validate({"name": "Siti Aminah"})
    return caught.value


@pytest.mark.parametrize("error", [Busy("x", "y"), AutoReconnect("x"), OSError(), TimeoutError(), ConnectionError()])
def test_what_passes_is_tried_again(error: Exception) -> None:
    assert is_passing(error)
    assert not is_poison(error)


@pytest.mark.parametrize(
    "make", [lambda: Poison("x"), lambda: Refused("x", "y"), lambda: NotFound("x"), validation_error]
)
def test_what_never_passes_is_poison(make: Callable[[], Exception]) -> None:
    error = make()
    assert is_poison(error)
    assert not is_passing(error)


@pytest.mark.parametrize("error", [KeyError("x"), DuplicateKeyError("x"), WriteError("x"), DocumentTooLarge("x")])
def test_what_nobody_foresaw_is_neither(error: Exception) -> None:
    assert not is_passing(error)
    assert not is_poison(error)


def test_reasons_hold_none_of_the_data() -> None:
    assert describe(validation_error()) == "not valid for Reader: name: int_parsing"
    assert describe(KeyError("Siti Aminah")) == "unexpected KeyError"
    assert describe(Refused("quota-exhausted", "Siti Aminah")) == "refused: quota-exhausted"


async def test_passing_trouble_is_held_after_the_time_for_retries() -> None:
    tries = 0

    async def busy() -> None:
        nonlocal tries
        tries += 1
        raise Busy("x", "y")

    with pytest.raises(Held):
        await Batch("g", PACE, asyncio.Event()).attempt(busy)
    assert tries > 1


async def test_a_draining_batch_begins_nothing_and_waits_for_nothing() -> None:
    draining = asyncio.Event()
    batch = Batch("g", Pace(retry=60), draining)

    async def busy() -> None:
        draining.set()
        raise Busy("x", "y")

    with pytest.raises(Held):
        await asyncio.wait_for(batch.attempt(busy), 50)


async def test_an_unforeseen_error_is_poison_after_a_few_tries() -> None:
    tries = 0

    async def bug() -> None:
        nonlocal tries
        tries += 1
        raise KeyError("x")

    with pytest.raises(Poison, match="unexpected KeyError"):
        await Batch("g", Pace(unexpected=3), asyncio.Event()).attempt(bug)
    assert tries == 3


async def test_a_hanging_effect_is_cut_off() -> None:
    async def hang() -> None:
        await asyncio.sleep(3600)

    with pytest.raises(Held):
        await asyncio.wait_for(Batch("g", PACE, asyncio.Event()).attempt(hang), 60)


def raw(offset: int, partition: int = 0) -> Any:
    return SimpleNamespace(topic="t", partition=partition, offset=offset)


async def test_dead_letters_behind_a_held_record_wait_for_its_redelivery() -> None:
    batch = Batch("g", PACE, asyncio.Event())
    for offset in (1, 5, 5):
        batch.poison(raw(offset), Poison("x"))
    batch.poison(raw(9, partition=1), Poison("x"))
    batch.hold([raw(4), raw(3)])
    assert [(letter.raw.partition, letter.raw.offset) for letter in batch.settled()] == [(0, 1), (1, 9)]
    assert list(batch.held.values()) == [3]
