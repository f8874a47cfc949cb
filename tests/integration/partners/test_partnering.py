"""A partner's key has business where its organisation has an open partnership, and nowhere else (C1)."""

import re
from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute

from services.partners.app import SERVICE
from shared.auth import Access
from shared.auth.documentation import accesses
from shared.ids import new_id
from tests.integration.partners.cast import Cast
from tests.integration.partners.world import Caller, done, problem

SKILL = {"code": "OWN.1", "label": {"id": "Barista", "en": "Barista"}, "kind": "hard"}
EVERY_SCOPE = ("partners:read", "partners:write", "partners:sign")


def _lists() -> Iterator[str]:
    """What a partner's key may ask of a school without naming a thing."""
    for route in (each for router in SERVICE.routers for each in router.routes if isinstance(each, APIRoute)):
        (access,) = accesses(route.dependant)
        alone = re.findall(r"{(\w+)}", route.path) == ["school"]
        if alone and route.methods == {"GET"} and isinstance(access, Access) and access.partner:
            yield route.path.removeprefix("/partners/schools/{school}")


async def reaches(key: Caller, skill: str) -> list[bool]:
    """The school's own skills, and room for evidence."""
    uploaded = await key.send_list("/attachments", b"%PDF-1.7 evidence", "application/pdf")
    answers = [await key.get("/skills"), await key.get(f"/skills/{skill}"), await key.get("/attachments"), uploaded]
    for answer in answers:
        if not answer.is_success:
            problem(answer, 404, "not-found")
    return [answer.is_success for answer in answers]


@pytest.fixture
async def mapped(cast: Cast) -> Cast:
    """The hotel is a partner of this school, not of the other one."""
    await cast.map_hotel()
    return cast


async def test_c1_a_key_reaches_schools_of_its_partnerships_alone(mapped: Cast) -> None:
    there = await mapped.world.member("neighbour", "coordinator", school=mapped.world.other_school)
    ours, theirs = [done(await who.post("/skills", SKILL), 201)["id"] for who in (mapped.coordinator, there)]
    assert await reaches(mapped.hotel, ours) == [True] * 4
    elsewhere = Caller(mapped.world, mapped.hotel.authorization, mapped.world.other_school)
    assert await reaches(elsewhere, theirs) == [False] * 4
    done(await there.post("/partners", {"organisation": mapped.organisation}), 201)
    assert await reaches(elsewhere, theirs) == [True] * 4


async def test_c1_a_key_reaches_nothing_of_a_school_that_has_blocked_its_organisation(mapped: Cast) -> None:
    skill = done(await mapped.coordinator.post("/skills", SKILL), 201)["id"]
    done(await mapped.principal.post(f"/partners/{mapped.partner}/block", {"reason": "Tidak menjawab"}))
    assert await reaches(mapped.hotel, skill) == [False] * 4
    gift = {"side": "partner", "kind": "time", "amount": 480, "given_on": "2026-06-12", "partner": mapped.partner}
    problem(await mapped.hotel.post("/contributions", gift), 404, "not-found")


async def test_c1_whatever_a_key_asks_of_a_foreign_school_is_not_there_or_empty(drafted: Cast) -> None:
    done(await drafted.coordinator.post("/skills", SKILL), 201)
    stranger = await drafted.world.key_of(new_id(), *EVERY_SCOPE)
    asked = list(_lists())
    assert {"/mous", "/skills", "/today", "/attachments"} <= set(asked)
    for path in asked:
        answer = await stranger.get(path)
        assert answer.status_code == 404 or done(answer)["items"] == [], path
