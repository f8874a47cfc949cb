"""A member's calendar by a secret link."""

from typing import Any

import httpx
import icalendar
import pytest

from shared.runtime import Runtime
from tests.integration.partners.cast import Cast
from tests.integration.partners.world import done, problem

TODAY = "2026-07-01"


async def read(cast: Cast, href: str, **headers: str) -> httpx.Response:
    return await cast.world.http.get(href, headers=headers)


async def events(cast: Cast, href: str) -> dict[str, icalendar.Event]:
    answer = await read(cast, href)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/calendar")
    return {str(one["uid"]): one for one in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")}


async def link_of(caller: Any, query: str = "") -> str:
    return str(done(await caller.post(f"/calendar{query}"), 201)["href"])


async def test_what_concerns_a_member_stands_in_the_members_calendar(drafted: Cast) -> None:
    href = await link_of(drafted.coordinator)
    assert await events(drafted, href) == {}
    await drafted.sign_mou()
    signed = await events(drafted, href)
    ends = next(one for uid, one in signed.items() if ".mou-ends." in uid)
    number = done(await drafted.coordinator.get(f"/mous/{drafted.mou}"))["number"]
    assert str(ends["summary"]).endswith(f" · {number}")
    assert ends.decoded("dtstart").isoformat() == "2029-07-12"
    assert {uid.split(".")[0] for uid in signed} == {drafted.mou}


async def test_an_entry_keeps_its_name_and_grows_in_sequence(drafted: Cast) -> None:
    href = await link_of(drafted.coordinator)
    await drafted.sign_mou()
    before = await events(drafted, href)
    done(await drafted.principal.post(f"/mous/{drafted.mou}/termination", {"reason": "Sentinel reason"}))
    after = await events(drafted, href)
    same = [uid for uid in before if uid in after]
    assert all(after[uid]["sequence"] > before[uid]["sequence"] for uid in same)


async def test_who_has_the_etag_gets_nothing_again(drafted: Cast) -> None:
    await drafted.sign_mou()
    href = await link_of(drafted.coordinator)
    first = await read(drafted, href)
    again = await read(drafted, href, **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await read(drafted, href)).content == first.content


async def test_the_language_is_the_members_choice(drafted: Cast) -> None:
    await drafted.sign_mou()
    indonesian = (await read(drafted, await link_of(drafted.coordinator))).text
    english = (await read(drafted, await link_of(drafted.coordinator, "?language=en"))).text
    assert "MoU" in indonesian
    assert "MoU" in english
    assert indonesian != english


async def test_a_link_ends_when_it_is_revoked_replaced_or_its_owner_leaves(cast: Cast, room: Runtime) -> None:
    problem(await cast.teacher.get("/calendar"), 404, "not-found")
    first = await link_of(cast.teacher)
    second = await link_of(cast.teacher)
    problem(await read(cast, first), 404, "not-found")
    assert (await read(cast, second)).status_code == 200
    assert done(await cast.teacher.get("/calendar"))["language"] == "id"
    assert (await cast.teacher.delete("/calendar")).status_code == 204
    assert (await cast.teacher.delete("/calendar")).status_code == 204
    problem(await read(cast, second), 404, "not-found")
    third = await link_of(cast.teacher)
    members = room.mongo.documents("directory_members")
    await members.update_many({"tenant": cast.world.school}, {"$set": {"state.active": False}})
    problem(await read(cast, third), 404, "not-found")


async def test_nothing_of_another_school_or_for_another_role_is_in_it(drafted: Cast) -> None:
    other = await drafted.world.member("other", "principal", school=drafted.world.other_school)
    committee, elsewhere = await link_of(drafted.committee), await link_of(other)
    await drafted.sign_mou()
    assert await events(drafted, committee) == {}
    assert await events(drafted, elsewhere) == {}


async def test_the_secret_is_kept_as_a_hash_and_reaches_no_log(
    cast: Cast, room: Runtime, capfd: pytest.CaptureFixture[str]
) -> None:
    href = await link_of(cast.teacher)
    secret = href.partition("key=")[2]
    await read(cast, href)
    for wrong in (f"{href[:-1]}x", "/partners/calendar.ics?key=", f"/partners/calendar.ics?key={'a' * 101}"):
        assert (await read(cast, wrong)).status_code in (404, 422)
    assert len(secret) >= 43
    assert secret not in str(await room.mongo.documents("calendar_feeds").find({}))
    logged = "".join(capfd.readouterr())
    assert "/partners/calendar.ics" in logged
    assert secret not in logged


async def test_a_key_has_no_calendar(drafted: Cast) -> None:
    assert (await drafted.hotel.post("/calendar")).status_code == 403
