"""A teacher is one person: registered once, as one member, and nominated only while known (C21)."""

import asyncio
import json
from typing import Any

import pytest

from shared.ids import new_id
from tests.integration.placements.world import Caller, World, done, problem

NUPTK, OTHER = "1234567890123456", "6543210987654321"


@pytest.fixture
async def principal(world: World) -> Caller:
    return await world.member("principal", "principal")


async def _send(caller: Caller, path: str, body: Any = None, method: str = "POST") -> Any:
    whole = f"/teachers/schools/{caller.school}{path}"
    return await caller.world.http.request(method, whole, json=body, headers={"authorization": caller.authorization})


async def _register(caller: Caller, **known: Any) -> Any:
    return await _send(caller, "/teachers", {"name": "Ibu Guru", **known})


async def _registered(caller: Caller, **known: Any) -> str:
    return str(done(await _register(caller, **known), 201)["id"])


async def _nominate(caller: Caller, teacher: str) -> Any:
    days = {"starts_on": "2026-08-03", "ends_on": "2026-08-28", "lessons_missed": 4}
    return await _send(caller, "/internships", {"teacher": teacher, "organisation": new_id(), **days})


async def _erase(caller: Caller, teacher: str) -> None:
    done(await _send(caller, f"/teachers/{teacher}/person", method="DELETE"))


async def test_c21_a_nuptk_is_registered_once_in_a_school_however_many_try(world: World, principal: Caller) -> None:
    answers = await asyncio.gather(*(_register(principal, nuptk=NUPTK) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    problem(await _register(principal, nuptk=NUPTK), 409, "nuptk-taken")
    await _registered(principal, nuptk=OTHER)
    await _registered(principal)
    await _registered(principal)
    neighbour = await world.member("neighbour", "principal", school=world.other_school)
    await _registered(neighbour, nuptk=NUPTK)
    for name in ("claims", "journal", "current_teacher"):
        assert NUPTK not in json.dumps([one async for one in world.mongo.documents(name).find({})], default=str)


async def test_c21_a_member_is_one_teacher_and_one_of_the_school(world: World, principal: Caller) -> None:
    teacher = await world.member("teacher", "teacher")
    stranger = await world.member("stranger", "teacher", school=world.other_school)
    for nobody in (new_id(), stranger.id):
        assert problem(await _register(principal, member=nobody), 422, "member-unknown")["members"] == [nobody]
    await _registered(principal, member=teacher.id)
    refusal = await world.http.post(
        f"/teachers/schools/{world.school}/teachers",
        json={"name": "Ibu Guru", "member": teacher.id},
        headers={"authorization": principal.authorization, "accept-language": "id"},
    )
    assert problem(refusal, 409, "member-is-a-teacher")["detail"] == "Anggota ini sudah terdaftar sebagai guru."


async def test_c21_who_was_forgotten_is_neither_nominated_nor_a_substitute(world: World, principal: Caller) -> None:
    gone, stays = await _registered(principal), await _registered(principal)
    internship = done(await _nominate(principal, stays), 201)["id"]
    await _erase(principal, gone)
    problem(await _nominate(principal, gone), 409, "person-erased")
    approval = f"/internships/{internship}/approval"
    problem(await _send(principal, approval, {"substitute": gone}), 409, "person-erased")
    substitute = await _registered(principal)
    done(await _send(principal, approval, {"substitute": substitute}))
    seen = done(await _send(principal, f"/internships/{internship}", None, method="GET"))
    assert (seen["teacher"], seen["substitute"]) == (stays, substitute)


async def test_c21_who_was_forgotten_may_be_registered_anew(world: World, principal: Caller) -> None:
    member = (await world.member("teacher", "teacher")).id
    first = await _registered(principal, nuptk=NUPTK, member=member)
    for _ in range(2):
        await _erase(principal, first)
    second = await _registered(principal, nuptk=NUPTK, member=member)
    await _erase(principal, first)
    problem(await _register(principal, nuptk=NUPTK), 409, "nuptk-taken")
    made = done(await _nominate(principal, second), 201)["id"]
    assert done(await _send(principal, f"/internships/{made}", None, method="GET"))["teacher"] == second
