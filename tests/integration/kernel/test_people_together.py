"""A text about several persons loses the one who asks to be forgotten, and stays with the others (ADR 0015)."""

import asyncio
from typing import Any

import pytest

from shared.blanking import MARK
from shared.events import TextRef
from shared.ids import new_id
from shared.journal import Journal
from shared.mongo import TenantCollection
from tests.integration.kernel.house import OTHER, SCHOOL, House
from tests.integration.kernel.sample import JAR, MakeJar

SITI = {"name": "Siti Aminah", "email": "siti@contoh.sch.id"}
BUDI = {"name": "Budi Santoso", "phone": "+62 812 3456 789"}
MINUTES = "Siti Aminah (siti@contoh.sch.id) and Budi agree."


async def both(house: House, text: str = MINUTES) -> tuple[str, str, TextRef]:
    """Two persons with a text about them and a text about each."""
    ctx = house.context()
    siti, budi = ctx.person("contact", SITI), ctx.person("contact", BUDI)
    ctx.text("Siti is often late.", about=[siti, siti])
    ctx.text("Call Budi at 08123456789.", about=[budi])
    minutes = ctx.text(text, about=[siti, budi])
    await ctx.execute(JAR, new_id(), MakeJar())
    return siti, budi, minutes


async def stored(house: House) -> list[dict[str, Any]]:
    return [one async for one in house.mongo.documents("texts").find({}, sort=[("_id", 1)])]


async def test_one_of_several_is_blanked_out_and_the_text_stays(house: House) -> None:
    siti, budi, minutes = await both(house)
    await house.people.erase(house.context(), siti)
    assert await house.texts.get(SCHOOL, minutes.id) == f"{MARK} ({MARK}) and Budi agree."
    assert await house.texts.redacted(SCHOOL, [minutes.id]) == [minutes.id]
    assert await house.texts.redacted(OTHER, [minutes.id]) == []
    assert await house.texts.about(SCHOOL, siti) == []
    assert [one["text"] for one in await house.texts.about(SCHOOL, budi)] == [
        "Call Budi at 08123456789.",
        f"{MARK} ({MARK}) and Budi agree.",
    ]
    assert "Siti" not in str(await stored(house))


async def test_the_digest_of_the_event_proves_nothing_any_more(house: House) -> None:
    siti, _, minutes = await both(house)
    (before,) = [one for one in await stored(house) if one["id"] == minutes.id]
    assert await house.texts.holds(SCHOOL, minutes)
    await house.people.erase(house.context(), siti)
    (after,) = [one for one in await stored(house) if one["id"] == minutes.id]
    assert not await house.texts.holds(SCHOOL, minutes)
    assert after["salt"] != before["salt"]
    assert after["redacted"]


async def test_a_text_that_does_not_name_the_person_stays_as_the_event_spoke_of_it(house: House) -> None:
    siti, budi, decision = await both(house, "Four places are granted.")
    await house.people.erase(house.context(), siti)
    assert await house.texts.holds(SCHOOL, decision)
    assert await house.texts.redacted(SCHOOL, [decision.id]) == []
    assert decision.id in {one["id"] for one in await house.texts.about(SCHOOL, budi)}


async def test_with_the_last_of_several_the_text_goes(house: House) -> None:
    siti, budi, _ = await both(house)
    await house.people.erase(house.context(), siti)
    await house.people.erase(house.context(), budi)
    assert await stored(house) == []


async def test_two_who_are_erased_at_once_leave_what_one_after_the_other_leave(house: House) -> None:
    ctx = house.context()
    everybody = [ctx.person("contact", {"name": f"Made{letter}"}) for letter in "abcd"]
    notes = [ctx.text(f"Madea, Madeb, Madec, Maded: {number}", about=everybody) for number in range(5)]
    await ctx.execute(JAR, new_id(), MakeJar())
    await asyncio.gather(*(house.people.erase(house.context(), one) for one in everybody[:3]))
    texts = await house.texts.many(SCHOOL, [note.id for note in notes])
    assert [texts[note.id] for note in notes] == [f"{MARK}, {MARK}, {MARK}, Maded: {number}" for number in range(5)]
    assert {tuple(one["about"]) for one in await stored(house)} == {(everybody[3],)}


async def test_a_text_about_somebody_who_is_not_known_here_goes_as_a_whole(house: House) -> None:
    """Written after the erasure, or about a student whose name another service keeps: nobody knows what to blank."""
    siti, budi, _ = await both(house)
    await house.people.erase(house.context(), siti)
    ctx = house.context()
    late = ctx.text("Siti and Budi again.", about=[siti, budi])
    await ctx.execute(JAR, new_id(), MakeJar())
    assert await house.people.forget_again([(SCHOOL, siti)]) == 0
    assert await house.texts.get(SCHOOL, late.id) is None


async def test_doing_it_again_changes_nothing(house: House) -> None:
    siti, _, _ = await both(house)
    await house.people.erase(house.context(), siti)
    once = await stored(house)
    await house.people.erase(house.context(), siti)
    assert await house.people.forget_again(await house.people.erased_in_journal()) == 0
    assert await stored(house) == once


async def test_after_a_restore_the_person_is_blanked_out_again(house: House) -> None:
    siti, budi, minutes = await both(house)
    backup = {name: [one async for one in house.mongo.documents(name).find({})] for name in ("people", "texts")}
    await house.people.erase(house.context(), siti)
    for name, documents in backup.items():
        await house.mongo.documents(name).delete_many({})
        for document in documents:
            await house.mongo.documents(name).insert_one(document)
    assert await house.people.forget_again(await house.people.erased_in_journal()) == 1
    assert await house.texts.get(SCHOOL, minutes.id) == f"{MARK} ({MARK}) and Budi agree."
    assert await house.people.get(SCHOOL, budi) is not None


WRITES = ((TenantCollection, "update"), (TenantCollection, "remove"), (TenantCollection, "remove_all"))


def cut_off(process: pytest.MonkeyPatch, after: int) -> None:
    """The process ends at the write after so many."""
    left = after

    def counted(write: Any) -> Any:
        async def writing(*args: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise ConnectionError
            return await write(*args, **named)

        return writing

    for owner, name in (*WRITES, (Journal, "execute")):
        process.setattr(owner, name, counted(getattr(owner, name)))


async def erased_until(house: House, person: str, after: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the erasure came to its end before the cut."""
    with monkeypatch.context() as process:
        cut_off(process, after)
        try:
            await house.people.erase(house.context(), person)
        except ConnectionError:
            return False
    return True


async def test_wherever_a_crash_cuts_an_erasure_off_it_is_finished(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for after in range(100):
        siti, budi, minutes = await both(house)
        ended = await erased_until(house, siti, after, monkeypatch)
        if await house.people.finish_erasures() == 0 and not ended:
            await house.people.erase(house.context(), siti)  # it was not yet accepted, so whoever asked is told
        assert await house.people.get(SCHOOL, siti) is None
        assert await house.texts.get(SCHOOL, minutes.id) == f"{MARK} ({MARK}) and Budi agree."
        assert await house.texts.about(SCHOOL, siti) == []
        await house.people.erase(house.context(), budi)
        if ended:
            break
    assert after > 5, "each of the writes was the last one once"
    assert await stored(house) == []
