"""What the directory decides reaches another service over Kafka, and that service's `allow`, in time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from services.directory.app import SERVICE
from shared.auth import COPIES, hear_directory
from shared.auth.memberships import CACHE_SECONDS
from shared.clock import SystemClock
from shared.consumer import Consumer, Hears
from shared.consumer.freshness import FRESHNESS
from shared.consumer.runtime import groups_of
from shared.http.app import make_app
from shared.mongo import apply, connect
from shared.people import People
from shared.relay import Heartbeat, Relay
from shared.settings import ServiceSettings
from shared.texts import Texts
from shared.topics import apply as apply_topics
from shared.topics import domain_topics, group_topics
from tests.integration.auth.conftest import Room, router
from tests.integration.directory.conftest import Caller, Directory, done, problem
from tests.integration.kernel.flow import FAST, until

UNKNOWN_SECONDS = 600.0
SWEEP_SECONDS = 3600.0
"""Of the directory's relay: what arrives at all in these tests, arrives because a command woke it."""


class LaterClock(SystemClock):
    """Machine time that a test lets pass without waiting for it."""

    passed = 0.0

    def machine(self) -> datetime:
        return super().machine() + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        return super().monotonic() + self.passed


@dataclass
class Neighbour:
    """Another service that hears the directory, and the directory's heartbeat, which a test may stop."""

    http: httpx.AsyncClient
    beating: asyncio.Task[None]
    room: Room
    clock: LaterClock

    async def get(self, caller: Caller, path: str) -> httpx.Response:
        """GET below /test, as somebody whom the directory knows."""
        return await self.http.get(f"/test{path}", headers={"Authorization": caller.authorization})

    async def answers(self, caller: Caller, path: str, status: int) -> None:
        """Waits until it answers so."""

        async def so() -> bool:
            return (await self.get(caller, path)).status_code == status

        await until(so, every=0.02)

    async def turns(self, caller: Caller, path: str, status: int, copy: str, known: dict[str, Any]) -> None:
        """`CACHE_SECONDS` after its copy holds what is `known`, it answers so, however long the way took."""
        documents = self.room.mongo.documents(copy)
        await until(lambda: documents.count(known), every=0.02)
        self.clock.passed += CACHE_SECONDS
        assert (await self.get(caller, path)).status_code == status


def other_settings(settings: ServiceSettings) -> ServiceSettings:
    """Of the neighbour, which loses patience sooner than usual."""
    own = {"service": "test", "mongo_database": f"{settings.mongo_database}_test"}
    return ServiceSettings.model_validate(settings.model_dump() | own | {"directory_unknown_seconds": UNKNOWN_SECONDS})


@pytest.fixture
async def neighbour(directory: Directory, settings: ServiceSettings) -> AsyncIterator[Neighbour]:
    """Running, with the directory's relay and heartbeat."""
    hears = Hears("test")
    hear_directory(hears)
    topics = domain_topics(settings, "directory", SERVICE.deciders)
    groups = group_topics(settings, groups_of(hears, settings.topic_prefix))
    applied = await apply_topics(settings.kafka_client_options(), [*topics, *groups])
    assert not applied.problems
    relay = Relay.of(directory.room, SERVICE.deciders, sweep=SWEEP_SECONDS)
    directory.room.journal.wake = relay.wake
    mongo = connect(other_settings(settings))
    await apply(mongo, [*COPIES, FRESHNESS])
    clock = LaterClock()
    room = Room(other_settings(settings), mongo, clock, People(mongo, clock, Texts(mongo, clock)))
    consumer = Consumer(hears, room, pace=FAST)
    heartbeat = Heartbeat(
        service="directory",
        mongo=directory.room.mongo,
        clock=directory.room.clock,
        kafka=settings.kafka_client_options(),
        topics=[topic.name for topic in topics if topic.compact],
    )
    tasks = [asyncio.create_task(part) for part in (relay.run(), consumer.run(), heartbeat.run(every=0.5))]
    app = make_app("test", "Test", "Says who called.", [router], room)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        yield Neighbour(http, tasks[-1], room, clock)
    await relay.stop()
    await consumer.stop()
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    await mongo.close()


def test_the_directory_s_topics_are_compacted(settings: ServiceSettings) -> None:
    """One partition, newest per key, so that a new service knows everything at once; erasures are kept whole."""
    topics = {
        topic.name.removeprefix(settings.topic_prefix): topic
        for topic in domain_topics(settings, "directory", SERVICE.deciders)
    }
    assert all((topic.compact, topic.partitions) == (True, 1) for name, topic in topics.items() if "person" not in name)
    assert not topics["directory.person.v1"].compact


async def test_decisions_arrive_in_time(directory: Directory, neighbour: Neighbour) -> None:
    """Members and keys open another service's doors, and close them.

    Within two seconds, of which one is `CACHE_SECONDS` and the other for a way over Kafka that waits for no sweep.
    """
    school, sister = directory.schools
    kepsek, path = directory.caller("kepsek-3"), f"/schools/{directory.schools[0]}/decisions"
    await neighbour.answers(kepsek, path, 200)
    await neighbour.answers(kepsek, f"/schools/{sister}/decisions", 404)  # 503 until every topic's heartbeat is heard
    problem(await neighbour.get(directory.caller("nobody"), path), 404, "not-found")

    terminal = {"name": "terminal", "scopes": ["partners:decide"]}
    issued = done(await kepsek.post(f"/schools/{school}/keys", terminal), 201)
    key = directory.bearer(issued["key"])
    await neighbour.answers(key, path, 200)
    done(await kepsek.post(f"/schools/{school}/keys/{issued['id']}/revoke"))
    revoked = {"id": issued["id"], "state.secrets.revoked": True}
    await neighbour.turns(key, path, 401, "directory_api_keys", revoked)

    guru = {"subject": "guru", "name": "Ibu Guru", "roles": ["principal"]}
    added = done(await kepsek.post(f"/schools/{school}/members", guru), 201)
    await neighbour.answers(directory.caller("guru"), path, 200)
    members = f"/schools/{school}/members/{added['id']}"
    done(await kepsek.put(f"{members}/roles", {"roles": ["teacher"]}, If_Match='"1"'))
    await neighbour.turns(directory.caller("guru"), path, 403, "directory_members", {"id": added["id"], "number": 2})
    done(await kepsek.post(f"{members}/end"))
    await neighbour.turns(directory.caller("guru"), path, 404, "directory_members", {"id": added["id"], "number": 3})
    assert (await neighbour.get(kepsek, path)).status_code == 200, "whoever stayed still may"


async def test_a_partner_s_key_opens_its_account(directory: Directory, neighbour: Neighbour) -> None:
    """Also for the administrators of its alliance; not for those of another."""
    hotel = await directory.register()
    body = {"name": "property-system", "scopes": ["webhook:read", "partners:read"], "organisation": hotel}
    issued = done(await directory.caller("admin").post(f"/alliances/{directory.alliance}/keys", body), 201)
    path = f"/organisations/{hotel}/endpoints"
    await neighbour.answers(directory.bearer(issued["key"]), path, 200)
    await neighbour.answers(directory.bearer(issued["key"]), f"/schools/{directory.schools[1]}/shared", 200)
    await neighbour.answers(directory.caller("admin"), path, 200)
    await directory.found("Lain", "lain")
    await neighbour.answers(directory.caller("lain"), path, 404)
    assert (await neighbour.get(directory.bearer(issued["key"]), path)).status_code == 200


async def test_silence_turns_no_into_wait(directory: Directory, neighbour: Neighbour) -> None:
    """Without heartbeats an unknown caller is told to wait; the known go on."""
    kepsek, path = directory.caller("kepsek-3"), f"/schools/{directory.schools[0]}/decisions"
    await neighbour.answers(kepsek, path, 200)
    await neighbour.answers(directory.caller("nobody"), path, 404)
    neighbour.beating.cancel()
    neighbour.clock.passed += UNKNOWN_SECONDS / 2
    assert (await neighbour.get(directory.caller("nobody"), path)).status_code == 404
    neighbour.clock.passed += UNKNOWN_SECONDS / 2
    assert (await neighbour.get(directory.caller("nobody"), path)).status_code == 503
    assert (await neighbour.get(kepsek, path)).status_code == 200
