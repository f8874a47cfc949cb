"""Connections that break around the insert: a command is applied once whatever the network makes of it."""

from collections.abc import AsyncIterator

import pytest
from pymongo.uri_parser import parse_uri

from shared.clock import FixedClock
from shared.ids import new_id
from shared.journal import Claim, Step
from shared.mongo import apply, connect
from shared.refusals import Busy
from shared.settings import ServiceSettings
from tests.faulty_proxy import Fault, FaultyProxy
from tests.integration.kernel.sample import JAR, START, AddCoins, MakeJar, Room


@pytest.fixture
async def proxy(mongo_url: str) -> AsyncIterator[FaultyProxy]:
    host, port = parse_uri(mongo_url)["nodelist"][0]
    async with FaultyProxy(host, port) as proxy:
        yield proxy


@pytest.fixture(params=["pymongo", "motor"])
async def room(request: pytest.FixtureRequest, settings: ServiceSettings, proxy: FaultyProxy) -> AsyncIterator[Room]:
    """Through the proxy, without the driver's own retries, which would hide what we want to see."""
    url = f"mongodb://127.0.0.1:{proxy.port}/?directConnection=true&retryWrites=false&retryReads=false&timeoutMS=2000"
    values = settings.model_dump() | {"mongo_url": url, "mongo_driver": request.param}
    mongo = connect(ServiceSettings(**values))
    room = Room(mongo, FixedClock(START))
    await apply(mongo, room.journal.collections())
    yield room
    proxy.heal()
    await mongo.close()


def insert(request: bytes) -> bool:
    return b"\x02insert\x00" in request and b"journal\x00" in request


def commit(request: bytes) -> bool:
    return b"commitTransaction" in request


async def stored(room: Room) -> list[tuple[int, int]]:
    found = await room.mongo.documents("journal").find({}, sort=[("_id", 1)])
    return [(document["number"], document["last"]) for document in found]


@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize("times", [1, 3])
async def test_a_broken_insert_is_applied_once(room: Room, proxy: FaultyProxy, fault: Fault, times: int) -> None:
    id = (await room.context().execute(JAR, new_id(), MakeJar(size=1))).id
    proxy.once(insert, fault, times)
    outcome = await room.context().execute(JAR, id, AddCoins(coins=("a",)))
    assert (outcome.number, outcome.repeated, outcome.state.coins) == (2, False, ("a",))
    assert proxy.struck >= 1
    assert await stored(room) == [(1, 1), (2, 2)]


async def test_a_broken_creation_is_one_creation(room: Room, proxy: FaultyProxy) -> None:
    proxy.once(insert, Fault.ANSWER_LOST)
    outcome = await room.context(command_id="key:1").execute(JAR, new_id(), MakeJar())
    again = await room.context(command_id="key:1").execute(JAR, new_id(), MakeJar())
    assert (again.id, outcome.repeated, again.repeated) == (outcome.id, False, True)
    assert await stored(room) == [(1, 1)]


@pytest.mark.parametrize("fault", list(Fault))
async def test_a_broken_commit_is_applied_once(room: Room, proxy: FaultyProxy, fault: Fault) -> None:
    proxy.once(commit, fault)
    step = Step(JAR, new_id(), MakeJar())
    try:
        outcome = await room.context(command_id="key:1").execute_all([step], [Claim("number", "1")])
    except Busy:  # an abandoned transaction holds its documents until the server gives it up
        assert fault is Fault.REQUEST_LOST
        return
    assert not outcome.repeated
    assert await stored(room) == [(1, 1)]
    assert await room.mongo.documents("claims").count({}) == 1


async def test_a_silent_database_is_busy_and_the_command_can_be_repeated(
    room: Room, proxy: FaultyProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.journal.execution.DEADLINE", 2.0)
    id = (await room.context().execute(JAR, new_id(), MakeJar())).id
    proxy.once(insert, Fault.ANSWER_LOST, times=1000)
    proxy.once(lambda request: b"command_id" in request and b"\x02find\x00" in request, Fault.REQUEST_LOST, times=1000)
    with pytest.raises(Busy, match="not known"):
        await room.context().execute(JAR, id, AddCoins(coins=("a",)))
    proxy.heal()
    assert await stored(room) == [(1, 1), (2, 2)]


async def test_the_drivers_own_retry_does_not_apply_it_twice(
    settings: ServiceSettings, mongo_url: str, proxy: FaultyProxy
) -> None:
    """With the driver's own retries on, its second insert meets its first: also one application."""
    url = f"mongodb://127.0.0.1:{proxy.port}/?directConnection=true&timeoutMS=4000"
    mongo = connect(ServiceSettings(**(settings.model_dump() | {"mongo_url": url})))
    room = Room(mongo, FixedClock(START))
    await apply(mongo, room.journal.collections())
    proxy.once(insert, Fault.ANSWER_LOST)
    outcome = await room.context().execute(JAR, new_id(), MakeJar())
    assert not outcome.repeated
    assert await stored(room) == [(1, 1)]
    await mongo.close()
