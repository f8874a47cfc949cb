"""kill -9 at named points, again and again, while a client sends commands: its ledger is the judge."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.chaos.load import drive
from tests.chaos.world import World

SEEDS = (1, 2, 3, 4, 5)
STORIES = 4
LIVES = 6
"""As many as a service has points: each is what one life is about."""
SEEDS_GIVEN = os.environ.get("JEMBATAN_CHAOS_SEEDS") or os.environ.get("JEMBATAN_TEST_SEED") or "11,12,13"
SIZE_GIVEN = os.environ.get("JEMBATAN_CHAOS_SIZE") or os.environ.get("JEMBATAN_TEST_SIZE") or "20"
LONG_SEEDS = tuple(int(seed) for seed in SEEDS_GIVEN.split(","))
LONG_STORIES = int(SIZE_GIVEN)
"""Partnerships, about 20 commands each."""


async def lived(
    environment: dict[str, str], database: str, folder: Path, *, seeds: Sequence[int], stories: int
) -> tuple[World, list[str]]:
    """The world after the loads of these seeds, all at once, each in its own alliance; and what is wrong in it."""
    async with World(environment, database, folder) as world:
        world.fleet.arm(seeds[0], max(LIVES, stories // 3))
        await asyncio.gather(*(_driven(world, seed, stories) for seed in seeds))
        world.lap("driven")
        await world.fleet.heal()
        world.lap("healed")
        await world.settle()
        wrong = await world.violations()
        print(world.figures())
    return world, wrong


async def _driven(world: World, seed: int, stories: int) -> None:
    await drive(await world.gather(seed), seed, stories)


def said(world: World, wrong: list[str]) -> str:
    """For whoever reads the failure."""
    return "\n".join([f"{world.where()}: {len(wrong)} violation(s)", *wrong[:20]])


@pytest.mark.chaos
@pytest.mark.timeout(600)
async def test_nothing_accepted_is_lost_and_nothing_refused_happens(
    service_environment: dict[str, str], database: str, tmp_path: Path
) -> None:
    world, wrong = await lived(service_environment, database, tmp_path, seeds=SEEDS, stories=STORIES)
    assert wrong == [], said(world, wrong)
    assert len(world.fleet.kills) >= 12, f"the crash points were not reached: {world.fleet.kills}"


@pytest.mark.long
@pytest.mark.chaos
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", LONG_SEEDS)
async def test_the_same_with_seeds_and_size_from_the_environment(
    service_environment: dict[str, str], database: str, tmp_path: Path, seed: int
) -> None:
    world, wrong = await lived(service_environment, database, tmp_path, seeds=[seed], stories=LONG_STORIES)
    assert wrong == [], said(world, wrong)
