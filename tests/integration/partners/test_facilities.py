"""Facilities that schools lend each other, over HTTP on the real database (C28)."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import httpx
import pytest

from services.partners.app import SERVICE
from services.partners.domain.booking import BOOKING
from shared.api import build_api
from shared.clock import FixedClock
from shared.ids import new_id
from shared.jobs import Jobs
from shared.leases import Leases
from shared.mongo import Mongo
from shared.runtime import Runtime
from tests.integration.partners.passing import hear
from tests.integration.partners.world import START, Caller, World, done, problem

KITCHEN = {
    "name": "Dapur praktik", "kind": "kitchen", "capacity": 24, "rules": "Sentinel rules",
    "hours": [{"weekday": day, "opens": "07:00", "closes": "16:00"} for day in range(1, 7)],
}  # fmt: skip
PURPOSE = "Sentinel purpose"


class Neighbours:
    """SMKN 4 in Banjarmasin owns a kitchen, SMKN 3 in Palangka Raya borrows it."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def gather(self) -> "Neighbours":
        world = self.world
        self.owner = await world.member("owner", "coordinator", school=world.other_school)
        self.owners_teacher = await world.member("owners-teacher", "teacher", school=world.other_school)
        self.guest = await world.member("guest", "coordinator")
        made = await self.owner.post("/facilities", KITCHEN)
        self.facility = done(made, 201)["id"]
        sharing = {"schools": [world.school]}
        done(await self.owner.put(f"/facilities/{self.facility}/sharing", sharing, if_match=made.headers["etag"]))
        self.shared = f"/shared-facilities/{world.other_school}/{self.facility}"
        self.borrowings = f"/borrowings/{world.other_school}"
        return self

    async def ask(self, starts: str, ends: str, by: Caller | None = None, **more: Any) -> httpx.Response:
        body = {"starts": starts, "ends": ends, "people": 20, "purpose": PURPOSE} | more
        return await (by or self.guest).post(f"{self.shared}/bookings", body)

    async def book(self, starts: str, ends: str, **more: Any) -> httpx.Response:
        body = {"starts": starts, "ends": ends, "people": 20, "purpose": PURPOSE} | more
        return await self.owner.post(f"/facilities/{self.facility}/bookings", body)

    async def busy(self, by: Caller, path: str, day: str) -> list[dict[str, str]]:
        asked = f"{path}/free-busy?from={day}T00:00:00Z&to={day}T23:00:00Z"
        found: list[dict[str, str]] = done(await by.get(asked))["busy"]
        return found


@pytest.fixture
async def neighbours(world: World) -> Neighbours:
    """The kitchen is there and shared."""
    return await Neighbours(world).gather()


async def test_c28_a_facility_in_another_zone_is_compared_by_instants(neighbours: Neighbours) -> None:
    """Banjarmasin 09:00–10:00 WITA: refused at 08:30–08:45 WIB, free at 09:00 WIB."""
    done(await neighbours.book("2026-08-03T09:00:00+08:00", "2026-08-03T10:00:00+08:00"), 201)
    refused = await neighbours.ask("2026-08-03T08:30:00+07:00", "2026-08-03T08:45:00+07:00")
    conflicts = problem(refused, 409, "facility-taken")["conflicts"]
    assert conflicts == [{"starts": "2026-08-03T01:30:00Z", "ends": "2026-08-03T01:45:00Z"}]
    done(await neighbours.ask("2026-08-03T09:00:00+07:00", "2026-08-03T10:00:00+07:00"), 201)
    busy = await neighbours.busy(neighbours.guest, neighbours.shared, "2026-08-03")
    assert [each["starts"] for each in busy] == ["2026-08-03T01:00:00Z", "2026-08-03T02:00:00Z"]


async def test_c28_a_booking_is_lent_used_and_given_up(neighbours: Neighbours, room: Any, mongo: Mongo) -> None:
    world, owner, guest = neighbours.world, neighbours.owner, neighbours.guest
    made = done(await neighbours.ask("2026-07-02T09:00:00+08:00", "2026-07-02T10:00:00+08:00"), 201)["id"]
    theirs, ours = f"{neighbours.borrowings}/{made}", f"/bookings/{made}"
    assert (await guest.post(f"/bookings/{made}/approval")).status_code == 404
    use = {"starts": "2026-07-02T01:00:00Z", "people": 18}
    problem(await guest.post(f"{theirs}/uses", use), 409, "booking-not-approved")
    done(await owner.post(f"{ours}/approval"))
    await room.clock.move(datetime(2026, 7, 2, 1, 30, tzinfo=UTC))
    done(await guest.post(f"{theirs}/uses", use), 201)
    shown = done(await guest.get(theirs))
    assert (shown["status"], shown["purpose"], shown["used"][0]["people"]) == ("booked", PURPOSE, 18)
    done(await guest.post(f"{theirs}/cancellation", {"reason": "Sentinel reason"}))
    assert done(await owner.get(ours))["status"] == "cancelled"
    assert done(await owner.get(f"{ours}/remarks"))[0]["text"] == "Sentinel reason"
    assert not await neighbours.busy(owner, f"/facilities/{neighbours.facility}", "2026-07-02")
    await hear(room, mongo, world.other_school, "facility", "facility-booking")
    assert [row["status"] for row in done(await guest.get("/borrowings"))["items"]] == ["cancelled"]
    assert [row["name"] for row in done(await guest.get("/shared-facilities"))["items"]] == ["Dapur praktik"]
    entries = [entry async for entry in mongo.documents("journal").find({})]
    assert "entinel" not in json.dumps(entries, default=str)


async def test_c28_a_school_that_is_not_named_finds_nothing(neighbours: Neighbours, room: Any, mongo: Mongo) -> None:
    world = neighbours.world
    third = new_id()
    await world._copy("directory_schools", world.alliance, third, name="SMKN 5", npsn="30209999", zone="Asia/Jakarta")
    stranger = await world.member("stranger", "principal", "coordinator", school=third)
    made = done(await neighbours.ask("2026-08-03T09:00:00+08:00", "2026-08-03T10:00:00+08:00"), 201)["id"]
    await hear(room, mongo, world.other_school, "facility", "facility-booking")
    for path in (neighbours.shared, f"{neighbours.borrowings}/{made}", f"{neighbours.borrowings}/{made}/remarks"):
        assert (await stranger.get(path)).status_code == 404
    look = f"{neighbours.shared}/free-busy?from=2026-08-03T00:00:00Z&to=2026-08-04T00:00:00Z"
    assert (await stranger.get(look)).status_code == 404
    asked = await neighbours.ask("2026-08-04T09:00:00+08:00", "2026-08-04T10:00:00+08:00", by=stranger)
    assert asked.status_code == 404
    assert done(await stranger.get("/shared-facilities"))["items"] == []
    etag = (await neighbours.owner.get(f"/facilities/{neighbours.facility}")).headers["etag"]
    sharing = f"/facilities/{neighbours.facility}/sharing"
    assert (await neighbours.owner.put(sharing, {"schools": []})).status_code == 428
    done(await neighbours.owner.put(sharing, {"schools": []}, if_match=etag))
    await hear(room, mongo, world.other_school, "facility")
    assert done(await neighbours.guest.get("/shared-facilities"))["items"] == []
    assert (await neighbours.guest.get(neighbours.shared)).status_code == 404
    done(await neighbours.guest.get(f"{neighbours.borrowings}/{made}"))


async def test_c28_a_recurring_booking_names_every_conflict(neighbours: Neighbours) -> None:
    done(await neighbours.book("2026-08-10T09:30:00+08:00", "2026-08-10T09:45:00+08:00"), 201)
    block = await neighbours.book("2026-09-07T00:00:00+08:00", "2026-09-08T00:00:00+08:00", kind="block")
    blocked = done(block, 201)["id"]
    weekly = {"every": "week", "weekdays": [1, 3], "until": "2026-09-30"}
    monday = ("2026-08-03T09:00:00+08:00", "2026-08-03T10:00:00+08:00")
    refused = await neighbours.ask(*monday, repeats=weekly)
    conflicts = problem(refused, 409, "facility-taken")["conflicts"]
    assert [each["starts"] for each in conflicts] == ["2026-08-10T01:00:00Z", "2026-09-07T01:00:00Z"]
    around = weekly | {"except_on": ["2026-08-10", "2026-09-07"]}
    made = done(await neighbours.ask(*monday, repeats=around), 201)["id"]
    assert len(done(await neighbours.guest.get(f"{neighbours.borrowings}/{made}"))["terms"]["slots"]) == 16
    done(await neighbours.owner.post(f"/bookings/{blocked}/cancellation", {"reason": "Selesai lebih awal."}))
    done(await neighbours.ask("2026-09-07T09:00:00+08:00", "2026-09-07T10:00:00+08:00"), 201)
    typo = await neighbours.ask(*monday, repeats={"every": "week", "untill": "2026-09-30"})
    assert typo.status_code == 422


async def test_c28_a_request_lapses_and_its_time_is_free(neighbours: Neighbours, room: Any) -> None:
    asked = ("2026-08-03T09:00:00+08:00", "2026-08-03T10:00:00+08:00")
    first = done(await neighbours.ask(*asked), 201)["id"]
    problem(await neighbours.ask(*asked), 409, "facility-taken")
    await room.clock.move(datetime(2026, 7, 4, 3, 0, tzinfo=UTC))
    done(await neighbours.book(*asked), 201)
    problem(await neighbours.owner.post(f"/bookings/{first}/approval"), 409, "booking-lapsed")
    jobs = Jobs(room, [BOOKING], Leases(room.mongo, room.clock, new_id(), 2))
    assert await jobs.run_due(room.clock.now()) == 1
    assert done(await neighbours.guest.get(f"{neighbours.borrowings}/{first}"))["status"] == "lapsed"
    assert len(await neighbours.busy(neighbours.owner, f"/facilities/{neighbours.facility}", "2026-08-03")) == 1


async def test_c28_a_teacher_of_the_owner_asks_and_staff_answer(neighbours: Neighbours) -> None:
    body = {
        "starts": "2026-08-03T09:00:00+08:00", "ends": "2026-08-03T10:00:00+08:00", "purpose": PURPOSE, "people": 20,
    }  # fmt: skip
    path = f"/facilities/{neighbours.facility}/bookings"
    made = done(await neighbours.owners_teacher.post(path, body), 201)["id"]
    waiting = done(await neighbours.owner.get("/bookings?status=requested&starts_from=2026-08-01"))["items"]
    assert [row["id"] for row in waiting] == [made]
    assert (await neighbours.owners_teacher.post(f"/bookings/{made}/approval")).status_code == 403
    done(await neighbours.owner.post(f"/bookings/{made}/refusal", {"reason": "Dipakai ujian."}))
    done(await neighbours.owners_teacher.post(path, body), 201)


async def test_c28_the_same_request_again_is_the_same_booking(neighbours: Neighbours) -> None:
    body = {
        "starts": "2026-07-02T09:00:00+08:00", "ends": "2026-07-02T10:00:00+08:00", "purpose": PURPOSE, "people": 20,
    }  # fmt: skip
    path = f"{neighbours.shared}/bookings"
    first = done(await neighbours.guest.post(path, body, idempotency_key="a"), 201)
    again = await neighbours.guest.post(path, body, idempotency_key="a")
    assert done(again, 201)["id"] == first["id"]
    assert again.headers["idempotency-replayed"] == "true"


@pytest.fixture
async def fleet(neighbours: Neighbours, room: Any, mongo: Mongo) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Four processes' worth of the service: each with its own queues and its own memory of states."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(
                httpx.AsyncClient(
                    transport=httpx.ASGITransport(build_api(Runtime(SERVICE, room.settings, mongo, FixedClock(START)))),
                    base_url="http://test",
                )
            )
            for _ in range(4)
        ]


async def test_c28_sixty_four_ask_at_once_and_none_is_lent_twice(
    neighbours: Neighbours, fleet: list[httpx.AsyncClient], mongo: Mongo
) -> None:
    """Eight hours that overlap in pairs, eight askers each: what stands never overlaps, and every hour is taken."""
    owner = neighbours.owner.school

    async def ask(number: int) -> int:
        hour, minute = divmod(7 * 60 + number % 8 * 30, 60)
        body = {
            "starts": f"2026-08-31T{hour:02d}:{minute:02d}:00+08:00", "people": 1, "purpose": PURPOSE,
            "ends": f"2026-08-31T{hour + 1:02d}:{minute:02d}:00+08:00",
            "repeats": {"every": "day", "count": 2},
        }  # fmt: skip
        client = fleet[number % len(fleet)]
        caller = neighbours.guest if number % 2 else neighbours.owner
        path = f"{neighbours.shared}/bookings" if number % 2 else f"/facilities/{neighbours.facility}/bookings"
        for _ in range(20):
            answer = await client.post(
                f"/partners/schools/{caller.school}{path}", json=body, headers={"authorization": caller.authorization}
            )
            if answer.status_code != 503:
                return answer.status_code
        return 503

    answers = Counter(await asyncio.gather(*(ask(number) for number in range(64))))
    months = [each async for each in mongo.documents("current_facility_month").find({"tenant": owner})]
    # 07:30 to 08:30 in WITA lies across the end of the month in UTC, so both of its months hold that hour.
    taken = sorted(
        {(each["starts"], each["ends"], each["booking"]) for month in months for each in month["state"]["taken"]}
    )
    assert set(answers) == {201, 409}
    assert len({booking for _, _, booking in taken}) == answers[201]
    assert len(taken) == 2 * answers[201], "both days or none"
    assert 3 <= answers[201] <= 4, "hours that begin every 30 minutes leave room for three or four"
    assert all(early[1] <= late[0] for early, late in pairwise(taken))
    booked = await mongo.documents("current_facility_booking").count({"tenant": owner})
    assert booked == answers[201]


async def test_c28_what_one_process_lends_another_can_take_back(
    neighbours: Neighbours, fleet: list[httpx.AsyncClient]
) -> None:
    """A state that a process remembers from before must not let a cancelled booking keep its time."""
    caller = neighbours.owner
    asked = ["09:00", "10:00", "11:00", "12:00"]

    async def send(client: httpx.AsyncClient, path: str, body: Any) -> Any:
        whole = f"/partners/schools/{caller.school}{path}"
        return done(await client.post(whole, json=body, headers={"authorization": caller.authorization}), 201)

    made = []
    for client, hour in zip(fleet, asked, strict=True):
        body = {
            "starts": f"2026-08-03T{hour}:00+08:00", "ends": f"2026-08-03T{hour[:2]}:30:00+08:00", "purpose": PURPOSE,
        }  # fmt: skip
        made.append((await send(client, f"/facilities/{neighbours.facility}/bookings", body))["id"])
    for client, booking in zip(fleet, reversed(made), strict=True):
        whole = f"/partners/schools/{caller.school}/bookings/{booking}/cancellation"
        done(await client.post(whole, json={"reason": "Batal."}, headers={"authorization": caller.authorization}))
    assert await neighbours.busy(caller, f"/facilities/{neighbours.facility}", "2026-08-03") == []
