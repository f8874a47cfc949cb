"""On real Kafka: a quota that is heard becomes slots, and what happens to a placement is published in order (C15)."""

from typing import Any

from shared.ids import new_id
from shared.runtime import Runtime
from tests.integration.kernel.flow import entry, producing, read_events, until
from tests.integration.placements.cast import Cast
from tests.integration.placements.world import CULINARY, done
from tests.integration.working import working

PLACEMENTS = "placements.placement.v1"


def _quota(cast: Cast, grant: str) -> dict[str, Any]:
    data = {
        "agreement": cast.agreement, "grant": grant, "school": cast.world.school, "organisation": cast.hotel_id,
        "site": new_id(), "department": "kitchen", "concentration": CULINARY, "places": 3,
        "starts_on": "2026-07-01", "ends_on": "2027-06-30",
    }  # fmt: skip
    named = {"tenant": cast.world.school, "aggregate": "mou", "kind": "quota-granted.v1"}
    return entry(cast.mou, 1, data=data, **named)


def _registered(cast: Cast) -> dict[str, Any]:
    named = {"tenant": cast.world.alliance, "aggregate": "organisation", "kind": "organisation-registered.v1"}
    return entry(cast.hotel_id, 1, data={"name": "Hotel Kencana", "kind": "industry"}, **named)


async def test_c15_from_a_heard_quota_to_a_published_acceptance(cast: Cast, room: Runtime) -> None:
    settings, grant = room.settings, new_id()
    async with working(room), producing(settings) as send:
        await send("partners.organisation.v1", _registered(cast), service="partners")
        for _ in range(2):
            await send("partners.mou.v1", _quota(cast, grant), service="partners")

        async def named() -> Any:
            rows = done(await cast.coordinator.get("/grants"))["items"]
            return [(row["id"], row["organisation_name"], row["places"]) for row in rows] == [
                (grant, "Hotel Kencana", 3)
            ]

        await until(named)
        await cast.open_cohort()
        cast.placement = done(await cast.propose(await cast.enrol(), grant), 201)["id"]
        done(await cast.act(cast.coordinator, "offer"))
        done(await cast.act(cast.hotel, "acceptance", {"supervisor": {"name": "Sentinel Chef"}}))

        async def all_sent() -> bool:
            return await room.mongo.documents("journal").find({"published": False}) == []

        await until(all_sent)
    published = await read_events(settings, settings.topic_prefix + PLACEMENTS)
    assert [record.type.split(".")[-2] for record in published] == [
        "placement-proposed",
        "placement-offered",
        "placement-accepted",
    ]
    assert [record.partners for record in published] == [(), (cast.hotel_id,), (cast.hotel_id,)]
    assert "entinel" not in str([record.data for record in published])
