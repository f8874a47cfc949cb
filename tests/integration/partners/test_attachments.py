"""Evidence files over HTTP: in, out, whose they are, what becomes of them."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.partners.domain.partner import PARTNER, RecordMoUStart
from shared.attachments import require_attachments
from shared.attachments.incoming import Incoming
from shared.auth import LinkGrant
from shared.events import Actor
from shared.housekeeping import tidy
from shared.mongo import Mongo
from shared.refusals import Busy, Invalid, NotFound
from shared.runtime import Runtime
from shared.settings import ServiceSettings
from tests.integration.partners.cast import Cast
from tests.integration.partners.uploading import FORM, JPEG, NAME, PDF, limited, send, stored, uploaded
from tests.integration.partners.world import START, Caller, done, problem


@pytest.fixture
async def room(settings: ServiceSettings, mongo: Mongo) -> Runtime:
    """The service with a limit that a test can reach."""
    return await limited(settings, mongo)


async def test_a_photograph_goes_in_and_comes_out_as_it_was(cast: Cast) -> None:
    made = await uploaded(cast.teacher)
    assert made["name"] == NAME
    assert (made["media_type"], made["size"]) == ("image/jpeg", len(JPEG))
    assert made["sha256"] == hashlib.sha256(JPEG).hexdigest()
    shown = done(await cast.committee.get(f"/attachments/{made['id']}"))
    assert {**shown, "href": "", "href_expires": ""} == {**made, "href": "", "href_expires": ""}
    content = await cast.committee.get(f"/attachments/{made['id']}/content")
    assert (content.status_code, content.content) == (200, JPEG)
    assert content.headers["content-type"] == "image/jpeg"
    assert content.headers["content-disposition"] == "attachment; filename*=UTF-8''Sentinel%20Siti%20di%20dapur.jpg"
    assert content.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in content.headers["content-security-policy"]
    again = await cast.committee.get(f"/attachments/{made['id']}/content", if_none_match=content.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")


async def test_the_body_may_be_the_file_itself(cast: Cast) -> None:
    headers = {"content-type": "image/jpeg", "content-disposition": "attachment; filename*=UTF-8''caf%C3%A9.jpg"}
    assert (await uploaded(cast.teacher, content=JPEG, headers=headers))["name"] == "café.jpg"
    plain = {"content-type": "application/octet-stream"}
    made = await uploaded(cast.teacher, content=PDF, headers=plain)
    assert (made["name"], made["media_type"]) == ("file.pdf", "application/pdf")


async def test_a_form_may_hold_other_parts_and_come_in_any_pieces(cast: Cast) -> None:
    head = (
        b'--cut\r\nContent-Disposition: form-data; name="note"\r\n\r\nnot the file\r\n'
        b'--cut\r\nContent-Disposition: form-data; name="file"; filename="f.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    )
    body = head + JPEG + b'\r\n--cut\r\nContent-Disposition: form-data; name="file"\r\n\r\nsecond\r\n--cut--\r\n'

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(body), 61):
            yield body[at : at + 61]

    headers = {"content-type": "multipart/form-data; boundary=cut"}
    made = await uploaded(cast.teacher, content=pieces(), headers=headers)
    assert (made["name"], made["sha256"]) == ("f.jpg", hashlib.sha256(JPEG).hexdigest())


async def test_what_is_not_taken_leaves_nothing(cast: Cast, room: Runtime, tmp_path: Path) -> None:
    teacher, form = cast.teacher, {"content-type": "multipart/form-data; boundary=cut"}
    broken = b'--cut\r\nContent-Disposition: form-data; name="file"; filename="f.jpg"\r\n\r\n' + JPEG
    problem(await send(teacher, files={"file": ("x.jpg", b"MZ\x90", "image/jpeg")}), 415, "attachment-type-not-taken")
    problem(await send(teacher, files={"file": ("x.jpg", PDF, "image/jpeg")}), 415, "attachment-type-differs")
    problem(await send(teacher, files={"file": ("x.txt", b"", "text/plain")}), 422, "file-missing")
    problem(await send(teacher, files={"other": ("x.jpg", JPEG, "image/jpeg")}), 422, "file-missing")
    problem(await send(teacher, content=broken, headers=form), 422, "form-not-readable")
    problem(await send(teacher, content=b"", headers={"content-type": "image/jpeg"}), 422, "file-missing")
    problem(await send(teacher, files=FORM, params={"about": cast.world.school}), 422, "person-unknown")
    large = JPEG + b"0" * 100_000
    problem(await send(teacher, files={"file": ("x.jpg", large, "image/jpeg")}), 413, "file-too-large")

    async def without_length() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield JPEG

    much = await send(teacher, content=without_length(), headers={"content-type": "image/jpeg"})
    assert much.status_code == 413
    assert await room.mongo.documents("attachments").count({}) == 0
    assert stored(tmp_path) == []


async def test_the_same_key_is_the_same_upload(cast: Cast, tmp_path: Path) -> None:
    key = {"idempotency-key": "one"}
    first = await uploaded(cast.teacher, files=FORM, headers=key)
    again = await send(cast.teacher, files=FORM, headers=key)
    assert done(again, 201)["id"] == first["id"]
    assert again.headers["idempotency-replayed"] == "true"
    other = {"file": ("x.jpg", JPEG + b"1", "image/jpeg")}
    problem(await send(cast.teacher, files=other, headers=key), 422, "idempotency-key-reused")
    assert len(stored(tmp_path)) == 1
    answers = await asyncio.gather(
        *(uploaded(cast.teacher, files=FORM, headers={"idempotency-key": "many"}) for _ in range(8))
    )
    assert len({each["id"] for each in answers}) == 1
    assert len(stored(tmp_path)) == 2


async def test_equal_files_of_two_owners_are_two_files(cast: Cast, tmp_path: Path) -> None:
    other = await cast.world.member("other", "principal", school=cast.world.other_school)
    first, second = await uploaded(cast.teacher), await uploaded(other)
    assert first["id"] != second["id"]
    assert len(stored(tmp_path)) == 2
    for path in (f"/attachments/{first['id']}", f"/attachments/{first['id']}/content"):
        problem(await other.get(path), 404, "not-found")
    assert [one["id"] for one in done(await other.get("/attachments"))["items"]] == [second["id"]]


async def test_an_organisation_sees_what_it_uploaded(cast: Cast) -> None:
    await cast.map_hotel()
    ours, theirs = await uploaded(cast.teacher), await uploaded(cast.hotel)
    assert [one["id"] for one in done(await cast.hotel.get("/attachments"))["items"]] == [theirs["id"]]
    for path in (f"/attachments/{ours['id']}", f"/attachments/{ours['id']}/content"):
        problem(await cast.hotel.get(path), 404, "not-found")
    done(await cast.hotel.get(f"/attachments/{theirs['id']}"))
    assert len(done(await cast.teacher.get("/attachments"))["items"]) == 2


async def test_a_signing_link_uploads_to_its_mou_alone(drafted: Cast, room: Runtime) -> None:
    expires = room.clock.machine() + timedelta(hours=1)
    grant = LinkGrant("mou-signature", drafted.world.school, drafted.mou, expires, organisation=drafted.organisation)
    holder = Caller(drafted.world, f"Link {room.links.token(grant)}", drafted.world.school)
    made = await send(holder, path=f"/mous/{drafted.mou}/attachments", files=FORM)
    assert done(await drafted.coordinator.get(made.headers["location"]))["id"] == done(made, 201)["id"]
    problem(await send(holder, files=FORM), 404, "not-found")
    problem(await send(holder, path=f"/mous/{drafted.programme}/attachments", files=FORM), 404, "not-found")


async def test_a_signed_link_needs_no_credential_and_lasts_minutes(
    cast: Cast, room: Runtime, capfd: pytest.CaptureFixture[str]
) -> None:
    made = await uploaded(cast.teacher)
    path, _, ticket = made["href"].partition("?ticket=")
    http = cast.world.http
    got = await http.get(made["href"])
    assert (got.status_code, got.content) == (200, JPEG)
    other = await uploaded(cast.teacher)
    for wrong in (
        f"{other['href'].partition('?')[0]}?ticket={ticket}",
        made["href"][:-2],
        f"{path}?ticket=..",
        f"{path}?ticket=a.1.b",
    ):
        problem(await http.get(wrong), 404, "not-found")
    room.clock.ahead = timedelta(seconds=301)  # type: ignore[attr-defined]
    problem(await http.get(made["href"]), 410, "link-expired")
    logged = "".join(capfd.readouterr())
    assert "/partners/attachments/{attachment}" in logged
    assert ticket not in logged
    assert ticket.rpartition(".")[2] not in logged
    assert "Sentinel" not in logged


async def test_require_attachments_refuses_what_is_none_of_the_tenants(cast: Cast, room: Runtime) -> None:
    other = await cast.world.member("other", "principal", school=cast.world.other_school)
    ours, theirs = await uploaded(cast.teacher), await uploaded(other)
    await require_attachments(cast.context(room), [])
    await require_attachments(cast.context(room), [ours["id"], ours["id"]])
    await require_attachments(cast.context(room), [theirs["id"]], tenant=cast.world.other_school)
    for ids in ([theirs["id"]], [ours["id"], cast.world.school]):
        with pytest.raises(Invalid, match="attachment-unknown") as refused:
            await require_attachments(cast.context(room), ids)
        assert refused.value.facts["unknown"] == ids[-1:]


async def test_an_organisation_names_only_what_it_uploaded(cast: Cast, room: Runtime) -> None:
    await cast.map_hotel()
    ours, theirs = await uploaded(cast.teacher), await uploaded(cast.hotel)
    ctx = cast.context(room)
    ctx.actor = Actor(kind="key", id="key", organisation=cast.organisation)
    await require_attachments(ctx, [theirs["id"]])
    with pytest.raises(Invalid, match="attachment-unknown"):
        await require_attachments(ctx, [ours["id"]])


async def test_what_no_accepted_command_named_is_gone_after_a_day(cast: Cast, room: Runtime, tmp_path: Path) -> None:
    kept, refused, orphan = [await uploaded(cast.teacher) for _ in range(3)]
    await cast.map_hotel()
    ctx = cast.context(room)
    await require_attachments(ctx, [kept["id"]])
    await _command(cast, ctx)
    lost = cast.context(room)
    await require_attachments(lost, [refused["id"]])
    with pytest.raises(NotFound):
        await _refused(lost)
    await lost.staged[0].store(room, lost.tenant, lost.command_id, "an entry that a killed process never wrote")
    room.clock.ahead = timedelta(hours=23)  # type: ignore[attr-defined]
    await tidy(room)
    assert len(stored(tmp_path)) == 3
    room.clock.ahead = timedelta(hours=25)  # type: ignore[attr-defined]
    await tidy(room)
    await tidy(room)
    room.clock.ahead = timedelta(0)  # type: ignore[attr-defined]
    done(await cast.teacher.get(f"/attachments/{kept['id']}"))
    for gone in (refused, orphan):
        problem(await cast.teacher.get(f"/attachments/{gone['id']}"), 404, "not-found")
    assert [path.name for path in stored(tmp_path)] == [kept["id"]]
    with pytest.raises(Invalid, match="attachment-unknown"):
        await require_attachments(cast.context(room), [orphan["id"]])


async def test_a_class_says_how_long_and_a_record_stays(cast: Cast, room: Runtime, tmp_path: Path) -> None:
    made = {
        name: (await uploaded(cast.teacher, files=FORM, params={"retention": name}))["id"]
        for name in ("temporary", "evidence", "record")
    }
    raised = (await uploaded(cast.teacher, files=FORM, params={"retention": "temporary"}))["id"]
    await cast.map_hotel()
    ctx = cast.context(room)
    await require_attachments(ctx, list(made.values()))
    await require_attachments(ctx, [raised], retention="record")
    await _command(cast, ctx)
    await room.clock.move(START + timedelta(days=91))
    await tidy(room)
    problem(await cast.teacher.get(f"/attachments/{made['temporary']}/content"), 410, "attachment-gone")
    await room.clock.move(START + timedelta(days=365 * 11))
    await tidy(room)
    problem(await cast.teacher.get(f"/attachments/{made['evidence']}"), 410, "attachment-gone")
    for kept in (made["record"], raised):
        done(await cast.teacher.get(f"/attachments/{kept}"))
    assert [path.name for path in stored(tmp_path)] == [made["record"], raised]


async def test_erasing_a_person_erases_the_files_about_the_person(cast: Cast, room: Runtime, tmp_path: Path) -> None:
    await cast.map_hotel()
    person = (await room.mongo.documents("people").find_one({}) or {})["id"]
    about = await uploaded(cast.teacher, files=FORM, params={"about": person})
    other = await uploaded(cast.teacher)
    exported = await room.people.export(cast.world.school, person)
    assert [one["name"] for one in exported["attachments"]] == [NAME]
    await room.people.erase(cast.context(room), person)
    problem(await cast.teacher.get(f"/attachments/{about['id']}"), 410, "attachment-gone")
    problem(await cast.world.http.get(about["href"]), 410, "attachment-gone")
    assert [path.name for path in stored(tmp_path)] == [other["id"]]
    left = await room.mongo.documents("attachments").find_one({"id": about["id"]})
    assert "Sentinel" not in str(left)


async def test_a_file_that_comes_while_the_person_is_erased_does_not_stay(
    cast: Cast, room: Runtime, tmp_path: Path
) -> None:
    await cast.map_hotel()
    person = (await room.mongo.documents("people").find_one({}) or {})["id"]

    async def slowly() -> AsyncIterator[bytes]:
        yield b"%PDF-1.7\n"
        await room.people.erase(cast.context(room), person)
        yield b"Sentinel\n%%EOF"

    coming = Incoming("a.pdf", "application/pdf", slowly())
    with pytest.raises((Invalid, Busy)):
        await room.attachments.receive(cast.context(room), coming, about=[person])
    assert stored(tmp_path) == []
    assert await room.mongo.documents("attachments").count({"state": "kept"}) == 0


async def test_nothing_of_a_file_is_in_the_journal(cast: Cast, room: Runtime) -> None:
    made = await uploaded(cast.teacher)
    await cast.map_hotel()
    ctx = cast.context(room)
    await require_attachments(ctx, [made["id"]])
    await _command(cast, ctx)
    journal = str(await room.mongo.documents("journal").find({}))
    assert "Sentinel Siti" not in journal
    assert made["sha256"] not in journal


async def test_a_store_that_is_away_is_said_so(cast: Cast, room: Runtime, tmp_path: Path) -> None:
    (tmp_path / "attachments").write_text("in the way")
    problem(await send(cast.teacher, files=FORM), 503, "attachments-away")
    assert await room.mongo.documents("attachments").count({"state": "kept"}) == 0


async def _command(cast: Cast, ctx: Any) -> None:
    """Any command that is accepted."""
    await ctx.execute(PARTNER, cast.partner, RecordMoUStart(mou=cast.world.alliance))


async def _refused(ctx: Any) -> None:
    """Any that is not."""
    await ctx.execute(PARTNER, ctx.tenant, RecordMoUStart(mou=ctx.tenant))
