"""Evaluations over HTTP: blind on every way, crash-safe, and what follows from a result (C5)."""

import asyncio
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from services.partners.api import ROUTERS
from services.partners.domain.evaluation import EVALUATION
from shared.auth import LinkGrant
from shared.envelope import encode
from shared.ids import new_id
from shared.mongo import Mongo
from shared.staging import sweep
from tests.integration.partners.cast import Cast
from tests.integration.partners.children import killed, ran
from tests.integration.partners.evaluating import (
    INSTRUMENT,
    PARTNER_POINTS,
    SCHOOL_POINTS,
    admin_of,
    opened_evaluation,
    scores,
)
from tests.integration.partners.passing import hear, time_goes_by
from tests.integration.partners.world import Caller, done, problem

WEIGHTED = 100 * SCHOOL_POINTS
SENTINELS = {SCHOOL_POINTS, WEIGHTED}
KEPT = ("sealed",)
"""Where a sealed view is; nothing else in the database may hold one."""


@pytest.fixture
async def asked(cast: Cast, room: Any) -> tuple[Cast, str]:
    """A running programme, whose evaluation waits for both sides."""
    await cast.map_hotel()
    await cast.approve_programme()
    return cast, await opened_evaluation(cast, room)


def leaks(found: Any, at: str = "") -> Iterator[str]:
    """Where in a document or an answer a sentinel stands, as a number or in a text."""
    if isinstance(found, dict):
        for name, value in found.items():
            yield from leaks(value, f"{at}.{name}")
    elif isinstance(found, list | tuple):
        for value in found:
            yield from leaks(value, at)
    elif isinstance(found, int) and found in SENTINELS:
        yield at
    elif isinstance(found, str | bytes):
        text = found.decode(errors="replace") if isinstance(found, bytes) else found
        if re.search(rf"(?<![\w.:-])({'|'.join(map(str, SENTINELS))})(?!\w)", text):
            yield f"{at}: {text[:200]}"


async def everywhere(mongo: Mongo) -> list[str]:
    """Leaks in every collection but the sealed one, and in what Kafka is told."""
    names = [name for name in await mongo.database.list_collection_names() if name not in KEPT]
    found = [leak for name in names for each in await mongo.documents(name).find({}) for leak in leaks(each, name)]
    for entry in await mongo.documents("journal").find({}):
        for event in entry["events"]:
            key, value, headers = encode(entry, event, service="partners")
            found += leaks([json.loads(value), key, [octets for _, octets in headers]], "kafka")
    return found


async def every_answer(cast: Cast, evaluation: str, callers: list[Caller]) -> list[str]:
    """Leaks in the answers of every GET of the service, in each format, to each caller."""
    values = {
        "school": cast.world.school, "alliance": cast.world.alliance, "programme": cast.programme,
        "evaluation": evaluation, "partner": cast.partner,
    }  # fmt: skip
    found: list[str] = []
    paths = {path for router in ROUTERS for route in router.routes for path in _filled(route, values)}
    assert any(path.endswith("/evaluations") for path in paths)
    for path in sorted(paths):
        for caller in callers:
            for accept in ("application/json", "text/csv"):
                answer = await caller.get(path, accept=accept)
                found += leaks([answer.content, dict(answer.headers)], path)
    return found


def _filled(route: Any, values: dict[str, str]) -> Iterator[str]:
    names = set(re.findall(r"{(\w+)}", route.path))
    if "GET" in route.methods and names <= values.keys():
        yield route.path.format(**values)


async def test_c5_nobody_sees_a_view_before_both_are_in(asked: tuple[Cast, str], mongo: Mongo) -> None:
    cast, evaluation = asked
    path = f"/evaluations/{evaluation}"
    remark = {"remark": "Sentinel Remark"}
    done(await cast.coordinator.post(f"{path}/views", scores(SCHOOL_POINTS) | remark), 201)
    callers = [cast.principal, cast.coordinator, cast.teacher, cast.committee, cast.hotel]
    assert await everywhere(mongo) == []
    assert await every_answer(cast, evaluation, callers) == []
    sealed = await mongo.documents("sealed").find({})
    assert [leak for each in sealed for leak in leaks(each)], "the search would find a score"
    for caller in callers:
        state = done(await caller.get(path))
        assert (state["status"], state["views"], state["remarks"]) == ("open", [], {})
        assert "Sentinel Remark" not in (await caller.get(f"{path}/history")).text
    problem(await cast.principal.post(f"{path}/views", scores(1)), 409, "scored-already")
    done(await cast.hotel.post(f"{path}/views", scores(PARTNER_POINTS)), 201)
    result = done(await cast.hotel.get(path))
    assert [(one["side"], one["total"]) for one in result["views"]] == [("school", WEIGHTED), ("partner", 45_700)]
    assert [one["points"] for one in result["differences"]] == [SCHOOL_POINTS - PARTNER_POINTS] * 2
    assert result["remarks"] == {"school": "Sentinel Remark"}
    assert await everywhere(mongo), "now they are open"
    last = done(await cast.teacher.get(f"{path}/history"))["items"][-1]
    assert (last["type"], last["partners"]) == ("evaluation-completed.v1", [cast.organisation])
    listed = done(await cast.teacher.get("/evaluations?status=completed"))["items"]
    assert [(row["school_total"], row["partner_total"]) for row in listed] == [(WEIGHTED, 45_700)]


async def test_c5_both_at_once_complete_it_once(asked: tuple[Cast, str]) -> None:
    cast, evaluation = asked
    path = f"/evaluations/{evaluation}"
    callers = [(cast.coordinator, SCHOOL_POINTS), (cast.hotel, PARTNER_POINTS)] * 8
    answers = await asyncio.gather(*(caller.post(f"{path}/views", scores(points)) for caller, points in callers))
    assert sorted(answer.status_code for answer in answers) == [201, 201] + [409] * 14
    kinds = [item["type"] for item in done(await cast.teacher.get(f"{path}/history"))["items"]]
    assert kinds == ["evaluation-opened.v1", *["evaluation-view-sealed.v1"] * 2, "evaluation-completed.v1"]


async def test_c5_a_killed_process_neither_loses_nor_shows_a_view(
    asked: tuple[Cast, str], room: Any, mongo: Mongo, service_environment: dict[str, str]
) -> None:
    cast, evaluation = asked
    path = f"/evaluations/{evaluation}"
    done(await cast.coordinator.post(f"{path}/views", scores(SCHOOL_POINTS)), 201)
    child = ("scoring_child", cast.world.school, evaluation, cast.organisation)
    environ = service_environment | {"JEMBATAN_MONGO_DATABASE": mongo.database.name}
    await killed(*child, environ=environ, point="journal.before-insert")
    assert await everywhere(mongo) == []
    assert done(await cast.hotel.get(path))["status"] == "open"
    await killed(*child, environ=environ, point="journal.after-insert")
    status, said = await ran(*child, environ=environ)
    assert (status, said.split()) == (0, ["4", "True", "completed"]), "the same request again was applied before"
    assert len(done(await cast.hotel.get(path))["views"]) == 2
    await mongo.documents("sealed").update_many({}, {"$set": {"staged_at": room.clock.machine() - timedelta(hours=2)}})
    assert await sweep(mongo, room.clock, ("sealed",)) == 1, "the seal of the command that never came"
    assert len(await mongo.documents("sealed").find({})) == 2


async def test_c5_a_partner_without_account_scores_by_link(asked: tuple[Cast, str], room: Any, mongo: Mongo) -> None:
    cast, evaluation = asked
    path = f"/evaluations/{evaluation}"
    person = done(await cast.coordinator.get(f"/partners/{cast.partner}/contacts"))[0]["contact"]
    done(await cast.coordinator.post(f"{path}/invitations", {"person": person}), 201)
    contact = await _by_link(cast, room, mongo)
    assert done(await contact.get(path))["status"] == "open"
    done(await contact.post(f"{path}/views", scores(PARTNER_POINTS)), 201)
    assert done(await cast.teacher.get(path))["seals"][0]["side"] == "partner"
    assert (await contact.get("/evaluations")).status_code in (403, 404)
    assert (await contact.get(f"/evaluations/{new_id()}")).status_code == 404
    problem(await cast.coordinator.post(f"{path}/invitations", {"person": person}), 409, "scored-already")


async def _by_link(cast: Cast, room: Any, mongo: Mongo) -> Caller:
    letter = (await mongo.documents("letters").find({}, sort=[("_id", -1)], limit=1))[0]
    link = letter["link"] | {"expires": letter["link"]["expires"].replace(tzinfo=UTC)}
    return Caller(cast.world, f"Link {room.links.token(LinkGrant(**link))}", cast.world.school)


async def test_c5_reminders_stop_when_the_partner_has_scored(asked: tuple[Cast, str], room: Any, mongo: Mongo) -> None:
    cast, evaluation = asked
    path, letters = f"/evaluations/{evaluation}", mongo.tenant(cast.world.school)["letters"]
    person = done(await cast.coordinator.get(f"/partners/{cast.partner}/contacts"))[0]["contact"]
    done(await cast.coordinator.post(f"{path}/invitations", {"person": person}), 201)
    await time_goes_by(room, EVALUATION, datetime(2026, 7, 14, tzinfo=UTC))
    await hear(room, mongo, "evaluation")
    assert await letters.count({"person": person}) == 3, "the invitation and reminders 14 and 7 days before"
    done(await cast.hotel.post(f"{path}/views", scores(PARTNER_POINTS)), 201)
    await time_goes_by(room, EVALUATION, datetime(2026, 8, 1, tzinfo=UTC))
    await hear(room, mongo, "evaluation")
    assert await letters.count({"person": person}) == 3
    assert done(await cast.coordinator.get(f"{path}/invitations"))[0]["person"] == person


async def test_c5_whoever_is_no_contact_any_more_is_passed_over_and_that_is_logged(
    asked: tuple[Cast, str], room: Any, mongo: Mongo
) -> None:
    cast, evaluation = asked
    contacts, letters = f"/partners/{cast.partner}/contacts", mongo.tenant(cast.world.school)["letters"]
    done(await cast.coordinator.post(contacts, {"name": "Bapak Kedua", "email": "kedua@hotel.example"}), 201)
    gone, there = [each["contact"] for each in done(await cast.coordinator.get(contacts))]
    for person in (gone, there):
        done(await cast.coordinator.post(f"/evaluations/{evaluation}/invitations", {"person": person}), 201)
    done(await cast.coordinator.delete(f"{contacts}/{gone}"))
    await time_goes_by(room, EVALUATION, datetime(2026, 7, 7, tzinfo=UTC))
    with capture_logs() as logs:
        await hear(room, mongo, "evaluation")
    passed_over = {(each["event"], each["code"]) for each in logs if each["event"].startswith("effect-")}
    assert passed_over == {("effect-not-needed", "not-found")}
    assert [await letters.count({"person": person}) for person in (gone, there)] == [1, 2]


async def test_c5_the_school_closes_alone_and_the_mou_can_be_renewed(
    asked: tuple[Cast, str], room: Any, mongo: Mongo
) -> None:
    cast, evaluation = asked
    path = f"/evaluations/{evaluation}"
    done(await cast.principal.post(f"{path}/views", scores(SCHOOL_POINTS)), 201)
    problem(await cast.coordinator.post(f"{path}/closure"), 409, "evaluation-not-overdue")
    await time_goes_by(room, EVALUATION, datetime(2026, 8, 1, tzinfo=UTC))
    needs = (await mongo.tenant(cast.world.school)["current_evaluation"].get(evaluation) or {})["needs"]
    assert [need["what"] for need in needs] == ["score-partnership", "close-evaluation"]
    assert await everywhere(mongo) == []
    done(await cast.coordinator.post(f"{path}/closure"))
    await hear(room, mongo, "evaluation")
    assert done(await cast.hotel.get(path))["one_sided"] is True
    programme = done(await cast.teacher.get(f"/programmes/{cast.programme}"))
    assert (programme["status"], programme["evaluations"]) == ("evaluated", [evaluation])
    problem(await cast.hotel.post(f"{path}/views", scores(PARTNER_POINTS)), 409, "evaluation-over")


async def test_c5_one_evaluation_per_programme_and_period(asked: tuple[Cast, str]) -> None:
    cast, evaluation = asked
    frame = done(await cast.coordinator.get(f"/evaluations/{evaluation}"))["frame"]
    names = ("programme", "instrument", "starts_on", "ends_on", "due_on")
    body = {name: frame[name] for name in names}
    problem(await cast.coordinator.post("/evaluations", body), 409, "evaluation-exists")
    reason = {"reason": "Salah masa"}
    done(await cast.coordinator.post(f"/evaluations/{evaluation}/cancellation", reason))
    done(await cast.coordinator.post("/evaluations", body), 201)
    assert (await cast.coordinator.post("/evaluations", body | {"instrument": new_id()})).status_code == 404


async def test_c5_nobody_else_scores_or_looks(asked: tuple[Cast, str]) -> None:
    cast, evaluation = asked
    path, whole = f"/evaluations/{evaluation}", f"/partners/schools/{cast.world.school}/evaluations/{evaluation}"
    outsider = await cast.world.member("outsider", "principal", school=cast.world.other_school)
    stranger = await cast.world.key_of(new_id(), "partners:read", "partners:write")
    for caller in (outsider, stranger):
        assert (await caller.get(whole)).status_code == 404
        assert (await caller.get(f"{whole}/history")).status_code == 404
        assert (await caller.post(f"{whole}/views", scores(1))).status_code == 404
    assert done(await stranger.get("/evaluations"))["items"] == []
    assert (await cast.teacher.post(f"{path}/views", scores(1))).status_code == 403
    assert (await cast.hotel.post(f"{path}/closure")).status_code in (403, 404)
    problem(await cast.coordinator.post(f"{path}/views", scores(1001)), 422, "not-valid")


async def test_c5_an_instrument_belongs_to_the_alliance(cast: Cast) -> None:
    admin, register = await admin_of(cast), f"/partners/alliances/{cast.world.alliance}/instruments"
    assert (await cast.principal.post(register, INSTRUMENT)).status_code == 403
    lacking = INSTRUMENT | {"criteria": INSTRUMENT["criteria"][:1]}
    problem(await admin.post(register, lacking), 409, "weights-not-whole")
    instrument = done(await admin.post(register, INSTRUMENT), 201)["id"]
    path = f"{register}/{instrument}"
    assert (await admin.put(f"{path}/draft", INSTRUMENT)).status_code == 428
    done(await admin.put(f"{path}/draft", INSTRUMENT, if_match='"1"'))
    done(await admin.post(f"{path}/publication"))
    assert done(await cast.teacher.get(path))["editions"][0]["edition"] == 1
    assert done(await cast.teacher.get(register))["items"][0]["name_en"] == "Partnership evaluation"
    done(await admin.post(f"{path}/retirement"))
    problem(await admin.post(f"{path}/publication"), 409, "instrument-retired")
