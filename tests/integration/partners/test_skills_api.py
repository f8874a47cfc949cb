"""The registers of skills, and link and match, over HTTP (C13)."""

import asyncio
from typing import Any

from shared.ids import new_id
from tests.integration.partners.cast import Cast
from tests.integration.partners.evaluating import admin_of
from tests.integration.partners.world import done, problem


def skill(code: str) -> dict[str, Any]:
    return {"code": code, "label": {"id": f"Keterampilan {code}", "en": f"Skill {code}"}, "kind": "hard"}


def line(skill: str, level: int, since: str = "2026-01-01", **more: Any) -> dict[str, Any]:
    return {"skill": skill, "concentration": "9.1.1", "level": level, "since": since} | more


CURRICULUM = {"kind": "curriculum"}


async def test_c13_a_code_stands_once_in_a_register(cast: Cast) -> None:
    admin, register = await admin_of(cast), f"/partners/alliances/{cast.world.alliance}/skills"
    answers = await asyncio.gather(*(admin.post(register, skill("HOT.FO")) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    problem(await cast.coordinator.post("/skills", skill("HOT.FO")), 409, "skill-code-taken")
    own = done(await cast.coordinator.post("/skills", skill("OWN.1")), 201)["id"]
    assert (await cast.coordinator.post(register, skill("HOT.X"))).status_code == 403
    assert (await cast.teacher.post("/skills", skill("OWN.2"))).status_code == 403
    done(await cast.coordinator.put(f"/skills/{own}", {"label": {"id": "Lain", "en": "Other"}}, if_match='"1"'))
    done(await cast.coordinator.post(f"/skills/{own}/retirement"))
    assert done(await cast.teacher.get("/skills?status=retired"))["items"][0]["label_en"] == "Other"
    kinds = [item["type"] for item in done(await cast.teacher.get(f"/skills/{own}/history"))["items"]]
    assert kinds == ["skill-registered.v1", "skill-renamed.v1", "skill-retired.v1"]


async def test_c13_the_matrix_on_a_day_and_over_time(cast: Cast) -> None:
    await cast.map_hotel()
    admin, register = await admin_of(cast), f"/partners/alliances/{cast.world.alliance}/skills"
    reception = done(await admin.post(register, skill("HOT.FO")), 201)["id"]
    barista = done(await cast.coordinator.post("/skills", skill("OWN.BARISTA")), 201)["id"]
    demand = f"/partners/{cast.partner}/skill-demand"
    done(await cast.coordinator.post(demand, line(reception, 4)), 201)
    done(await cast.hotel.post(demand, line(barista, 2, "2026-05-01")), 201)
    done(await cast.coordinator.post("/skill-teaching", line(reception, 3, source=CURRICULUM)), 201)
    rows = done(await cast.teacher.get("/skills/matrix"))["items"]
    assert [(row["code"], row["demanded"], row["taught"], row["gap"], row["standing"]) for row in rows] == [
        ("OWN.BARISTA", 2, None, 2, "not_taught"),
        ("HOT.FO", 4, 3, 1, "below"),
    ]
    then = done(await cast.teacher.get("/skills/matrix?at=2026-02-01&concentration=9.1.1"))["items"]
    assert [row["code"] for row in then] == ["HOT.FO"]
    done(await cast.coordinator.post("/skill-teaching", line(reception, 4, "2026-06-01", source=CURRICULUM)), 201)
    done(await cast.hotel.post(f"{demand}/end", _end(barista, "2026-07-01")))
    series = done(await cast.teacher.get("/skills/series?on_from=2026-04-01&on_to=2026-07-31"))["items"]
    assert [(point["on"], point["demanded"], point["met"], point["gap"]) for point in series] == [
        ("2026-04-01", 1, 0, 1),
        ("2026-05-01", 2, 0, 3),
        ("2026-06-01", 2, 1, 2),
        ("2026-07-01", 1, 1, 0),
    ]
    assert len(done(await cast.hotel.get(demand))["spells"]) == 2
    assert done(await cast.teacher.get("/skill-teaching/9.1.1"))["spells"][0]["until"] == "2026-06-01"


def _end(skill: str, until: str) -> dict[str, Any]:
    return {"skill": skill, "concentration": "9.1.1", "until": until}


async def test_c13_the_matrix_is_a_sheet_too(cast: Cast) -> None:
    await cast.map_hotel()
    own = done(await cast.coordinator.post("/skills", skill("OWN.1")), 201)["id"]
    done(await cast.coordinator.post(f"/partners/{cast.partner}/skill-demand", line(own, 2)), 201)
    sheet = await cast.teacher.get("/skills/matrix", accept="text/csv", accept_language="id")
    assert sheet.text.splitlines()[0].startswith("\ufeffKonsentrasi,Keterampilan,Kode")
    assert sheet.text.splitlines()[1].startswith(f"9.1.1,{own},OWN.1")
    book = await cast.teacher.get(
        "/skills/series", accept="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    assert book.content[:2] == b"PK"
    problem(await cast.teacher.get("/skills/matrix?at=someday"), 422, "not-valid")
    problem(await cast.teacher.get("/skills/matrix?limit=3"), 422, "not-valid")
    problem(await cast.teacher.get("/skills/series?on_from=1990-01-01"), 422, "too-many-months")


async def test_c13_refusals_and_walls(cast: Cast) -> None:
    await cast.map_hotel()
    own = done(await cast.coordinator.post("/skills", skill("OWN.1")), 201)["id"]
    demand = f"/partners/{cast.partner}/skill-demand"
    stranger = await cast.world.key_of(new_id(), "partners:read", "partners:write")
    assert (await stranger.post(demand, line(own, 2))).status_code == 404
    assert (await stranger.get(demand)).status_code == 404
    assert (await cast.hotel.post(demand, line(new_id(), 2))).status_code == 404
    done(await cast.hotel.post(demand, line(own, 2)), 201)
    problem(await cast.coordinator.post(demand, line(own, 2, "2026-03-01")), 409, "level-stated")
    problem(await cast.hotel.post(f"{demand}/end", _end(own, "2026-01-01")), 409, "until-too-early")
    teach = line(own, 2, source={"kind": "curriculum_alignment"})
    problem(await cast.coordinator.post("/skill-teaching", teach), 409, "source-not-named")
    history = f"/skill-demands/{cast.partner}/history"
    assert len(done(await cast.hotel.get(history))["items"]) == 1
    assert (await stranger.get(history)).status_code == 404
