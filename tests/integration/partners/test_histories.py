"""What a partner's key reads in histories: of every route that lets it in, nothing that the thing itself hides."""

import re
from typing import Any, Final

import pytest
from fastapi.routing import APIRoute

from services.partners.app import SERVICE
from shared.auth import Access
from shared.auth.documentation import accesses
from shared.ids import ID_PATTERN, new_id
from tests.integration.openapi.partners_story import SCOPE, Story, neighbour_of
from tests.integration.partners.cast import HOTEL, Cast
from tests.integration.partners.world import Caller, done

IDS: Final = re.compile(ID_PATTERN.strip("^$"))
OWN_ADDRESS: Final = {"/skill-demands/{partner}": "/partners/{partner}/skill-demand"}
"""Things that do not stand above their history."""
SCHOOL_ONLY: Final = ("activities", "curricula", "partners", "communications", "reflections", "achievements", "skills")


def _histories() -> dict[str, Access]:
    """Below the school, by path without `/history`."""
    found = {}
    for route in (each for router in SERVICE.routers for each in router.routes if isinstance(each, APIRoute)):
        path, (access,) = route.path.removeprefix("/partners/schools/{school}"), accesses(route.dependant)
        if path.endswith("/history") and path != route.path and isinstance(access, Access):
            found[path.removesuffix("/history")] = access
    return found


SHARED: Final = sorted(path for path, access in _histories().items() if access.partner)


@pytest.fixture
async def told(room: Any, cast: Cast) -> Cast:
    """One thing of each kind, also with parts that are not for the hotel."""
    neighbour = await neighbour_of(cast.world)
    await cast.map_hotel()
    await cast.approve_programme()
    cast.mou = done(await cast.coordinator.post("/mous", cast.mou_body(scope=SCOPE)), 201)["id"]
    await cast.sign_mou()
    await cast.activate_mou(room)
    await Story(room, cast, neighbour).tell()
    await _kept_apart(cast)
    return cast


async def _kept_apart(cast: Cast) -> None:
    """Students by id, a draft that was not offered, and what another partner writes to the vision."""
    school = cast.coordinator
    activity = done(await school.get("/activities"))["items"][-1]["id"]
    guests = [{"organisation": cast.organisation, "count": 1}]
    held = {"students": 30, "known": [new_id()], "guests": guests, "figures": {"lesson_hours": 4}}
    done(await school.post(f"/activities/{activity}/attendance", held), 201)
    curriculum = done(await school.get("/curricula"))["items"][0]["id"]
    draft = {"units": [{"code": "FB", "title": "Tata hidang", "hours": 36}], "text": "Bab 2", "authors": []}
    seen = (await school.get(f"/curricula/{curriculum}")).headers["etag"]
    done(await cast.teacher.put(f"/curricula/{curriculum}/content", draft, if_match=seen))
    other, key = await _another_partner(cast)
    vision = done(await school.get("/visions"))["items"][0]["id"]
    seen = (await school.get(f"/visions/{vision}")).headers["etag"]
    body = {"statement": "Visi", "missions": ["Misi bersama"], "partners": [cast.partner, other]}
    done(await school.put(f"/visions/{vision}/content", body, if_match=seen))
    wish = {"group": "partner", "contribution": "Dapur lebih besar"}
    done(await key.post(f"/visions/{vision}/contributions", wish), 201)


async def _another_partner(cast: Cast) -> tuple[str, Caller]:
    school, register = cast.coordinator, f"/partners/alliances/{cast.world.alliance}/organisations"
    organisation = done(await school.post(register, HOTEL | {"name": "Bengkel", "nib": "9120004712311"}), 201)["id"]
    partner = done(await school.post("/partners", {"organisation": organisation}), 201)["id"]
    contact = {"name": "Bapak", "email": "b@bengkel.example", "function": "signatory"}
    done(await school.post(f"/partners/{partner}/contacts", contact), 201)
    done(await school.post(f"/partners/{partner}/qualification"))
    return partner, await cast.world.key_of(organisation, "partners:read", "partners:sign")


async def _things(cast: Cast, path: str) -> list[str]:
    kind = path.rpartition("/{")[0].replace("skill-demands", "partners")
    return [each["id"] for each in done(await cast.principal.get(kind))["items"]]


async def _ids(caller: Caller, path: str) -> set[str]:
    answer = await caller.get(path)
    return set(IDS.findall(answer.text)) if answer.status_code == 200 else set()


async def test_c4_c11_a_history_holds_nothing_for_a_partner_that_the_thing_hides(told: Cast) -> None:
    hidden, read = {}, set()
    for path in SHARED:
        address, parameter = OWN_ADDRESS.get(path, path), path.rpartition("/")[2]
        for id in await _things(told, path):
            thing, history = address.replace(parameter, id), f"{path.replace(parameter, id)}/history"
            told_partner = await told.hotel.get(history)
            if told_partner.status_code != 200:
                continue
            read.add(path)
            for item in told_partner.json()["items"]:
                assert told.organisation in item["partners"], f"{item['type']} does not name the organisation"
            only_school = await _ids(told.principal, thing) - await _ids(told.hotel, thing)
            if leaked := only_school & set(IDS.findall(told_partner.text)):
                hidden[history] = leaked
    assert hidden == {}
    assert read == set(SHARED)


async def test_c48_what_another_partner_wrote_stands_in_no_history_for_this_one(told: Cast) -> None:
    vision = done(await told.coordinator.get("/visions"))["items"][0]["id"]
    path = f"/visions/{vision}/history"
    kinds = [[each["type"] for each in done(await who.get(path))["items"]] for who in (told.principal, told.hotel)]
    assert kinds == [["vision-drafted.v1", "vision-revised.v1", "vision-contributed.v1"], kinds[0][:-1]]


async def test_what_a_school_keeps_for_itself_has_a_history_for_the_school_alone(drafted: Cast) -> None:
    closed = [path for path, access in _histories().items() if path.split("/")[1] in SCHOOL_ONLY and not access.partner]
    assert {path.split("/")[1] for path in closed} == set(SCHOOL_ONLY)
    body = {"kind": "guest_teaching", "title": "Chef", "partner": drafted.partner}
    when = {"starts_at": "2026-09-03T01:00:00Z", "ends_at": "2026-09-03T04:00:00Z"}
    activity = done(await drafted.coordinator.post("/activities", body | when), 201)["id"]
    done(await drafted.hotel.get(f"/activities/{activity}"))
    assert (await drafted.hotel.get(f"/activities/{activity}/history")).status_code == 403
    done(await drafted.teacher.get(f"/activities/{activity}/history"))
