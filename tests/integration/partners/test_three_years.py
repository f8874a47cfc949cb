"""The life of an MoU, driven by the clock alone: every event in order and once, whenever the scheduler dies (C3)."""

from datetime import UTC, datetime
from typing import Any, Final

from shared.mongo import Mongo
from tests.integration.partners.cast import Cast
from tests.integration.partners.children import ran
from tests.integration.partners.world import done

FIRST_DAY: Final = datetime(2026, 7, 13, 2, tzinfo=UTC)
END: Final = datetime(2030, 1, 1, tzinfo=UTC)
LIFE: Final = [
    ("mou-activated.v1", "2026-07-12"),
    ("agreement-activated.v1", "2026-07-31"),
    ("agreement-ended.v1", "2027-06-30"),
    ("mou-expiring.v1", "2029-04-12"),
    ("mou-expiring.v1", "2029-06-11"),
    ("mou-expiring.v1", "2029-07-04"),
    ("mou-expired.v1", "2029-07-12"),
]
"""Days begin in the zone of the school: at 17:00 UTC of the day before."""
POINTS: Final = ("jobs.before-execute", "journal.before-insert", "journal.after-insert", "journal.after-current")


async def agreed(cast: Cast) -> None:
    """Under the MoU, students may come in the first of its years."""
    path = f"/mous/{cast.mou}/agreements"
    made = done(await cast.coordinator.post(path, cast.agreement_body()), 201)["agreement"]
    seen = {"content_hash": done(await cast.hotel.get(f"{path}/{made}/content"))["content_hash"]}
    for caller in (cast.principal, cast.hotel):
        done(await caller.post(f"{path}/{made}/signatures", seen), 201)


async def lived(mongo: Mongo) -> list[tuple[str, str]]:
    """What time alone brought about, in the order in which the journal took it in."""
    found = mongo.documents("journal").find({"actor.kind": "job"}, sort=[("entry_id", 1)])
    return [(event["type"], f"{entry['at']:%Y-%m-%d}") for entry in await found for event in entry["events"]]


async def schedule(until: datetime, environ: dict[str, str], faults: str = "") -> bool:
    """One start of the scheduler; False when it was killed on the way."""
    status, said = await ran("scheduling_child", until.isoformat(), environ={**environ, "JEMBATAN_FAULTS": faults})
    assert status in (0, -9), said
    return status == 0


async def test_c3_an_mou_lives_for_three_years_whenever_the_scheduler_dies(
    drafted: Cast, room: Any, mongo: Mongo, service_environment: dict[str, str]
) -> None:
    environ = service_environment | {"JEMBATAN_MONGO_DATABASE": mongo.database.name}
    await drafted.sign_mou()
    assert not await schedule(FIRST_DAY, environ, "journal.after-insert:kill:1")
    assert await schedule(FIRST_DAY, environ)
    assert await lived(mongo) == LIFE[:1]
    await room.clock.move(FIRST_DAY)
    await agreed(drafted)
    deaths = [point for point in POINTS if not await schedule(END, environ, f"{point}:kill:0.4:{point}")]
    assert len(deaths) >= 3, f"it hardly died on the way: {deaths}"
    assert await schedule(END, environ)
    assert await lived(mongo) == LIFE
    assert done(await drafted.principal.get(f"/mous/{drafted.mou}"))["status"] == "expired"
