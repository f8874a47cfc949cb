"""The storage suite: a command is applied once, in order, whole, and only in its tenant."""

import asyncio

import pytest

from shared.clock import FixedClock
from shared.events import TextRef
from shared.ids import new_id
from shared.journal import Claim, Entry, Step
from shared.mongo import apply, missing
from shared.refusals import Busy, Invalid, NotFound, Refused, Stale
from tests.integration.kernel.sample import HOTEL, JAR, SISTER, AddCoins, EmptyJar, Jar, MakeJar, Room

FULL = Refused("number-taken", "Another jar has this number.")


async def entries(room: Room) -> list[Entry]:
    found = await room.mongo.documents("journal").find({}, sort=[("_id", 1)])
    return [Entry.read(document) for document in found]


async def jar(room: Room, **make: int) -> str:
    return (await room.context().execute(JAR, new_id(), MakeJar(**make))).id


async def test_a_command_is_one_document_with_everything(room: Room) -> None:
    id = await jar(room, size=5)
    ctx = room.context(command_id="key:1", traceparent="00-ab-cd-01", causation_id="cause")
    outcome = await ctx.execute(JAR, id, AddCoins(coins=("a", "b")))
    assert (outcome.number, outcome.repeated, outcome.state.coins) == (3, False, ("a", "b"))
    document = (await room.mongo.documents("journal").find({}, sort=[("_id", 1)]))[1]
    assert document["_id"] == f"school-a/jar/{id}/0000000002"
    assert (document["number"], document["last"], document["published"]) == (2, 3, False)
    entry = Entry.read(document)
    assert [(e.number, e.type, e.data) for e in entry.events] == [
        (2, "coin-added.v1", {"coin": "a"}),
        (3, "coin-added.v1", {"coin": "b"}),
    ]
    assert (entry.events[0].schools, entry.events[0].partners) == ((SISTER,), (HOTEL,))
    assert (entry.actor.id, entry.command, entry.causation_id, entry.trace) == (
        "member-1",
        "AddCoins",
        "cause",
        "00-ab-cd-01",
    )
    assert entry.document() == document
    assert entry.at == room.clock.now()


async def test_the_current_state_is_there_for_queries(room: Room) -> None:
    id = await jar(room, size=5)
    await room.context().execute(JAR, id, AddCoins(coins=("a",)))
    current = await room.context().current(JAR).get(id)
    assert current is not None
    assert (current["number"], current["fold"], current["state"]["coins"]) == (2, 1, ["a"])
    assert (await room.context().require(JAR, id)).number == 2
    assert [entry.number for entry in await room.context().history(JAR, id)] == [1, 2]


async def test_a_refused_command_leaves_nothing(room: Room) -> None:
    id = await jar(room, size=1)
    with pytest.raises(Refused):
        await room.context().execute(JAR, id, AddCoins(coins=("a", "b")))
    with pytest.raises(NotFound):
        await room.context().execute(JAR, new_id(), AddCoins(coins=("a",)))
    assert len(await entries(room)) == 1


async def test_the_same_command_id_is_applied_once(room: Room) -> None:
    id = await jar(room)
    first = await room.context(command_id="key:1", request_hash="h").execute(JAR, id, AddCoins(coins=("a",)))
    await room.context().execute(JAR, id, AddCoins(coins=("b",)))
    again = await room.context(command_id="key:1", request_hash="h").execute(JAR, id, AddCoins(coins=("a",)))
    assert again.repeated
    assert (again.id, again.number, again.state, again.events) == (first.id, first.number, first.state, first.events)
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        await room.context(command_id="key:1", request_hash="other").execute(JAR, id, AddCoins(coins=("c",)))
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        await room.context(command_id="key:1", request_hash="h").execute(JAR, id, EmptyJar())


async def test_a_repeated_creation_answers_with_the_first_id(room: Room) -> None:
    first = await room.context(command_id="key:1").execute(JAR, new_id(), MakeJar())
    again = await room.context(command_id="key:1").execute(JAR, new_id(), MakeJar())
    assert again.repeated
    assert again.id == first.id


async def test_a_command_id_does_not_wander_to_another_existing_stream(room: Room) -> None:
    one, two = await jar(room), await jar(room)
    await room.context(command_id="event-1").execute(JAR, one, AddCoins(coins=("a",)))
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        await room.context(command_id="event-1").execute(JAR, two, AddCoins(coins=("a",)))
    further = room.context(command_id="event-1").also(two)
    assert not (await further.execute(JAR, two, AddCoins(coins=("a",)))).repeated
    repeated = room.context(command_id="event-1").also(two)
    assert (await repeated.execute(JAR, two, AddCoins(coins=("a",)))).repeated


async def test_a_context_executes_one_command(room: Room) -> None:
    ctx = room.context()
    outcome = await ctx.execute(JAR, new_id(), MakeJar())
    with pytest.raises(RuntimeError, match="also"):
        await ctx.execute(JAR, outcome.id, AddCoins(coins=("a",)))


async def test_concurrent_repetitions_are_one_application(room: Room) -> None:
    id = await jar(room, size=1)
    other = Room(room.mongo, FixedClock(room.clock.now()))
    ten = [(room, other)[n % 2].context(command_id="key:1") for n in range(10)]
    outcomes = await asyncio.gather(*(ctx.execute(JAR, id, AddCoins(coins=("a",))) for ctx in ten))
    assert sum(not outcome.repeated for outcome in outcomes) == 1
    assert {outcome.number for outcome in outcomes} == {2}
    assert len(await entries(room)) == 2


async def test_64_commands_at_once_leave_no_gap_and_no_double(room: Room) -> None:
    id = await jar(room)
    processes = [room, *(Room(room.mongo, FixedClock(room.clock.now())) for _ in range(3))]

    async def add(n: int) -> int:
        ctx = processes[n % 4].context()
        for _ in range(10):
            try:
                return (await ctx.execute(JAR, id, AddCoins(coins=(f"coin-{n}", f"more-{n}")))).number
            except Busy:
                await asyncio.sleep(0.1)
        raise AssertionError

    numbers = await asyncio.gather(*(add(n) for n in range(64)))
    history = await room.context().history(JAR, id)
    assert [event.number for entry in history for event in entry.events] == list(range(1, 130))
    assert sorted(numbers) == list(range(3, 130, 2))
    loaded = await room.context().require(JAR, id)
    assert len(set(loaded.state.coins)) == 128
    current = await room.context().current(JAR).get(id)
    assert current is not None
    assert current["number"] == 129


async def test_what_does_not_fit_is_refused_under_any_race(room: Room) -> None:
    id = await jar(room, size=5)
    others = [Room(room.mongo, FixedClock(room.clock.now())) for _ in range(4)]
    tries = [others[n % 4].context().execute(JAR, id, AddCoins(coins=(str(n),))) for n in range(20)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 15
    assert len((await room.context().require(JAR, id)).state.coins) == 5


async def test_a_remembered_state_never_refuses_what_another_process_made_right(room: Room) -> None:
    id = await jar(room, size=1)
    await room.context().execute(JAR, id, AddCoins(coins=("a",)))
    await Room(room.mongo, room.clock).context().execute(JAR, id, EmptyJar())
    assert (await room.context().execute(JAR, id, AddCoins(coins=("b",)))).number == 4
    await Room(room.mongo, room.clock).context().execute(JAR, id, EmptyJar())
    assert (await room.context(expected=5).execute(JAR, id, AddCoins(coins=("c",)))).number == 6


async def test_a_remembered_state_never_leaves_undone_what_another_process_made_needed(room: Room) -> None:
    first, second = await jar(room), await jar(room)
    await room.context().execute(JAR, second, EmptyJar())  # remembered here, without coins
    await Room(room.mongo, room.clock).context().execute(JAR, second, AddCoins(coins=("a",)))
    emptied = Step(JAR, second, EmptyJar(if_any=True))
    await room.context().execute_all([Step(JAR, first, AddCoins(coins=("b",))), emptied])
    assert (await room.context().require(JAR, second)).state.coins == ()
    await Room(room.mongo, room.clock).context().execute(JAR, second, AddCoins(coins=("c",)))
    await room.context().execute_all([emptied, Step(JAR, first, AddCoins(coins=("d",)))])
    assert (await room.context().require(JAR, second)).state.coins == ()


async def test_if_match(room: Room) -> None:
    id = await jar(room)
    with pytest.raises(Stale) as stale:
        await room.context(expected=7).execute(JAR, id, AddCoins(coins=("a",)))
    assert stale.value.facts["current"] == 1
    first = await room.context(expected=1, command_id="key:1").execute(JAR, id, AddCoins(coins=("a",)))
    again = await room.context(expected=1, command_id="key:1").execute(JAR, id, AddCoins(coins=("a",)))
    assert (first.number, again.number, again.repeated) == (2, 2, True)


async def test_a_command_that_changes_nothing_stores_nothing(room: Room) -> None:
    id = await jar(room)
    outcome = await room.context(command_id="key:1").execute(JAR, id, AddCoins(coins=()))
    assert (outcome.number, outcome.events, outcome.repeated) == (1, (), False)
    assert len(await entries(room)) == 1


async def test_too_large_is_refused_before_it_is_stored(room: Room) -> None:
    id = await jar(room)
    with pytest.raises(Invalid, match="too-large"):
        await room.context().execute(JAR, id, AddCoins(coins=("x" * 950_000,)))
    assert len(await entries(room)) == 1


async def test_another_tenant_sees_and_changes_nothing(room: Room) -> None:
    id = await jar(room)
    stranger = room.context("school-z")
    assert await stranger.load(JAR, id) is None
    assert await stranger.history(JAR, id) == []
    assert await stranger.current(JAR).get(id) is None
    with pytest.raises(NotFound):
        await stranger.execute(JAR, id, AddCoins(coins=("a",)))
    mine = await room.context(command_id="key:1").execute(JAR, id, AddCoins(coins=("a",)))
    theirs = await room.context("school-z", command_id="key:1").execute(JAR, id, MakeJar())
    assert (mine.repeated, theirs.repeated, theirs.number) == (False, False, 1)


async def test_two_streams_in_one_transaction(room: Room) -> None:
    one, two = await jar(room, size=1), await jar(room, size=1)
    ctx = room.context(command_id="key:1")
    steps = [Step(JAR, one, AddCoins(coins=("a",))), Step(JAR, two, AddCoins(coins=("b",)))]
    outcome = await ctx.execute_all(steps)
    assert (outcome.id, outcome.number) == (one, 2)
    assert (await room.context().require(JAR, two)).state.coins == ("b",)
    again = await room.context(command_id="key:1").execute_all(steps)
    assert (again.id, again.number, again.repeated) == (one, 2, True)
    with pytest.raises(Refused):
        await room.context().execute_all([Step(JAR, await jar(room), AddCoins(coins=("c",))), steps[1]])
    assert len(await entries(room)) == 5


async def test_a_repetition_brings_up_all_that_a_died_process_has_left_behind(room: Room) -> None:
    command = "key:3"
    first, second = new_id(), new_id()
    steps = [Step(JAR, first, MakeJar(size=3)), Step(JAR, second, MakeJar(size=3))]
    await room.context(command_id=command).execute_all(steps)
    await room.mongo.documents(JAR.collection).delete_many({})
    repeated = [Step(JAR, new_id(), MakeJar(size=3)), Step(JAR, new_id(), MakeJar(size=3))]
    outcome = await Room(room.mongo, room.clock).context(command_id=command).execute_all(repeated)
    assert (outcome.id, outcome.repeated) == (first, True)
    assert {document["id"] async for document in room.mongo.documents(JAR.collection).find({})} == {first, second}


async def test_transactions_race_without_gap(room: Room) -> None:
    one, two = await jar(room), await jar(room)
    others = [Room(room.mongo, FixedClock(room.clock.now())) for _ in range(3)]

    async def add(n: int) -> None:
        first, second = (one, two) if n % 2 else (two, one)
        steps = [Step(JAR, first, AddCoins(coins=(f"{n}",))), Step(JAR, second, AddCoins(coins=(f"{n}",)))]
        for _ in range(20):
            try:
                await others[n % 3].context().execute_all(steps)
            except Busy:
                await asyncio.sleep(0.05)
            else:
                return
        raise AssertionError

    await asyncio.gather(*(add(n) for n in range(12)))
    for id in (one, two):
        loaded = await room.context().require(JAR, id)
        assert (loaded.number, len(set(loaded.state.coins))) == (13, 12)


async def test_a_claim_is_held_by_one(room: Room) -> None:
    others = [Room(room.mongo, FixedClock(room.clock.now())) for _ in range(4)]
    claim = Claim("number", "812", FULL)
    tries = [
        other.context().execute_all([Step(JAR, new_id(), MakeJar())], [claim]) for other in others for _ in range(2)
    ]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(outcome is FULL for outcome in outcomes) == 7
    assert len(await entries(room)) == 1
    await room.context("school-z").execute_all([Step(JAR, new_id(), MakeJar())], [claim])
    holder = next(outcome.id for outcome in outcomes if not isinstance(outcome, BaseException))
    await room.context().execute_all([Step(JAR, holder, AddCoins(coins=("a",)))], [claim])
    release = Claim("number", "812", release=True)
    await room.context().execute_all([Step(JAR, holder, AddCoins(coins=("b",)))], [release])
    await room.context().execute_all([Step(JAR, new_id(), MakeJar())], [claim])


async def test_a_lagging_or_outdated_current_state_is_brought_up(room: Room) -> None:
    id = await jar(room)
    await room.context().execute(JAR, id, AddCoins(coins=("a",)))
    current = room.mongo.documents(JAR.collection)
    await current.update_one({"id": id}, {"$set": {"number": 1, "state.coins": []}})
    assert await Room(room.mongo, room.clock).journal.heal("0", "g") == 1
    assert (await room.context().current(JAR).get(id) or {})["state"]["coins"] == ["a"]
    await current.delete_many({})
    assert (await Room(room.mongo, room.clock).context().require(JAR, id)).number == 2
    await current.update_one({"id": id}, {"$set": {"fold": 0, "state.coins": ["wrong"]}})
    assert (await room.context().require(JAR, id)).state.coins == ("a",)
    assert (await room.context().current(JAR).get(id) or {})["fold"] == 1
    for _ in range(6):
        await room.context().execute(JAR, id, AddCoins(coins=("b",)))
    await current.update_one({"id": id}, {"$set": {"number": 1, "state.coins": []}})
    assert (await room.context().require(JAR, id)).number == 8
    await current.update_one({"id": id}, {"$set": {"state.coins": ["wrong"]}})
    await jar(room)
    assert await room.journal.rebuild_current(JAR) == 2
    assert (await room.context().current(JAR).get(id) or {})["state"]["coins"] == ["a", *"bbbbbb"]


async def test_the_relay_is_woken_before_the_current_state_is_written(room: Room) -> None:
    woken: list[int] = []
    room.journal.wake = lambda: woken.append(1)
    id = await jar(room)
    with pytest.raises(NotFound):
        await room.context().execute(JAR, new_id(), EmptyJar())
    await room.context().execute(JAR, id, AddCoins(coins=()))
    assert woken == [1]


class Paper:
    """Something staged."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.stored: list[tuple[str, str, int]] = []

    async def store(self, runtime: Room, tenant: str, command_id: str, entry_id: str) -> None:
        assert runtime is self.room
        self.stored.append((command_id, entry_id, len(await entries(self.room))))


async def test_staged_documents_are_stored_just_before_the_insert_and_never_when_refused(room: Room) -> None:
    refused, accepted = Paper(room), Paper(room)
    ctx = room.context()
    ctx.staged.append(refused)
    with pytest.raises(NotFound):
        await ctx.execute(JAR, new_id(), EmptyJar())
    assert refused.stored == []
    ctx = room.context(command_id="key:1")
    ctx.staged.append(accepted)
    await ctx.execute(JAR, new_id(), MakeJar())
    [entry] = await entries(room)
    assert accepted.stored == [("key:1", entry.entry_id, 0)]


async def test_declarations_are_complete_and_repeatable(room: Room) -> None:
    collections = room.journal.collections()
    assert await missing(room.mongo, collections) == []
    assert await apply(room.mongo, collections) == []
    await room.mongo.documents("journal").raw.drop_index("tenant_command_id_unique")
    assert await missing(room.mongo, collections) == ["index journal.tenant_command_id_unique"]
    assert await apply(room.mongo, collections) == ["index journal.tenant_command_id_unique"]


def test_states_and_references_are_plain_values() -> None:
    assert Jar.model_validate(Jar(size=1).model_dump(mode="json")) == Jar(size=1)
    assert TextRef(id=new_id(), digest="0" * 64)
