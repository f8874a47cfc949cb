"""The ledger of both sides, the history of a partnership and the principal's reflections over HTTP (C9, C45)."""

import asyncio
import json
from datetime import UTC
from typing import Any

import pytest

from services.partners.domain.contribution import UNITS
from shared.auth import LinkGrant
from shared.ids import new_id
from shared.mongo import Mongo
from tests.integration.partners.cast import Cast
from tests.integration.partners.evaluating import opened_evaluation, scores
from tests.integration.partners.passing import hear
from tests.integration.partners.world import Caller, done, problem

PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(range(200))


@pytest.fixture
async def mapped(cast: Cast) -> Cast:
    """The hotel is a qualified partner."""
    await cast.map_hotel()
    return cast


def gift(cast: Cast, **changed: Any) -> dict[str, Any]:
    """Eight hours of the hotel's."""
    plain = {
        "partner": cast.partner, "side": "partner", "kind": "time", "amount": 480, "given_on": "2026-06-12",
        "what": "Sentinel Gift",
    }  # fmt: skip
    return plain | changed


async def recorded(cast: Cast, caller: Caller, **changed: Any) -> str:
    return str(done(await caller.post("/contributions", gift(cast, **changed)), 201)["id"])


def correction(cast: Cast, **changed: Any) -> dict[str, Any]:
    plain = {name: value for name, value in gift(cast, **changed).items() if name != "partner"}
    return plain | {"reason": "Sentinel Reason"}


async def sums(cast: Cast) -> dict[str, dict[str, Any]]:
    """By year and kind, what both sides gave."""
    found = done(await cast.teacher.get(f"/partners/{cast.partner}/reciprocity"))
    return {
        f"{year['school_year']} {one['kind']}": {side: one[side] for side in ("school", "partner")}
        for year in found["years"]
        for one in year["balances"]
    }


async def test_c9_totals_are_counted_from_the_entries_as_they_stand(mapped: Cast, mongo: Mongo) -> None:
    time = await recorded(mapped, mapped.coordinator)
    await recorded(mapped, mapped.hotel, kind="money", amount=25_000_000, given_on="2026-07-01")
    await recorded(mapped, mapped.coordinator, side="school", amount=120)
    done(await mapped.hotel.post(f"/contributions/{time}/confirmation"))
    totals = await sums(mapped)
    assert totals["2025/2026 time"] == {
        "school": {"confirmed": 0, "recorded": 120, "disputed": 0},
        "partner": {"confirmed": 480, "recorded": 0, "disputed": 0},
    }
    assert totals["2026/2027 money"]["partner"]["recorded"] == 25_000_000
    assert len(totals) == 2 * len(UNITS)
    done(await mapped.coordinator.post(f"/contributions/{time}/corrections", correction(mapped, amount=360)))
    assert (await sums(mapped))["2025/2026 time"]["partner"] == {"confirmed": 0, "recorded": 360, "disputed": 0}
    done(await mapped.hotel.post(f"/contributions/{time}/dispute", {"reason": "Sentinel Dispute"}))
    assert (await sums(mapped))["2025/2026 time"]["partner"]["disputed"] == 360
    done(await mapped.coordinator.post(f"/contributions/{time}/withdrawal", {"reason": "Sentinel Error"}))
    assert (await sums(mapped))["2025/2026 time"]["partner"] == {"confirmed": 0, "recorded": 0, "disputed": 0}
    entry = done(await mapped.hotel.get(f"/contributions/{time}"))
    assert (entry["status"], entry["earlier"][0]["amount"], entry["description"]) == ("withdrawn", 480, "Sentinel Gift")
    assert "entinel" not in json.dumps([each async for each in mongo.documents("journal").find({})], default=str)


async def test_c9_evidence_is_an_attachment_of_the_school(mapped: Cast) -> None:
    unknown = await mapped.coordinator.post("/contributions", gift(mapped, evidence=[new_id()]))
    problem(unknown, 422, "attachment-unknown")
    photo = done(await mapped.coordinator.send_list("/attachments", PHOTO, "image/png"), 201)["id"]
    entry = await recorded(mapped, mapped.coordinator, evidence=[photo])
    assert done(await mapped.hotel.get(f"/contributions/{entry}"))["gift"]["evidence"] == [photo]
    path, body = f"/contributions/{entry}/corrections", correction(mapped, amount=360, evidence=[photo])
    done(await mapped.hotel.post(path, body))
    problem(await mapped.hotel.post(path, body | {"evidence": [photo, new_id()]}), 422, "attachment-unknown")


async def test_c9_the_other_side_confirms_once_however_many_at_once(mapped: Cast) -> None:
    entry = await recorded(mapped, mapped.coordinator)
    path = f"/contributions/{entry}/confirmation"
    problem(await mapped.coordinator.post(path), 409, "own-record")
    assert (await mapped.teacher.post(path)).status_code == 403
    answers = await asyncio.gather(*(mapped.hotel.post(path) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    listed = await mapped.hotel.get("/contributions?status=confirmed", accept="text/csv")
    assert "480" in listed.text


async def test_c9_a_partner_without_account_confirms_by_link(mapped: Cast, room: Any, mongo: Mongo) -> None:
    entry = await recorded(mapped, mapped.coordinator)
    person = done(await mapped.coordinator.get(f"/partners/{mapped.partner}/contacts"))[0]["contact"]
    done(await mapped.coordinator.post(f"/contributions/{entry}/invitations", {"person": person}), 201)
    letter = (await mongo.documents("letters").find({}))[0]
    link = letter["link"] | {"expires": letter["link"]["expires"].replace(tzinfo=UTC)}
    contact = Caller(mapped.world, f"Link {room.links.token(LinkGrant(**link))}", mapped.world.school)
    assert done(await contact.get(f"/contributions/{entry}"))["description"] == "Sentinel Gift"
    done(await contact.post(f"/contributions/{entry}/confirmation"))
    assert (await contact.get(f"/contributions/{await recorded(mapped, mapped.coordinator)}")).status_code == 404


async def test_c9_nobody_else_sees_or_writes(mapped: Cast) -> None:
    entry = await recorded(mapped, mapped.coordinator)
    stranger = await mapped.world.key_of(new_id(), "partners:read", "partners:write")
    outsider = await mapped.world.member("outsider", "principal", school=mapped.world.other_school)
    whole = f"/partners/schools/{mapped.world.school}"
    for caller in (stranger, outsider):
        for path in (f"/contributions/{entry}", f"/contributions/{entry}/history"):
            assert (await caller.get(whole + path)).status_code == 404
        assert (await caller.get(f"{whole}/partners/{mapped.partner}/reciprocity")).status_code == 404
        assert (await caller.get(f"{whole}/partners/{mapped.partner}/chronicle")).status_code in (403, 404)
        assert (await caller.post(f"{whole}/contributions", gift(mapped))).status_code == 404
    assert done(await stranger.get("/contributions"))["items"] == []
    problem(await mapped.coordinator.post("/contributions", gift(mapped, amount=1.5)), 422, "not-valid")
    problem(
        await mapped.coordinator.post("/contributions", gift(mapped, given_on="2026-07-02")), 409, "given-in-the-future"
    )
    assert (await mapped.coordinator.post("/contributions", gift(mapped, programme=new_id()))).status_code == 404


async def test_c9_one_history_over_everything_in_a_partnership(drafted: Cast, room: Any) -> None:
    entry = await recorded(drafted, drafted.coordinator, programme=drafted.programme)
    evaluation = await opened_evaluation(drafted, room)
    path = f"/partners/{drafted.partner}/chronicle"
    whole = done(await drafted.teacher.get(f"{path}?limit=200"))
    things = {(one["aggregate"], one["thing"]) for one in whole["items"]}
    assert things == {
        ("partner", drafted.partner), ("programme", drafted.programme), ("mou", drafted.mou),
        ("contribution", entry), ("evaluation", evaluation),
    }  # fmt: skip
    assert whole["next"] is None
    assert whole["items"][0]["type"] == "evaluation-opened.v1"
    assert whole["items"][-1]["type"] == "partner-mapped.v1"
    paged, cursor = [], ""
    while cursor is not None:
        page = done(await drafted.teacher.get(f"{path}?limit=2{cursor and f'&cursor={cursor}'}"))
        paged += page["items"]
        cursor = page["next"]
    assert paged == whole["items"]
    only = done(await drafted.teacher.get(f"{path}?aggregate=mou&aggregate=contribution"))["items"]
    assert {one["aggregate"] for one in only} == {"mou", "contribution"}
    first = done(await drafted.teacher.get(f"{path}?limit=1"))["next"]
    problem(await drafted.teacher.get(f"{path}?limit=1&aggregate=mou&cursor={first}"), 422, "bad-cursor")


async def test_c45_the_principal_reflects_on_a_result(drafted: Cast, room: Any, mongo: Mongo) -> None:
    evaluation = await opened_evaluation(drafted, room)
    body: dict[str, Any] = {
        "partner": drafted.partner,
        "findings": [{"verdict": "keep", "text": "Sentinel Finding"}],
        "evaluations": [evaluation],
    }
    assert (await drafted.coordinator.post("/reflections", body)).status_code == 403
    problem(await drafted.principal.post("/reflections", body), 409, "evaluation-not-completed")
    for caller in (drafted.coordinator, drafted.hotel):
        done(await caller.post(f"/evaluations/{evaluation}/views", scores(700)), 201)
    made = await drafted.principal.post("/reflections", body)
    path = f"/reflections/{done(made, 201)['id']}"
    for caller in (drafted.coordinator, drafted.teacher):
        assert (await caller.get(path)).status_code == (await caller.get(f"{path}/history")).status_code == 404
        assert done(await caller.get("/reflections"))["items"] == []
    await hear(room, mongo, "reflection")
    known = await mongo.tenant(drafted.world.school)["current_evaluation"].get(evaluation)
    assert known is not None
    assert "needs" not in known, "nobody is waited for any more"
    changed = body | {"findings": [{"verdict": "change", "text": "Sentinel Change"}]}
    assert (await drafted.principal.put(path, changed)).status_code == 428
    done(await drafted.principal.put(path, changed, if_match=made.headers["etag"]))
    done(await drafted.principal.post(f"{path}/sharing"))
    shown = done(await drafted.teacher.get(path))
    assert shown["findings"] == [{"verdict": "change", "text": "Sentinel Change"}]
    problem(await drafted.principal.put(path, changed, if_match='"3"'), 409, "reflection-shared")
    assert "entinel" not in json.dumps([each async for each in mongo.documents("journal").find({})], default=str)
