"""Personal data and free text: only here, only with an accepted command, gone when asked."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from pymongo.errors import AutoReconnect

from shared.events import TextRef
from shared.ids import new_id
from shared.journal import Claim, Entry, Journal, Step, execution
from shared.refusals import Busy, NotFound, Refused
from shared.staging import sweep
from tests.integration.kernel.house import OTHER, SCHOOL, House
from tests.integration.kernel.sample import JAR, AddCoins, MakeJar

STAGED_IN = ("people", "texts", "letters")
SITI = {"name": "Siti Aminah", "email": "siti@contoh.sch.id"}


async def register(house: House, **fields: Any) -> tuple[str, TextRef]:
    ctx = house.context(**fields)
    person = ctx.person("student", SITI)
    note = ctx.text("Siti is often late.", about=[person])
    await ctx.execute(JAR, new_id(), MakeJar())
    return person, note


async def test_person_and_text_come_with_the_command(house: House) -> None:
    person, note = await register(house)
    assert (await house.people.require(SCHOOL, person)).data == SITI
    assert await house.texts.get(SCHOOL, note.id) == "Siti is often late."
    assert await house.texts.holds(SCHOOL, note)
    assert await house.people.get(OTHER, person) is None
    assert await house.texts.get(OTHER, note.id) is None


async def test_a_refused_command_leaves_neither(house: House) -> None:
    id = new_id()
    await house.context().execute(JAR, id, MakeJar(size=1))
    ctx = house.context()
    person = ctx.person("student", SITI)
    with pytest.raises(Refused):
        await ctx.execute(JAR, id, AddCoins(coins=("a", "b")))
    assert await house.people.get(SCHOOL, person) is None


NISN = Claim("nisn", "sealed", Refused("nisn-taken", "Somebody else has this number."))


async def enrol(house: House, **fields: Any) -> str:
    """Somebody with a number that only one may have, with a text and a letter."""
    ctx = house.context(**fields)
    person = ctx.person("student", SITI)
    ctx.text("Siti is often late.", about=[person])
    ctx.letter(person, "consent", {})
    await ctx.execute_all([Step(JAR, new_id(), MakeJar())], [NISN])
    return person


@pytest.mark.parametrize("age", [timedelta(0), timedelta(days=1)])
async def test_an_edit_that_is_refused_at_the_last_moment_changes_nothing(
    house: House, age: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def free(*_args: object) -> None:
        """As it is when another takes it just after the look."""

    person = await enrol(house)
    house.clock.ahead = age
    await sweep(house.mongo, house.clock)
    monkeypatch.setattr(execution, "check", free)
    ctx = house.context()
    ctx.person("student", SITI | {"email": "lain@contoh.sch.id"}, person)
    with pytest.raises(Refused, match="nisn-taken"):
        await ctx.execute_all([Step(JAR, new_id(), MakeJar())], [NISN])
    assert (await house.people.require(SCHOOL, person)).data == SITI
    assert "before" not in (await house.mongo.tenant(SCHOOL)["people"].get(person) or {})


async def test_an_edit_stands_or_is_taken_back_as_its_command_came_or_did_not(house: House) -> None:
    stands, lost = (await register(house))[0], (await register(house))[0]
    ctx = house.context()
    ctx.person("student", {"name": "Siti Baru"}, stands)
    await ctx.execute(JAR, new_id(), MakeJar())
    staged = house.people.stage(lost, kind="student", data={"name": "Siti Hilang"})
    await staged.store(house, SCHOOL, "never-came", new_id())
    assert await house.people.settle_edits() == 0
    house.clock.ahead = timedelta(hours=2)
    assert await house.people.settle_edits() == 1
    assert await house.people.settle_edits() == 0
    assert (await house.people.require(SCHOOL, stands)).data == {"name": "Siti Baru"}
    assert (await house.people.require(SCHOOL, lost)).data == SITI
    assert await house.mongo.documents("people").count({"before": {"$exists": True}}) == 0


async def test_what_an_edit_replaced_is_erased_too(house: House) -> None:
    person, _ = await register(house)
    ctx = house.context()
    ctx.person("student", {"name": "Siti Baru"}, person)
    await ctx.execute(JAR, new_id(), MakeJar())
    await house.people.erase(house.context(), person)
    stored = str(await house.mongo.documents("people").find({}))
    assert "Siti" not in stored


async def everything_staged(house: House) -> dict[str, list[Any]]:
    """Ids of what the three collections hold, whatever state it is in."""
    return {name: [one["id"] for one in await house.mongo.documents(name).find({})] for name in STAGED_IN}


async def test_a_refused_claim_leaves_nothing_at_all(house: House) -> None:
    person = await enrol(house)
    before = await everything_staged(house)
    with pytest.raises(Refused, match="nisn-taken"):
        await enrol(house)
    assert await everything_staged(house) == before
    assert before["people"] == [person]


async def test_of_two_who_claim_at_once_only_the_winner_leaves_anything(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def both_free(*_args: object) -> None:
        """As it is when two look at the same moment."""

    monkeypatch.setattr(execution, "check", both_free)
    outcomes = await asyncio.gather(*(enrol(house) for _ in range(4)), return_exceptions=True)
    (winner,) = [each for each in outcomes if isinstance(each, str)]
    assert {type(each) for each in outcomes} == {str, Refused}
    staged = await everything_staged(house)
    assert staged["people"] == [winner]
    assert [len(found) for found in staged.values()] == [1, 1, 1]


async def test_a_loser_whose_retry_is_refused_leaves_nothing(house: House) -> None:
    """Staged for an attempt that lost the race for its number; decided again, the rule said no."""
    jar = new_id()
    await house.context().execute(JAR, jar, MakeJar(size=1))

    async def add() -> None:
        ctx = house.context()
        ctx.text("A coin from Siti.")
        await Journal(house.mongo, house.clock, [JAR]).execute(JAR, jar, AddCoins(coins=("a",)), ctx._cause())

    outcomes = await asyncio.gather(*(add() for _ in range(4)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "Refused", "Refused", "Refused"]
    assert len((await everything_staged(house))["texts"]) == 1


async def test_what_an_insert_without_an_answer_may_need_is_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may still arrive; the sweep looks again in an hour."""
    ctx = house.context()
    ctx.person("student", SITI)

    async def lost(*_args: object) -> None:
        raise AutoReconnect("the answer was lost")

    with monkeypatch.context() as broken:
        broken.setattr(house.journal.store, "insert", lost)
        broken.setattr(execution, "TRIES", 2)
        with pytest.raises(Busy):
            await ctx.execute(JAR, new_id(), MakeJar())
    assert len((await everything_staged(house))["people"]) == 1
    house.clock.ahead = timedelta(hours=2)
    assert await sweep(house.mongo, house.clock) == 1


async def test_the_journal_holds_no_person(house: House) -> None:
    await register(house)
    for document in await house.mongo.documents("journal").find({}):
        assert "Siti" not in str(document)


async def test_data_can_be_replaced_within_and_without_a_command(house: House) -> None:
    person, _ = await register(house)
    await house.people.update(SCHOOL, person, {"name": "Siti A."})
    assert (await house.people.require(SCHOOL, person)).data == {"name": "Siti A."}
    ctx = house.context()
    ctx.person("student", {"name": "Siti B."}, id=person)
    await ctx.execute(JAR, new_id(), MakeJar())
    assert (await house.people.require(SCHOOL, person)).data == {"name": "Siti B."}
    with pytest.raises(NotFound):
        await house.people.update(OTHER, person, {})


async def test_the_export_has_everything_about_a_person(house: House) -> None:
    person, note = await register(house)
    assert await house.people.export(SCHOOL, person) == {
        "id": person,
        "kind": "student",
        "data": SITI,
        "texts": [{"id": note.id, "text": "Siti is often late."}],
        "attachments": [],
        "letters": [],
    }


async def test_erasure_removes_all_and_says_so_once(house: House) -> None:
    person, note = await register(house)
    outcome = await house.people.erase(house.context(), person)
    assert [type(event).__name__ for event in outcome.events] == ["PersonErased"]
    assert await house.people.get(SCHOOL, person) is None
    assert await house.texts.get(SCHOOL, note.id) is None
    assert "Siti" not in str(await house.mongo.documents("people").find({}))
    assert (await house.people.erase(house.context(), person)).events == ()
    with pytest.raises(NotFound):
        await house.people.erase(house.context(OTHER), person)
    entries = await house.mongo.documents("journal").find({"aggregate": "person"})
    assert [event.data for entry in entries for event in Entry.read(entry).events] == [
        {"person": person, "role": "student"}
    ]


async def test_nothing_is_written_about_somebody_who_is_being_erased(house: House) -> None:
    person, _ = await register(house)
    await house.mongo.tenant(SCHOOL)["people"].update(person, {"$set": {"erasing_at": house.clock.machine()}})
    ctx = house.context()
    ctx.text("Siti was late again.", about=[person])
    with pytest.raises(Refused, match="person-being-erased"):
        await ctx.execute(JAR, new_id(), MakeJar())
    texts = await house.mongo.documents("texts").find({})
    assert [one["text"] for one in texts] == ["Siti is often late."]


async def test_nothing_late_brings_an_erased_person_back(house: House) -> None:
    person, _ = await register(house)
    await house.people.erase(house.context(), person)
    ctx = house.context()
    ctx.person("student", SITI, id=person)
    with pytest.raises(Refused, match="person-erased"):
        await ctx.execute(JAR, new_id(), MakeJar())
    assert await house.people.get(SCHOOL, person) is None


async def test_an_erasure_that_a_crash_cut_off_is_finished(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    person, note = await register(house)

    async def crash(*_args: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as process:
        process.setattr(house.people, "_forget", crash)
        with pytest.raises(ConnectionError):
            await house.people.erase(house.context(), person)
    assert await house.people.get(SCHOOL, person) is not None
    assert await house.people.finish_erasures() == 1
    assert await house.people.get(SCHOOL, person) is None
    assert await house.texts.get(SCHOOL, note.id) is None
    assert await house.people.finish_erasures() == 0


async def test_erasures_are_replayed_after_a_restore(house: House) -> None:
    """Of `people` alone: the journal knows who it was."""
    person, _ = await register(house)
    kept = await house.mongo.documents("people").find({})
    await house.people.erase(house.context(), person)
    await house.mongo.documents("people").replace_one({"_id": kept[0]["_id"]}, kept[0])
    assert await house.people.get(SCHOOL, person) is not None
    assert await house.people.forget_again(await house.people.erased_in_journal()) == 1
    assert await house.people.get(SCHOOL, person) is None
    assert await house.people.forget_again(await house.people.erased_in_journal()) == 0


async def test_what_was_staged_for_a_command_that_never_came_is_swept(house: House) -> None:
    kept, kept_note = await register(house)
    lost, lost_note = house.people.stage(new_id(), kind="student", data=SITI), house.texts.stage(new_id(), text="x")
    await lost.store(house, SCHOOL, "never", "never")
    await lost_note.store(house, SCHOOL, "never", "never")
    assert await sweep(house.mongo, house.clock) == 0
    house.clock.ahead = timedelta(hours=2)
    assert await sweep(house.mongo, house.clock) == 2
    assert await house.people.get(SCHOOL, lost.id) is None
    assert await house.people.get(SCHOOL, kept) is not None
    assert await house.texts.get(SCHOOL, kept_note.id) is not None
    assert await house.mongo.documents("people").find({"staged_at": {"$exists": True}}) == []


async def test_a_person_staged_by_several_attempts_lives_when_one_of_them_won(house: House) -> None:
    id = new_id()
    staged = house.people.stage(id, kind="student", data=SITI)
    await staged.store(house, SCHOOL, "never", "never")
    ctx = house.context(command_id="key:1")
    ctx.person("student", SITI, id=id)
    await ctx.execute(JAR, new_id(), MakeJar())
    await staged.store(house, SCHOOL, "later", "later")
    house.clock.ahead = timedelta(hours=2)
    assert await sweep(house.mongo, house.clock) == 0
    assert await house.people.get(SCHOOL, id) is not None
