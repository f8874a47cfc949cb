"""What each service holds before the requests come: the stories that its own tests tell, at this world's places."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from services.directory.consumers import ORGANISATIONS
from shared.auth.development import OPERATOR
from shared.auth.roles import SCHOOL_ROLES
from tests.integration import notifications_world
from tests.integration.openapi.partners_story import SCOPE, Story, neighbour_of
from tests.integration.openapi.world import World
from tests.integration.partners import cast as partners_cast
from tests.integration.partners import world as partners_world
from tests.integration.placements import cast as placements_cast
from tests.integration.placements import world as placements_world
from tests.integration.reporting import world as reporting_world

NOWHERE: Final = "127.0.0.1:9"
"""Where nobody listens: verifications fail at once."""
Given = dict[str, str]
"""Ids by the name of the parameter that asks for them."""


async def directory(w: World) -> Given:
    """Founded and peopled over HTTP, for the directory believes only itself."""
    admin = {"subject": "as-alliance_admin", "name": "Ibu Admin"}
    w.alliance = (await _made(w, OPERATOR, "/directory/alliances", {"name": "Aliansi", "administrator": admin}))["id"]
    place = f"/directory/alliances/{w.alliance}"
    school = {"npsn": "30203552", "name": "SMKN 3", "zone": "Asia/Pontianak"}
    w.school = (await _made(w, "alliance_admin", f"{place}/schools", school))["id"]
    w.other_school = (await _made(w, "alliance_admin", f"{place}/schools", {**school, "npsn": "30304242"}))["id"]
    members = {f"as-{role}": [role] for role in SCHOOL_ROLES} | {"everything": sorted(SCHOOL_ROLES - {"auditor"})}
    for subject, roles in members.items():
        body = {"subject": subject, "name": "Anggota", "email": "a@example.sch.id", "roles": roles}
        await _made(w, "alliance_admin", f"/directory/schools/{w.school}/members", body)
    await w.room.mongo.tenant(w.alliance)[ORGANISATIONS].put(w.organisation, {"number": 1, "known": True})
    scopes = [scope for scope in w.scopes if scope.endswith(":read")]  # the others are for people
    key = {"name": "system", "scopes": scopes, "organisation": w.organisation}
    w.key = (await _made(w, "alliance_admin", f"{place}/keys", key))["key"]
    await _made(w, "principal", f"/directory/schools/{w.school}/keys", {"name": "terminal", "scopes": scopes})
    return {}


async def partners(w: World) -> Given:
    """Up to an active MoU and to all that is done under it, with a second one in draft."""
    await w.settle()
    place = partners_world.World(w.http, w.room.settings, w.room.mongo, w.alliance, w.school, w.other_school)
    cast, neighbour = await partners_cast.Cast(place).gather(), await neighbour_of(place)
    await cast.map_hotel()
    w.organisation, w.key = cast.organisation, await w.issue(cast.organisation)
    await cast.approve_programme()
    cast.mou = partners_world.done(await cast.coordinator.post("/mous", cast.mou_body(scope=SCOPE)), 201)["id"]
    await cast.sign_mou()
    await cast.activate_mou(w.room)
    given = await Story(w.room, cast, neighbour).tell()
    await cast.draft_mou()
    return {"organisation_id": cast.organisation, "owner": w.other_school, **given}


async def placements(w: World) -> Given:
    """One internship that runs, and a student who has been proposed."""
    await w.settle()
    place = placements_world.World(w.http, w.room.settings, w.room.mongo, w.room, w.alliance, w.school, w.other_school)
    cast = await placements_cast.Cast(place).gather()
    await cast.up_to_acceptance()
    w.organisation, w.key = cast.hotel_id, await w.issue(cast.hotel_id)
    await cast.prepare()
    second = await cast.enrol()
    placements_world.done(await cast.propose(second, cast.grant_id), 201)
    await cast.start()
    return {"grant": cast.grant_id}


async def teachers(w: World) -> Given:
    """Two teachers, one of them nominated."""
    await w.settle()
    path = f"/teachers/schools/{w.school}"
    teacher = (await _made(w, "principal", f"{path}/teachers", {"name": "Ibu Guru"}))["id"]
    await _made(w, "principal", f"{path}/teachers", {"name": "Bapak Guru"})
    days = {"starts_on": "2026-08-03", "ends_on": "2026-08-28"}
    await _made(w, "principal", f"{path}/internships", {"teacher": teacher, "organisation": w.organisation, **days})
    return {}


async def notifications(w: World) -> Given:
    """An endpoint of the school and one of the partner, each with a delivery."""
    await w.settle()
    place = notifications_world.World(w.room, notifications_world.Receiver(address=NOWHERE))
    for tenant in (w.school, w.organisation):
        await place.endpoint(tenant, tenant)
        await place.ingest(place.event(tenant), place.event(tenant, number=2))
    return {"url": f"http://{NOWHERE}/hooks"}


async def reporting(w: World) -> Given:
    """What has happened in three schools."""
    await w.settle()
    schools = [w.school, w.other_school, w.organisation]
    place = reporting_world.World(w.http, w.room.settings, w.room.mongo, w.room, w.alliance, schools)
    await place.happen(reporting_world.history(place))
    return {}


async def _made(w: World, subject: str, path: str, body: Mapping[str, Any]) -> Any:
    answer = await w.http.post(path, json=body, headers={"Authorization": w.token(subject)})
    assert answer.status_code == 201, f"{path}: {answer.text}"
    return answer.json()


SEEDS: Final[Mapping[str, Callable[[World], Awaitable[Given]]]] = {
    each.__name__: each for each in (directory, partners, placements, teachers, notifications, reporting)
}
