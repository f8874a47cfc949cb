"""Figures and their evidence over HTTP, on a real database (C42, C43)."""

import csv
import io
from typing import Any

import pytest

from services.reporting.facts import FACTS, fold
from services.reporting.figures import FIGURES
from shared.mongo import Mongo
from tests.integration.reporting.world import World, done, figures, history, mou, placement, shuffled


@pytest.fixture
async def told(world: World) -> World:
    """Everything has happened, twice and out of order."""
    await world.happen(shuffled(history(world), 5))
    return world


@pytest.mark.parametrize("seed", [1, 2])
async def test_facts_are_a_recomputation_whatever_the_order(world: World, mongo: Mongo, seed: int) -> None:
    events = history(world)
    await world.happen(shuffled(events, seed))
    expected: dict[str, Any] = {}
    for event in events:
        expected[event.subject] = fold(expected.get(event.subject), event)
    stored = {}
    for document in await (await FACTS.collection(world.room)).find({}):
        own = {"_id", "tenant", "id", "number", "gap"}
        stored[document["aggregate"]] = {name: value for name, value in document.items() if name not in own}
    assert stored == expected
    assert await mongo.documents("parked").count({}) == 0


async def test_c43_every_figure_of_a_school_has_as_many_rows_of_evidence(told: World) -> None:
    for number, school in enumerate(told.schools):
        caller = await told.member(f"auditor-{number}", school, "auditor")
        summary = done(await told.get(f"/schools/{school}/summary", caller))
        assert [figure["name"] for figure in summary["figures"]] == [figure.name for figure in FIGURES]
        for figure in summary["figures"]:
            path = figure["evidence"].removeprefix("/reporting")
            rows = await told.rows(path, caller)
            assert len(rows) == figure["number"], figure["name"]
            assert len({row["id"] for row in rows}) == figure["number"]
            for state, expected in (figure["states"] or {}).items():
                assert len(await told.rows(f"{path}&state={state}", caller)) == expected


async def test_a_summary_says_what_was_counted(told: World) -> None:
    first, second, _ = told.schools
    principal = await told.member("principal", first, "principal")
    summary = done(await told.get(f"/schools/{first}/summary", principal))
    found = figures(summary)
    numbers = {name: figure["number"] for name, figure in found.items()}
    assert numbers == {
        "partners": 1, "active_mous": 2, "placements": 14, "completions": 8, "teacher_internships": 1
    }  # fmt: skip
    assert {state: number for state, number in found["placements"]["states"].items() if number} == {
        "completed": 8,
        "ongoing": 6,
    }
    assert (summary["as_of"], summary["incomplete"]) == ("2026-07-01T09:00:00Z", 0)
    other = await told.member("other", second, "committee")
    assert figures(done(await told.get(f"/schools/{second}/summary", other)))["active_mous"]["number"] == 1


async def test_evidence_names_the_event_and_where_to_follow_it_up(told: World) -> None:
    first, second, _ = told.schools
    owner = await told.member("owner", first, "coordinator")
    party = await told.member("party", second, "coordinator")
    (row,) = await told.rows(f"/schools/{second}/evidence?figure=active_mous", party)
    assert (row["state"], row["school"], row["number"]) == ("active", first, 5)
    assert (row["type"], row["at"]) == ("id.jembatan.partners.mou-activated.v1", "2026-07-01T08:00:00Z")
    assert row["source"] == f"/partners/schools/{second}/joint-mous/{first}/{row['id']}"
    own = {each["id"]: each for each in await told.rows(f"/schools/{first}/evidence?figure=active_mous", owner)}
    assert own[row["id"]]["source"] == f"/partners/schools/{first}/mous/{row['id']}/history"
    assert own[row["id"]]["event"] == row["event"]
    (teacher,) = await told.rows(f"/schools/{first}/evidence?figure=teacher_internships", owner)
    assert teacher["source"] == f"/teachers/schools/{first}/internships/{teacher['id']}/history"


async def test_evidence_comes_as_csv_and_xlsx(told: World) -> None:
    first = told.schools[0]
    caller = await told.member("principal", first, "principal")
    path = f"/schools/{first}/evidence?figure=placements"
    answer = await told.get(path, caller, accept="text/csv", **{"accept-language": "id"})
    lines = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert (len(lines) - 1, lines[0][:3]) == (14, ["ID", "Hal", "Status"])
    sheet = await told.get(path, caller, accept="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    assert (sheet.status_code, sheet.content[:2]) == (200, b"PK")
    assert len(await told.rows(f"/schools/{first}/evidence", caller)) == 14 + 2 + 1 + 1
    assert (await told.get(f"/schools/{first}/evidence?figure=pupils", caller)).status_code == 422
    assert (await told.get(f"/schools/{first}/evidence?cursor=x&figure=placements", caller)).status_code == 422


async def test_a_missing_event_is_said(world: World) -> None:
    school = world.schools[0]
    caller = await world.member("principal", school, "principal")
    events = placement(school, "completed")
    await world.happen([*events[:2], *events[3:]])
    summary = done(await world.get(f"/schools/{school}/summary", caller))
    assert (summary["incomplete"], figures(summary)["placements"]["states"]["offered"]) == (1, 1)
    await world.happen([events[2]])
    summary = done(await world.get(f"/schools/{school}/summary", caller))
    assert (summary["incomplete"], figures(summary)["completions"]["number"]) == (0, 1)


async def test_other_schools_and_roles_see_nothing(told: World) -> None:
    first, second, _ = told.schools
    stranger = await told.member("stranger", second, "principal", "auditor")
    student = await told.member("student", first, "student")
    admin = await told.member("admin", told.alliance, "alliance_admin")
    below = await told.member("below", first, "committee", "auditor")
    for kind in ("summary", "evidence"):
        assert (await told.get(f"/schools/{first}/{kind}", stranger)).status_code == 404
        assert (await told.get(f"/schools/{second}/{kind}", stranger)).status_code == 200
        assert (await told.get(f"/schools/{first}/{kind}", student)).status_code == 403
        assert (await told.get(f"/schools/{first}/{kind}", admin)).status_code == 404
        assert (await told.get(f"/alliances/{told.alliance}/{kind}", admin)).status_code == 200
        assert (await told.get(f"/alliances/{told.alliance}/{kind}", below)).status_code == 403
        assert (await told.get(f"/alliances/{told.schools[2]}/{kind}", admin)).status_code == 404


async def test_c43_an_alliance_sees_totals_and_no_small_group(told: World) -> None:
    first, second, third = told.schools
    admin = await told.member("admin", told.alliance, "alliance_admin")
    found = figures(done(await told.get(f"/alliances/{told.alliance}/summary", admin)))
    assert (found["active_mous"]["number"], found["partners"]["number"]) == (3, 2), "a joint MoU counts once"
    assert [row["number"] for row in found["active_mous"]["schools"]] == [2, 1, 1]
    completions = {row["school"]: row for row in found["completions"]["schools"]}
    assert (completions[second]["number"], completions[second]["suppressed"]) == (None, True)
    assert (completions[third]["number"], completions[third]["suppressed"]) == (0, False)
    known = completions[first]["number"]
    assert None in (known, found["completions"]["number"]), "9 - 8 must not tell of the one"
    assert found["teacher_internships"]["number"] is None
    for figure in found.values():
        assert figure["evidenced"] == 0
        assert await told.rows(figure["evidence"].removeprefix("/reporting"), admin) == []


async def test_c43_a_grant_opens_a_schools_facts(told: World) -> None:
    first, second, third = told.schools
    admin = await told.member("admin", told.alliance, "alliance_admin")
    await told.grant(first, "reporting")
    await told.grant(second, "placements")
    await told.grant(third, "reporting", active=False)
    found = figures(done(await told.get(f"/alliances/{told.alliance}/summary", admin)))
    completions = {row["school"]: row for row in found["completions"]["schools"]}
    assert (completions[first]["number"], completions[second]["number"], found["completions"]["number"]) == (8, 1, 9)
    assert [row["granted"] for row in found["partners"]["schools"]] == [True, False, False]
    placements = {row["school"]: row for row in found["placements"]["schools"]}
    assert (placements[third]["number"], found["placements"]["number"]) == (None, None)
    for figure in found.values():
        rows = await told.rows(figure["evidence"].removeprefix("/reporting"), admin)
        assert len(rows) == figure["evidenced"]
        assert third not in {row["school"] for row in rows}
    assert found["placements"]["evidenced"] == 16
    assert found["partners"]["evidenced"] == 1


async def test_with_all_grants_evidence_equals_the_alliances_figures(told: World) -> None:
    admin = await told.member("admin", told.alliance, "alliance_admin")
    for school in told.schools:
        await told.grant(school, "reporting")
    summary = done(await told.get(f"/alliances/{told.alliance}/summary", admin))
    for figure in summary["figures"]:
        rows = await told.rows(figure["evidence"].removeprefix("/reporting"), admin)
        assert len(rows) == len({row["id"] for row in rows}) == figure["number"] == figure["evidenced"]


async def test_an_alliance_sees_nothing_of_another(told: World) -> None:
    stranger = World(told.http, told.settings, told.mongo, told.room)
    stranger.schools = stranger.schools[:1]
    await stranger.copy(
        "directory_schools", stranger.alliance, stranger.schools[0], name="X", npsn="1", zone="Asia/Pontianak"
    )
    await told.happen(mou(stranger.schools[0]))
    admin = await told.member("elsewhere", stranger.alliance, "alliance_admin")
    found = figures(done(await told.get(f"/alliances/{stranger.alliance}/summary", admin)))
    assert {name: figure["number"] for name, figure in found.items() if figure["number"]} == {"active_mous": 1}
    assert (await told.get(f"/alliances/{told.alliance}/summary", admin)).status_code == 404
