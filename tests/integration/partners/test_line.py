"""Vision, plan, the line, and what needs me today, over HTTP (C2, C6, C8, C48)."""

import asyncio
import json
from typing import Any

import pytest

from services.partners.app import SERVICE
from services.partners.domain.line import MATTERS
from shared.agendas import standing
from shared.ids import new_id
from shared.journal import current_collection
from shared.mongo import Documents, Mongo
from tests.integration.partners.cast import Cast
from tests.integration.partners.test_api import _token
from tests.integration.partners.world import Caller, digest, done, problem

FORTNIGHT = "2026-07-15"
"""What is asked on the first day of the school year is due then."""
VISION = {"statement": "Sentinel Vision", "missions": ["Sentinel Mission"]}
PLAN = {
    "school_year": "2026/2027", "title": "Sentinel Plan", "aims": ["Sentinel Aim"],
    "targets": [{"indicator": "students_placed", "number": 24, "unit": "students"}],
    "budget": [{"amount": 15_000_000, "source": "bos", "purpose": "Sentinel Purpose"}],
}  # fmt: skip


@pytest.fixture
async def mapped(cast: Cast) -> Cast:
    """With a qualified hotel."""
    await cast.map_hotel()
    return cast


async def today(caller: Caller, query: str = "") -> list[dict[str, Any]]:
    """What waits for somebody."""
    rows: list[dict[str, Any]] = done(await caller.get(f"/today{query}"))["items"]
    return rows


async def whats(caller: Caller) -> list[str]:
    """The codes alone."""
    return [row["what"] for row in await today(caller)]


async def act(caller: Caller, row: dict[str, Any], body: Any = None, **headers: str) -> Any:
    """Do what a row says; its path must be a whole one that works as it is."""
    method, path = row["action"].split(" ", 1)
    send = {"POST": caller.post, "PUT": caller.put}[method]
    answer = await send(path, body, **headers)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


async def voices(cast: Cast, path: str, groups: str = "teachers committee partner") -> None:
    """Everybody endorses what there is now."""
    seen = done(await cast.hotel.get(path))["content_hash"]
    callers = {"teachers": cast.teacher, "committee": cast.committee, "partner": cast.hotel}
    for group in groups.split():
        done(await callers[group].post(f"{path}/endorsements", {"group": group, "content_hash": seen}))


async def test_c48_the_vision_from_draft_to_its_second_edition(mapped: Cast, mongo: Mongo) -> None:
    cast = mapped
    body = VISION | {"partners": [cast.partner]}
    vision = done(await cast.coordinator.post("/visions", body), 201)["id"]
    path = f"/visions/{vision}"
    contribution = {"group": "partner", "contribution": "Sentinel Contribution"}
    done(await cast.hotel.post(f"{path}/contributions", contribution), 201)
    done(await cast.teacher.post(f"{path}/contributions", contribution | {"group": "teachers"}), 201)
    done(await cast.committee.post(f"{path}/objections", {"group": "committee", "reason": "Sentinel Reason"}))
    read = done(await cast.hotel.get(f"{path}/contributions"))
    assert [(one["about"], one["group"], one["text"]) for one in read] == [
        ("contribution", "partner", "Sentinel Contribution"),
        ("contribution", "teachers", "Sentinel Contribution"),
        ("objection", "committee", "Sentinel Reason"),
    ]
    shown = await cast.hotel.get(path)
    assert done(shown)["texts"][done(shown)["content"]["statement"]["id"]] == "Sentinel Vision"
    changed = body | {"missions": ["Sentinel Mission", "Sentinel Second"]}
    problem(await cast.coordinator.put(f"{path}/content", changed), 428, "if-match-required")
    done(await cast.coordinator.put(f"{path}/content", changed, if_match=shown.headers["etag"]))
    old = {"group": "teachers", "content_hash": done(shown)["content_hash"]}
    problem(await cast.teacher.post(f"{path}/endorsements", old), 409, "content-revised")
    problem(await cast.principal.post(f"{path}/adoption"), 409, "not-endorsed")
    await voices(cast, path)
    assert (await cast.coordinator.post(f"{path}/adoption")).status_code == 403
    done(await cast.principal.post(f"{path}/adoption"))
    problem(await cast.coordinator.put(f"{path}/content", body, if_match='"9"'), 409, "no-draft-open")
    done(await cast.coordinator.post("/visions", body | {"statement": "Sentinel Next"}), 201)
    problem(await cast.coordinator.post("/visions", body), 409, "draft-open")
    (row,) = done(await cast.hotel.get("/visions"))["items"]
    assert (row["edition"], row["in_force"], row["status"]) == (2, 1, "drafted")
    assert row["statement"] == "Sentinel Next"
    entries = [entry async for entry in mongo.documents("journal").find({})]
    assert "entinel" not in json.dumps(entries, default=str)


async def test_c2_a_yearly_plan_names_its_programmes_and_is_adopted(mapped: Cast) -> None:
    cast = mapped
    body = PLAN | {"partners": [cast.partner], "programmes": [await cast.propose()]}
    plan = done(await cast.coordinator.post("/plans", body), 201)["id"]
    missing = body | {"programmes": [new_id()], "school_year": "2027/2028"}
    assert (await cast.coordinator.post("/plans", missing)).status_code == 404
    path = f"/plans/{plan}"
    shown = done(await cast.teacher.get(path))
    assert {"Sentinel Plan", "Sentinel Aim", "Sentinel Purpose"} == set(shown["texts"].values())
    assert shown["content"]["targets"] == [{"indicator": "students_placed", "number": 24.0, "unit": "students"}]
    await voices(cast, path)
    done(await cast.principal.post(f"{path}/adoption"))
    sheet = await cast.principal.get("/plans?school_year=2026/2027&status=adopted", accept="text/csv")
    assert "Sentinel Plan" in sheet.text
    kinds = [item["type"] for item in done(await cast.hotel.get(f"{path}/history"))["items"]]
    assert kinds == ["plan-drafted.v1", *["plan-endorsed.v1"] * 3, "plan-adopted.v1"]


async def test_c48_a_partner_reads_neither_plans_nor_contributions_of_others(mapped: Cast) -> None:
    cast = mapped
    plan = done(await cast.coordinator.post("/plans", PLAN | {"partners": [cast.partner]}), 201)["id"]
    stranger = await cast.world.key_of(new_id(), "partners:read", "partners:sign")
    for answer in (
        await stranger.get(f"/plans/{plan}"),
        await stranger.get(f"/plans/{plan}/contributions"),
        await stranger.get(f"/plans/{plan}/history"),
        await stranger.post(f"/plans/{plan}/contributions", {"group": "partner", "contribution": "x"}),
        await stranger.post(f"/plans/{plan}/endorsements", {"group": "partner", "content_hash": digest("x")}),
        await stranger.post(f"/plans/{plan}/objections", {"group": "partner", "reason": "x"}),
    ):
        assert answer.status_code == 404
    assert done(await stranger.get("/plans"))["items"] == []
    assert await today(stranger) == []


async def test_c48_somebody_at_a_partner_endorses_the_plan_by_link(mapped: Cast, room: Any, mongo: Mongo) -> None:
    cast = mapped
    plan = done(await cast.coordinator.post("/plans", PLAN | {"partners": [cast.partner]}), 201)["id"]
    person = done(await cast.coordinator.get(f"/partners/{cast.partner}/contacts"))[0]["contact"]
    invitation = {"organisation": cast.organisation, "person": person}
    done(await cast.coordinator.post(f"/plans/{plan}/invitations", invitation), 201)
    letter = await mongo.documents("letters").find_one({"person": person})
    assert letter is not None
    contact = Caller(cast.world, f"Link {_token(room, letter['link'])}", cast.world.school)
    seen = done(await contact.get(f"/plans/{plan}"))["content_hash"]
    done(await contact.post(f"/plans/{plan}/contributions", {"group": "partner", "contribution": "Lebih awal."}), 201)
    done(await contact.post(f"/plans/{plan}/endorsements", {"group": "partner", "content_hash": seen}))
    given = done(await cast.principal.get(f"/plans/{plan}"))["endorsements"]
    assert [(one["group"], one["person"]) for one in given] == [("partner", person)]
    vision = done(await cast.coordinator.post("/visions", VISION | {"partners": [cast.partner]}), 201)["id"]
    assert (await contact.get(f"/visions/{vision}")).status_code == 404


async def test_c2_a_revision_before_approval_takes_endorsements_back(mapped: Cast) -> None:
    cast = mapped
    path = f"/programmes/{await cast.propose()}"
    await voices(cast, path, "teachers committee")
    shown = await cast.coordinator.get(path)
    body = {
        "kinds": ["placement"], "concentrations": ["9.1.1"], "school_year": "2026/2027", "title": "Sentinel Other",
        "activities": [{"kind": "placement", "starts_on": "2026-09-01", "description": "Sentinel Activity"}],
    }  # fmt: skip
    problem(await cast.coordinator.put(f"{path}/content", body), 428, "if-match-required")
    stale = await cast.coordinator.put(f"{path}/content", body, if_match='"1"')
    assert stale.status_code == 412
    done(await cast.coordinator.put(f"{path}/content", body, if_match=shown.headers["etag"]))
    now = done(await cast.hotel.get(path))
    assert (now["title"], now["endorsements"]) == ("Sentinel Other", [])
    assert "Sentinel Activity" in now["texts"].values()
    await voices(cast, path)
    done(await cast.principal.post(f"{path}/approval"))
    tag = (await cast.coordinator.get(path)).headers["etag"]
    problem(await cast.coordinator.put(f"{path}/content", body, if_match=tag), 409, "programme-decided")


async def test_c8_of_64_endorsers_at_once_exactly_one_counts(mapped: Cast) -> None:
    cast = mapped
    path = f"/programmes/{await cast.propose()}"
    seen = done(await cast.teacher.get(path))["content_hash"]
    teachers = [await cast.world.member(f"teacher-{number}", "teacher") for number in range(64)]
    body = {"group": "teachers", "content_hash": seen}
    answers = await asyncio.gather(*(teacher.post(f"{path}/endorsements", body) for teacher in teachers))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 63
    kinds = [item["type"] for item in done(await cast.principal.get(f"{path}/history"))["items"]]
    assert kinds == ["programme-proposed.v1", "programme-endorsed.v1"]


async def test_c6_doing_what_a_row_says_clears_it(mapped: Cast) -> None:
    """From the endorsements to the start, each by the action of the row alone."""
    cast = mapped
    programme = await cast.propose()
    path = f"/programmes/{programme}"
    seen = done(await cast.teacher.get(path))["content_hash"]
    for caller, group in ((cast.teacher, "teachers"), (cast.committee, "committee"), (cast.hotel, "partner")):
        (row,) = await today(caller)
        assert (row["what"], row["id"], row["about"]) == ("endorse-programme", programme, "programme")
        assert row["action"] == f"POST /partners/schools/{cast.world.school}/programmes/{programme}/endorsements"
        await act(caller, row, {"group": group, "content_hash": seen})
        assert await today(caller) == []
    for caller, what in ((cast.principal, "approve-programme"), (cast.coordinator, "start-programme")):
        (row,) = await today(caller)
        assert (row["what"], row["by"]) == (what, FORTNIGHT)
        await act(caller, row)
        assert await today(caller) == []


async def test_c6_an_objection_waits_for_a_revision_and_the_revision_for_the_group(mapped: Cast) -> None:
    cast = mapped
    path = f"/plans/{done(await cast.coordinator.post('/plans', PLAN | {'partners': [cast.partner]}), 201)['id']}"
    await voices(cast, path, "teachers partner")
    done(await cast.committee.post(f"{path}/objections", {"group": "committee", "reason": "Terlalu mahal."}))
    assert await whats(cast.committee) == []
    (row,) = await today(cast.coordinator)
    assert row["what"] == "answer-objection"
    body = {key: value for key, value in PLAN.items() if key not in ("school_year", "budget")}
    tag = (await cast.coordinator.get(path)).headers["etag"]
    await act(cast.coordinator, row, body | {"partners": [cast.partner]}, if_match=tag)
    assert await whats(cast.coordinator) == []
    assert await whats(cast.committee) == await whats(cast.hotel) == await whats(cast.teacher) == ["endorse-plan"]
    await voices(cast, path)
    (row,) = await today(cast.principal)
    assert row["what"] == "adopt-plan"
    await act(cast.principal, row)
    assert await whats(cast.principal) == []


async def test_c6_today_is_a_list_like_any_other(mapped: Cast) -> None:
    cast = mapped
    programmes = [await cast.propose() for _ in range(3)]
    done(await cast.coordinator.post("/visions", VISION | {"partners": [cast.partner]}), 201)
    rows = await today(cast.teacher)
    assert [row["what"] for row in rows] == ["endorse-programme"] * 3 + ["endorse-vision"]
    assert [row["id"] for row in rows[:3]] == programmes
    assert [row["by"] for row in rows] == [FORTNIGHT] * 3 + [None]
    assert rows[-1]["english"] == "Endorse the draft of the vision or object"
    assert rows[-1]["indonesian"] == "Tanggapi rancangan visi sekolah"
    assert [row["what"] for row in await today(cast.teacher, "?what=endorse-vision")] == ["endorse-vision"]
    assert len(await today(cast.teacher, "?by_to=2026-07-15&about=programme")) == 3
    assert await today(cast.teacher, "?by_to=2026-07-14") == []
    first = done(await cast.teacher.get("/today?limit=3"))
    rest = done(await cast.teacher.get(f"/today?limit=3&cursor={first['next']}"))
    assert first["items"] + rest["items"] == rows
    assert rest["next"] is None
    sheet = await cast.teacher.get("/today", accept="text/csv", accept_language="id")
    assert sheet.text.count("Tanggapi rencana program") == 3
    mine = f"/partners/organisations/{cast.organisation}/today"
    answer = await cast.world.http.get(mine, headers={"authorization": cast.hotel.authorization})
    assert len(done(answer)["items"]) == 4
    outsider = await cast.world.member("outsider", "teacher", school=cast.world.other_school)
    assert await today(outsider) == []


async def test_c6_the_table_says_who_decides_and_today_follows_it(mapped: Cast) -> None:
    cast = mapped
    member = await cast.world.member("relations", "public_relations")
    (found,) = await cast.world.mongo.tenant(cast.world.school)["directory_members"].find(
        {"state.roles": "public_relations"}
    )
    await cast.approve_programme()
    assert await whats(member) == await whats(cast.coordinator) == ["start-programme"]
    line = "/line/prepare_programmes"
    assert (await cast.coordinator.post(f"{line}/assignment", {"member": found["id"]})).status_code == 403
    done(await cast.principal.post(f"{line}/assignment", {"member": found["id"]}))
    assert (await whats(member), await whats(cast.coordinator)) == (["start-programme"], [])
    (row,) = done(await cast.teacher.get(f"/line?member={found['id']}"))["items"]
    assert (row["id"], row["roles"], row["decided"]) == ("prepare_programmes", [], True)
    await cast.world.mongo.tenant(cast.world.school)["directory_members"].update(
        found["id"], {"$set": {"state.active": False}}
    )
    assert await whats(cast.coordinator) == ["start-programme"]
    done(await cast.principal.post(f"{line}/return"))
    problem(await cast.principal.post(f"{line}/return"), 409, "matter-as-usual")
    problem(await cast.principal.post("/line/sign_mou/assignment", {"role": "coordinator"}), 409, "matter-fixed")
    problem(await cast.principal.post(f"{line}/assignment", {"member": new_id()}), 422, "member-unknown")
    assert len(done(await cast.teacher.get("/line"))["items"]) == len(MATTERS)


async def test_c6_the_reader_asks_the_index(mapped: Cast, room: Any) -> None:
    """A partial one: a query that does not ask for what it holds would read the whole collection."""
    asked: list[Any] = []
    documents = room.mongo.documents

    class Noted(Documents):
        def find(self, filter: Any, **how: Any) -> Any:
            asked.append((self.name, filter))
            return super().find(filter, **how)

    room.mongo.documents = lambda name: Noted(documents(name).raw)
    await standing(room, "needs", [f"{mapped.world.school}/role/teacher"])
    assert {name for name, _ in asked} == {decider.collection for decider in SERVICE.deciders}
    for decider in SERVICE.deciders:
        (index,) = [each for each in current_collection(decider).indexes if each.keys == ("needs.for",)]
        assert all(index.where.items() <= query.items() for _, query in asked)
