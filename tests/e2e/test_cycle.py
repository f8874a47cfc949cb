"""The demo's whole story on processes of its own, and what must be true of the system after it."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from jembatan.demo.run import tell_in
from jembatan.demo.screen import Screen
from jembatan.demo.story import Story
from jembatan.demo.world import World
from jembatan.registry import names, service
from shared.ids import new_id
from shared.mongo import Mongo, connect
from shared.settings import load
from tests.e2e import secrecy, walls


@pytest.mark.timeout(900)
async def test_the_cycle_runs_and_keeps_its_secrets_and_its_walls(tmp_path: Path) -> None:
    """One world for all checks: it takes longer to make than to look at."""
    shown = StringIO()
    screen = Screen(Console(file=shown, width=160))
    async with World(tmp_path / "world") as world:
        story = await tell_in(world, screen)
        databases = {name: connect(load(service(name).settings, world.environment)) for name in names()}
        try:
            await _keeps_its_secrets(world, story, databases)
        finally:
            for mongo in databases.values():
                await mongo.close()
        await _keeps_its_walls(story)
        pids = [child.pid for child in world.children.values()]
    assert all(pids)
    assert "nothing counted twice" in shown.getvalue()


async def _keeps_its_secrets(world: World, story: Story, databases: dict[str, Mongo]) -> None:
    wanted = await secrecy.sentinels(databases)
    assert {"Candra Wijaya", "Chef Contoh", "direktur@anggrek.example"} <= wanted, sorted(wanted)
    assert len(wanted) > 100
    places: dict[str, str] = dict(secrecy.logs(world.folder / "logs"))
    assert world.stack.kafka is not None
    topics = await secrecy.records(world.stack.kafka.bootstrap)
    assert len(topics["placements.placement.v1"]) > 1000, "the records were not read"
    places |= {f"topic {topic}": text for topic, text in topics.items()}
    places["webhooks"] = "".join(str(receipt.body) for receipt in world.receiver.receipts)
    for name, url in world.urls.items():
        places[f"metrics {name}"] = (await world.http.get(f"{url}/{name}/metrics")).text
    assert all(places[f"metrics {name}"] for name in names())
    planted = await secrecy.leaks({}, wanted, {"here": "… Candra Wijaya …"})
    assert planted == {"Candra Wijaya": ["here"]}, "the search itself does not work"
    assert await secrecy.leaks(databases, wanted, places) == {}
    assert story.things


async def _keeps_its_walls(story: Story) -> None:
    elsewhere = story.caller("admin of another alliance", "other-admin")
    other = {"name": "Aliansi Lain", "administrator": {"subject": "other-admin", "name": "Admin Lain"}}
    await story.operator.post("/directory/alliances", other)
    organisation = await _other_organisation(story)
    strangers = walls.Strangers(story.banjarmasin["principal"], elsewhere, organisation)
    wrong = await walls.climbed(story, strangers)
    assert not wrong, "\n".join(wrong)


async def _other_organisation(story: Story) -> Any:
    """The API key of another partner of the same alliance, with every scope that the hotel has."""
    register = f"/partners/alliances/{story.alliance}/organisations"
    listed = (await story.palangka["coordinator"].get(f"{register}?limit=200"))["items"]
    other = next(each["id"] for each in listed if each["id"] != story.things["organisation"])
    scopes = ["partners:read", "partners:sign", "partners:write", "placements:read", "webhook:read", "webhook:write"]
    body = {"name": f"other-{new_id()[:8]}", "organisation": other, "scopes": scopes}
    issued = await story.admin.post(f"/directory/alliances/{story.alliance}/keys", body)
    await story.timeline.settled()
    return story.key_holder("another partner's system", issued["key"])
