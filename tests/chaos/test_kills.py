"""kill -9 at named points, again and again, while a client sends commands: its ledger is the judge."""

import os
from pathlib import Path

import pytest

from tests.chaos.load import drive
from tests.chaos.world import World

SEEDS = (1, 2, 3, 4, 5)
STORIES = 4
LIVES = 2
"""Over five seeds each point of each service is what a life is about at least once."""
SEEDS_GIVEN = os.environ.get("JEMBATAN_CHAOS_SEEDS") or os.environ.get("JEMBATAN_TEST_SEED") or "11,12,13"
SIZE_GIVEN = os.environ.get("JEMBATAN_CHAOS_SIZE") or os.environ.get("JEMBATAN_TEST_SIZE") or "20"
LONG_SEEDS = tuple(int(seed) for seed in SEEDS_GIVEN.split(","))
LONG_STORIES = int(SIZE_GIVEN)
"""Partnerships, about 20 commands each."""


async def lived(
    environment: dict[str, str], database: str, folder: Path, *, seed: int, stories: int
) -> tuple[World, list[str]]:
    """The world after a run with this seed, and what does not hold in it, though it must."""
    lives = max(LIVES, stories // 3)
    async with World(environment, database, folder, seed=seed, lives=lives) as world:
        await drive(await world.gather(), seed, stories)
        world.lap("driven")
        await world.fleet.heal()
        world.lap("healed")
        await world.settle()
        wrong = await world.violations()
        print(world.figures())
    return world, wrong


def said(world: World, wrong: list[str]) -> str:
    """For whoever reads the failure."""
    return "\n".join([f"{world.where()}: {len(wrong)} violation(s)", *wrong[:20]])


@pytest.mark.chaos
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", SEEDS)
async def test_nothing_accepted_is_lost_and_nothing_refused_happens(
    service_environment: dict[str, str], database: str, tmp_path: Path, seed: int
) -> None:
    world, wrong = await lived(service_environment, database, tmp_path, seed=seed, stories=STORIES)
    assert wrong == [], said(world, wrong)
    assert sum(world.fleet.kills.values()) >= 3, "the crash points were not reached"


@pytest.mark.long
@pytest.mark.chaos
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", LONG_SEEDS)
async def test_the_same_with_seeds_and_size_from_the_environment(
    service_environment: dict[str, str], database: str, tmp_path: Path, seed: int
) -> None:
    world, wrong = await lived(service_environment, database, tmp_path, seed=seed, stories=LONG_STORIES)
    assert wrong == [], said(world, wrong)
