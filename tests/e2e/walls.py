"""A second school, another partner and another alliance see nothing of the first: tried on every route there is."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from jembatan.demo.caller import Caller
from jembatan.demo.story import Story
from jembatan.registry import names, service
from shared.auth import Access
from shared.ids import new_id
from tests.e2e.carried_out import carried_out
from tests.e2e.evaluated import evaluated
from tests.e2e.exchanged import exchanged
from tests.e2e.planned import planned

REFUSED: Final = frozenset({401, 403, 404, 503})
"""What a control must not be answered with: it would not show that the wall, and not the id, stopped the stranger."""


@dataclass(frozen=True)
class Route:
    """One route of one service."""

    method: str
    path: str
    access: Access

    @property
    def parameters(self) -> list[str]:
        """Names of the path parameters."""
        return re.findall(r"\{(\w+)\}", self.path)

    def filled(self, ids: Mapping[str, str]) -> str:
        """The path with real ids."""
        return re.sub(r"\{(\w+)\}", lambda match: ids[match[1]], self.path)


def routes() -> Iterator[Route]:
    """Every declared route that lies in a tenant; pages are opened by their cookie alone and have their own test."""
    for name in names():
        for router in service(name).routers:
            for route in router.routes:
                calls = (each.call for each in route.dependant.dependencies)
                access = next((call for call in calls if isinstance(call, Access)), None)
                if access is not None and "{" in route.path and route.include_in_schema:
                    for method in sorted(route.methods - {"HEAD"}):
                        yield Route(method, route.path, access)


async def ids_of(story: Story) -> dict[str, dict[str, str]]:
    """By service: path parameter → id of a real thing of the first school."""
    school, things = story.palangka, story.things
    principal = school["principal"]
    alliance = f"/directory/alliances/{story.alliance}"

    async def first(caller: Caller, path: str) -> dict[str, Any]:
        return dict((await caller.get(path))["items"][0])

    common = {"school": school.id, "alliance": story.alliance, "organisation": things["organisation"]}
    student = await first(principal, school.at("placements", "/students"))
    cohort = await first(principal, school.at("placements", "/cohorts"))
    placed = await principal.get(school.at("placements", f"/placements/{things['placement']}"))
    operation = {name: await first(principal, school.at(name, "/operations")) for name in ("partners", "placements")}
    hooks = f"/notifications/organisations/{things['organisation']}/endpoints/{things['endpoint']}"
    delivery = await first(story.partner, f"{hooks}/deliveries")
    body = {"name": "attendance-terminal", "scopes": ["placements:read"]}
    await principal.post(school.at("directory", "/keys"), body)
    directory = {
        f"{place}/{kind}": (await first(caller, f"{path}/{kind}"))["id"]
        for place, caller, path, kinds in (
            ("schools", principal, school.at("directory", ""), ("members", "grants", "keys")),
            ("alliances", story.admin, alliance, ("members", "keys")),
        )
        for kind in kinds
    }
    mou = school.at("partners", f"/mous/{things['mou']}")
    change = {"notice_days": 30, "text": "Pengakhiran diberitahukan 30 hari sebelumnya."}
    addendum = (await school["coordinator"].post(f"{mou}/addenda", change))["addendum"]
    return {
        "directory": {**common, **directory, "alliances/schools": school.id},
        "partners": {
            **common, "partner": things["partner"], "programme": things["programme"], "mou": things["mou"],
            "agreement": things["agreement"], "organisation_id": things["organisation"], "person": things["director"],
            "owner": school.id, "operation": operation["partners"]["id"],
            **await carried_out(story), **await planned(story), **await evaluated(story), **await exchanged(story),
            **await attached(story),
            "addendum": addendum, "kind": "mou",
        },
        "placements": {
            **common, "student": student["id"], "cohort": cohort["id"], "grant": things["grant"],
            "placement": things["placement"], "operation": operation["placements"]["id"],
            "person": placed["industry_supervisor"],
        },
        "teachers": {**common, "internship": things["internship"], "teacher": things["teacher"]},
        "notifications": {
            **common, "endpoint": things["endpoint"], "delivery": delivery["id"], **await _school_endpoint(story),
            **await _mail_endpoints(story),
            "link": await _hooks_link(story), "operation": await _replay(story),
        },
        "reporting": common,
    }  # fmt: skip


async def attached(story: Story) -> dict[str, str]:
    """A file of the school's; and its principal has a calendar."""
    principal = story.palangka["principal"]
    await principal.post(story.palangka.at("partners", "/calendar"), {})
    photo = await principal.http.post(
        principal.urls["partners"] + story.palangka.at("partners", "/attachments"),
        content=b"\xff\xd8\xff\xe0\x00\x10JFIF\x00 sentinel",
        headers={"Authorization": principal.authorization, "Content-Type": "image/jpeg"},
    )
    return {"attachment": photo.json()["id"]}


async def _hooks_link(story: Story) -> str:
    """A link to the webhook pages."""
    made = await story.partner.post(f"/notifications/organisations/{story.things['organisation']}/hooks-links", {})
    return str(made["id"])


async def _school_endpoint(story: Story) -> dict[str, str]:
    """An endpoint of the school's own with a delivery."""
    principal, path = story.palangka["principal"], story.palangka.at("notifications", "/endpoints")
    receiver = story.world.receiver
    endpoint = (await principal.post(path, {"url": receiver.url, "filters": [], "secret": receiver.secret}))["id"]
    await principal.post(f"{path}/{endpoint}/verification")
    await principal.post(f"{path}/{endpoint}/tests")
    delivery = (await principal.get(f"{path}/{endpoint}/deliveries"))["items"][0]["id"]
    replay = await principal.post(f"{path}/{endpoint}/replays", {"delivery": delivery})
    return {"school endpoint": endpoint, "school delivery": delivery, "school operation": replay["id"]}


async def _replay(story: Story) -> str:
    """Of the partner's, of what failed since a time."""
    endpoint = f"/notifications/organisations/{story.things['organisation']}/endpoints/{story.things['endpoint']}"
    asked = await story.partner.post(f"{endpoint}/replays", {"recover": {"since": "2026-01-01T00:00:00Z"}})
    return str(asked["id"])


async def _mail_endpoints(story: Story) -> dict[str, str]:
    """One of the first school's principal, and one of the alliance's administrator."""
    address = {"email": "walls@contoh.sch.id"}
    school = story.palangka.at("notifications", "/mail-endpoints")
    alliance = f"/notifications/alliances/{story.alliance}/mail-endpoints"
    return {
        "mail endpoint": (await story.palangka["principal"].post(school, address))["id"],
        "alliance mail endpoint": (await story.admin.post(alliance, address))["id"],
    }


def _own_ids(route: Route, ids: Mapping[str, str]) -> dict[str, str]:
    """Some words mean another thing on some paths: a school has endpoints and skills of its own."""
    place = "shared" if "/shared/" in route.path else "school" if "{school}" in route.path else ""
    if "/mail-endpoints/" in route.path:
        place = "mail" if "{school}" in route.path else "alliance mail"
    meant = {name.removeprefix(f"{place} "): id for name, id in ids.items() if name.startswith(f"{place} ")}
    return {**ids, **meant}


def directory_ids(path: str, ids: Mapping[str, str]) -> dict[str, str]:
    """The directory calls every thing `id`: which one, the path says (`alliances/{alliance}/members/{id}`)."""
    parts = path.split("/")
    return {**ids, "id": ids[f"{parts[2]}/{parts[4]}"]} if "{id}" in parts else dict(ids)


@dataclass(frozen=True)
class Strangers:
    """Who must see nothing of the first school, its alliance and its partner; each is somebody elsewhere."""

    school: Caller
    alliance: Caller
    organisation: Caller

    def of(self, route: Route) -> Caller:
        """The one who comes closest."""
        kinds = {"school": self.school, "alliance": self.alliance, "organisation": self.organisation}
        return next(kinds[each] for each in route.parameters if each in kinds)


async def climbed(story: Story, strangers: Strangers) -> list[str]:
    """Routes on which a stranger got anything but 404, and those whose control shows nothing; empty is right."""
    wrong: list[str] = []
    every = await ids_of(story)
    for route in routes():
        name = route.path.split("/", 2)[1]
        ids = directory_ids(route.path, every[name]) if name == "directory" else _own_ids(route, every[name])
        if lacking := [each for each in route.parameters if each not in ids]:
            wrong.append(f"{route.method} {route.path}: no real id for {lacking}")
            continue
        answer = await _call(strangers.of(route), route, ids)
        if answer.status_code != 404:
            wrong.append(f"{route.method} {route.path}: a stranger got {answer.status_code} {answer.text[:200]}")
        if (control := await _control(story, route, ids)) is not None and control.status_code in REFUSED:
            wrong.append(f"{route.method} {route.path}: the control got {control.status_code} {control.text[:200]}")
    return wrong


async def _control(story: Story, route: Route, ids: Mapping[str, str]) -> httpx.Response | None:
    """The same by somebody of the first school who may. Reads must succeed; writes are sent a body that none takes."""
    insider = _insider(story, route)
    if insider is None or route.method == "DELETE":
        return None
    if route.method == "GET":
        return await _call(insider, route, ids)
    return await _call(insider, route, ids, body={new_id(): "not a body"})


def _insider(story: Story, route: Route) -> Caller | None:
    """None where only the holder of a link may."""
    if "{organisation}" in route.path:
        return story.partner
    roles = {"principal": "principal", "teacher": "teacher", "committee": "committee", "coordinator": "coordinator"}
    found = next((who for who, role in roles.items() if role in route.access.roles), None)
    if found and not ("{alliance}" in route.path and "alliance_admin" in route.access.roles):
        return story.palangka[found]
    return story.admin if "alliance_admin" in route.access.roles else None


async def _call(caller: Caller, route: Route, ids: Mapping[str, str], body: Any = None) -> httpx.Response:
    path = route.filled(ids)
    headers = {"Authorization": caller.authorization, "If-Match": '"1"'}
    upload: dict[str, Any] = {"json": body}
    if "/imports/" in path:
        upload, headers["Content-Type"] = {"content": b"nothing"}, "text/csv"
    return await caller.http.request(route.method, caller.urls[path.split("/", 2)[1]] + path, headers=headers, **upload)
