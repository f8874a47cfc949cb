"""Mail to members: the real engine and database, and a real SMTP server that answers as the test says."""

import asyncio
import email.message
import signal
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import DisableEndpoint
from services.notifications.domain.endpoint.values import Terms
from services.notifications.domain.retries import Ours
from services.notifications.mail import digests, effects
from services.notifications.mail.courier import CONNECTIONS
from services.notifications.mail.items import ITEMS
from services.notifications.views import DELIVERIES, MESSAGES
from shared.ids import new_id
from shared.letters import Suppressions
from tests.integration.mail_server import Inbox, OnAnyPort, running_inbox, self_signed
from tests.integration.mail_world import ADDRESS, MONDAY, SENTINEL, dying_worker, school
from tests.integration.notifications_world import World, until


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with running_inbox() as inbox:
        yield inbox


def part(message: email.message.Message, kind: str) -> str:
    found = next(one for one in message.walk() if one.get_content_type() == kind)
    return str(found.get_payload(decode=True), "utf-8")


async def test_a_member_is_told_with_everything_that_a_mail_program_needs(
    mongo_url: str, database: str, inbox: Inbox
) -> None:
    async with school(mongo_url, database, inbox.url) as it:
        endpoint = await it.endpoint("coordinator")
        event = it.event()
        async with it.w.engine():
            await it.w.ingest(event)
            [delivery] = await it.w.settled(endpoint)
        [message] = inbox.got
        assert message["To"] == ADDRESS
        assert message["Subject"] == "MoU akan berakhir: Hotel Kencana"
        assert message["Message-ID"] == f"<{delivery['id']}@jembatan.example>"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message["Date"]
        assert message["List-Unsubscribe"].startswith("<https://jembatan.example/notifications/schools/")
        assert "30 September 2026" in part(message, "text/plain")
        assert f"/partners/schools/{it.id}/mous/{event.subject}" in part(message, "text/html")


async def test_the_address_is_in_people_and_nowhere_else(
    mongo_url: str, database: str, inbox: Inbox, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    async with school(mongo_url, database, inbox.url) as it:
        told, refused = await it.endpoint("coordinator"), await it.endpoint("principal", email=f"no.{ADDRESS}")
        daily = await it.endpoint("teacher", digest="daily")
        inbox.refusing = {f"no.{ADDRESS}": f"550 no such mailbox no.{ADDRESS}"}
        async with it.w.engine():
            await it.w.ingest(it.event())
            await it.w.settled(told)
            await it.w.settled(refused, "failed")
        assert await it.w.room.mongo.documents(ITEMS).count({"endpoint": daily}) == 1
        database_ = it.w.room.mongo.database
        holding = [
            name
            for name in await database_.list_collection_names()
            if SENTINEL in repr([one async for one in database_[name].find({})])
        ]
        assert holding == ["people"]
        output = capsys.readouterr()
        assert SENTINEL not in caplog.text + output.out + output.err
        assert all(SENTINEL not in str(message["List-Unsubscribe"]) for message in inbox.got)


async def test_only_what_the_roles_may_see_is_told(mongo_url: str, database: str, inbox: Inbox) -> None:
    async with school(mongo_url, database, inbox.url) as it:
        staff, teacher, student = [await it.endpoint(role) for role in ("principal", "teacher", "student")]
        unconfirmed = await it.endpoint("principal", confirmed=False)
        stranger = it.event(tenant=new_id())
        await it.w.ingest(it.event("placements.incident-reported.v1"), it.event(), stranger)
        kinds = {
            each: [one["type"].rpartition(".v")[0].rpartition(".")[2] for one in await it.w.deliveries(each)]
            for each in (staff, teacher, student, unconfirmed)
        }
        assert kinds[staff] == ["incident-reported", "mou-expiring"]
        assert kinds[teacher] == ["mou-expiring"]
        assert kinds[student] == kinds[unconfirmed] == []


async def test_schools_of_an_endpoint_are_the_only_ones_it_is_told_of(
    mongo_url: str, database: str, inbox: Inbox
) -> None:
    async with school(mongo_url, database, inbox.url) as it:
        other = new_id()
        endpoint = await it.endpoint("coordinator", terms=Terms(schools=(other,)))
        theirs = it.event(tenant=other, schools=(it.id,))
        await it.w.ingest(it.event(), theirs)
        assert [one["event"] for one in await it.w.deliveries(endpoint)] == [theirs.id]


async def test_a_role_that_was_taken_away_is_not_told_what_waited(mongo_url: str, database: str, inbox: Inbox) -> None:
    async with school(mongo_url, database, inbox.url) as it:
        endpoint = await it.endpoint("coordinator")
        await it.w.ingest(it.event())
        await it.w.room.mongo.documents("directory_members").update_many({}, {"$set": {"state.roles": ["student"]}})
        async with it.w.engine():
            [delivery] = await it.w.settled(endpoint, "failed")
        assert (delivery["error"], inbox.got) == ("not-allowed", [])
        assert (await it.state(endpoint)).hears


async def test_a_temporary_refusal_is_tried_again(mongo_url: str, database: str, inbox: Inbox) -> None:
    async with school(mongo_url, database, inbox.url) as it:
        endpoint = await it.endpoint("coordinator")
        inbox.to = "450 mailbox busy"
        async with it.w.engine():
            await it.w.ingest(it.event())
            await attempted(it.w, endpoint)
            inbox.to = "250 OK"
            [delivery] = await it.w.settled(endpoint)
        attempts = await it.w.attempts(delivery["id"])
        assert (attempts[0]["status"], attempts[0]["error"]) == (450, "refused-status")
        assert (attempts[-1]["status"], attempts[-1]["error"]) == (250, None)
        assert len(inbox.got) == 1


async def test_an_address_that_is_refused_is_written_to_no_more(mongo_url: str, database: str, inbox: Inbox) -> None:
    async with school(mongo_url, database, inbox.url) as it:
        endpoint, other = await it.endpoint("coordinator"), await it.endpoint("principal", email=ADDRESS.upper())
        inbox.to = f"550 no such mailbox {ADDRESS}"
        async with it.w.engine():
            await it.w.ingest(it.event())
            [delivery] = await it.w.settled(endpoint, "failed")
            await it.w.settled(other, "failed")
        state = await it.state(endpoint)
        assert (state.status, state.disabled_because) == ("disabled", "address-refused")
        [attempt] = await it.w.attempts(delivery["id"])
        assert (attempt["error"], attempt["status"]) == ("address-refused", 550)
        assert await Suppressions(it.w.room.mongo, it.w.room.clock).holds(it.id, ADDRESS)
        assert (await it.state(other)).disabled_because == "address-refused"
        await it.w.ingest(it.event())
        assert len(await it.w.deliveries(endpoint)) == 1


async def test_a_refused_text_ends_the_delivery_and_nothing_else(mongo_url: str, database: str, inbox: Inbox) -> None:
    async with school(mongo_url, database, inbox.url) as it:
        endpoint = await it.endpoint("coordinator")
        inbox.data = "554 looks like spam"
        async with it.w.engine():
            await it.w.ingest(it.event())
            [delivery] = await it.w.settled(endpoint, "failed")
        assert delivery["error"] == "letter-refused"
        assert (await it.state(endpoint)).hears
        assert not await Suppressions(it.w.room.mongo, it.w.room.clock).holds(it.id, ADDRESS)


async def test_our_own_server_that_is_away_is_never_charged(mongo_url: str, database: str) -> None:
    async with school(mongo_url, database, "smtp://127.0.0.1:1") as it:
        endpoint = await it.endpoint("coordinator")
        async with it.w.engine():
            await it.w.ingest(*(it.event() for _ in range(3)))
            await attempted(it.w, endpoint)
        tried = [one for one in await it.w.deliveries(endpoint) if one["error"]]
        assert {one["error"] for one in tried} == {"egress"} <= Ours
        assert {one["state"] for one in tried} == {"pending"}
        assert (await it.state(endpoint)).hears


async def test_letters_that_wait_for_our_own_server_hold_no_webhook_back(mongo_url: str, database: str) -> None:
    """More of them than webhooks may be under way, and a server that takes connections and never says a word."""
    connected: list[asyncio.StreamWriter] = []
    silent = await asyncio.start_server(lambda _, writer: connected.append(writer), "127.0.0.1", 0)
    url = f"smtp://127.0.0.1:{silent.sockets[0].getsockname()[1]}"
    patient = {"webhook_timeout_seconds": 60, "webhook_in_flight": 10}
    async with school(mongo_url, database, url, **patient) as it:
        for n in range(3 * CONNECTIONS):
            await it.endpoint("coordinator", email=f"{n}.{ADDRESS}")
        partner, _ = await it.w.endpoint("hooks")
        async with it.w.engine():
            await it.w.ingest(it.event())
            await until(lambda: len(connected) >= CONNECTIONS, 60, "letters on their way")
            async with asyncio.timeout(60):
                while await it.w.room.mongo.documents(DELIVERIES).count({"state": "sending"}) < 3 * CONNECTIONS:  # noqa: ASYNC110 - the database tells nobody
                    await asyncio.sleep(0.02)
            await it.w.ingest(it.w.event(partner))
            await it.w.receiver.received("hooks", 1, seconds=30)
            assert len(connected) == CONNECTIONS, "as many letters as there may be; the others wait"
            silent.close()
            for writer in connected:
                writer.close()


async def test_killed_after_the_server_took_it_the_letter_comes_once_more_at_most(
    mongo_url: str, database: str, inbox: Inbox
) -> None:
    async with school(mongo_url, database, inbox.url) as it:
        endpoint = await it.endpoint("coordinator")
        with dying_worker(mongo_url, database, inbox.url) as process:
            await it.w.ingest(it.event())
            assert await asyncio.to_thread(process.wait, 60) == -signal.SIGKILL
        assert len(inbox.got) == 1
        async with it.w.engine():
            [delivery] = await it.w.settled(endpoint)
        assert [one["error"] for one in await it.w.attempts(delivery["id"])] == ["unknown", None]
        assert [message["Message-ID"] for message in inbox.got] == [f"<{delivery['id']}@jembatan.example>"] * 2
        assert len({str(message["List-Unsubscribe"]) for message in inbox.got}) == 1


async def test_starttls_is_kept_to(mongo_url: str, database: str, tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    inbox = Inbox()
    controller = OnAnyPort(inbox, hostname="localhost", port=0, tls_context=tls, require_starttls=True)
    controller.start()
    url = f"smtp://localhost:{controller.port}?starttls=true"
    try:
        async with school(mongo_url, database, f"{url}&ca={certificate}") as it:
            endpoint = await it.endpoint("coordinator")
            async with it.w.engine():
                await it.w.ingest(it.event())
                await it.w.settled(endpoint)
        assert len(inbox.got) == 1
        async with school(mongo_url, f"{database}_untrusted", url) as it:
            endpoint = await it.endpoint("coordinator")
            async with it.w.engine():
                await it.w.ingest(it.event())
                await attempted(it.w, endpoint)
            [delivery] = await it.w.deliveries(endpoint)
            assert delivery["error"] == "egress"
        assert len(inbox.got) == 1
    finally:
        controller.stop()


async def test_digests_go_out_at_seven_once_with_all_that_accumulated(
    mongo_url: str, database: str, inbox: Inbox
) -> None:
    async with school(mongo_url, database, inbox.url) as it:
        clock = it.w.room.clock
        daily, weekly = (
            await it.endpoint("coordinator", digest="daily"),
            await it.endpoint("principal", digest="weekly"),
        )
        empty = await it.endpoint("student", digest="daily")
        events = [it.event() for _ in range(3)]
        await it.w.ingest(*events)
        await it.w.ingest(*events)
        assert await digests.make_digests(it.w.room) == 0
        await clock.move(datetime(2026, 6, 29, 23, 59, 59, tzinfo=UTC))
        assert await digests.make_digests(it.w.room) == 0
        await clock.move(datetime(2026, 6, 30, 0, 0, tzinfo=UTC))
        assert await digests.make_digests(it.w.room) == 1
        await it.w.ingest(it.event())
        assert await digests.make_digests(it.w.room) == 0
        await clock.move(datetime(2026, 7, 6, 0, 0, 1, tzinfo=UTC))
        assert await digests.make_digests(it.w.room) == 2
        assert await digests.make_digests(it.w.room) == 0
        async with it.w.engine():
            await it.w.settled(daily)
            await it.w.settled(weekly)
        assert await it.w.deliveries(empty) == []
        assert sorted(str(message["Subject"]) for message in inbox.got) == [
            "Ringkasan harian: 1 peristiwa",
            "Ringkasan harian: 3 peristiwa",
            "Ringkasan mingguan: 4 peristiwa",
        ]
        assert await it.w.room.mongo.documents(ITEMS).count({}) == 0


async def test_a_digest_that_was_cut_off_is_completed_and_loses_nothing(
    mongo_url: str, database: str, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with school(mongo_url, database, inbox.url) as it:
        endpoint = await it.endpoint("coordinator", digest="daily")
        await it.w.ingest(it.event())
        await it.w.room.clock.move(MONDAY + timedelta(days=1))

        async def cut(name: str) -> None:
            raise ConnectionError(name)

        with monkeypatch.context() as patched:
            patched.setattr(digests, "point", cut)
            with pytest.raises(ConnectionError):
                await digests.make_digests(it.w.room)
        assert await it.w.room.mongo.documents(MESSAGES).count({}) == 1
        late = it.event()
        await it.w.room.clock.move(MONDAY + timedelta(days=1))
        await it.w.ingest(late)
        await it.w.room.mongo.documents(ITEMS).update_many({"event": late.id}, {"$set": {"at": MONDAY}})
        await digests.make_digests(it.w.room)
        async with it.w.engine():
            deliveries = await it.w.settled(endpoint)
        assert len(deliveries) == 2
        assert sorted(str(one["Subject"])[-11:] for one in inbox.got) == ["1 peristiwa", "1 peristiwa"]
        assert await it.w.room.mongo.documents(ITEMS).count({}) == 0


async def test_who_left_or_was_forgotten_is_written_to_no_more(mongo_url: str, database: str, inbox: Inbox) -> None:
    async with school(mongo_url, database, inbox.url) as it:
        left, erased, own = [await it.endpoint("coordinator") for _ in range(3)]
        members = {each: (await it.state(each)).mail for each in (left, erased, own)}
        kept = await it.w.room.mongo.tenant(it.id)["directory_members"].get(members[erased].member)  # type: ignore[union-attr]  # of mail
        await effects.member_left(it.w.room, it.event("directory.membership-ended.v1", subject=members[left].member))  # type: ignore[union-attr]  # of mail
        data = {"person": kept["state"]["person"], "role": "member"}  # type: ignore[index]  # was put
        await effects.member_forgotten(it.w.room, it.event("directory.person-erased.v1", data=data))
        person = members[own].person  # type: ignore[union-attr]  # of mail
        await it.w.room.people.erase(it.w.room.context(it.id), person)
        await effects.address_forgotten(it.w.room, it.event("notifications.person-erased.v1", data={"person": person}))
        reasons = [(await it.state(each)).disabled_because for each in (left, erased, own)]
        assert reasons == ["member-left", "person-erased", "person-erased"]
        stored = repr(await it.w.room.mongo.documents("people").find({}))
        assert SENTINEL not in stored


async def test_the_coordination_line_is_told_that_a_webhook_was_disabled(
    mongo_url: str, database: str, inbox: Inbox
) -> None:
    async with school(mongo_url, database, inbox.url) as it:
        line, teacher = await it.endpoint("coordinator"), await it.endpoint("teacher")
        _, hook = await it.w.endpoint("hooks", tenant=it.id)
        await it.w.room.context(it.id).execute(ENDPOINT, hook, DisableEndpoint(reason="failing"))
        disabled = it.event("notifications.endpoint-disabled.v1", subject=hook, data={"reason": "failing"})
        await effects.told_of_webhook(it.w.room, disabled)
        of_mail = it.event("notifications.endpoint-disabled.v1", subject=teacher, data={"reason": "unsubscribed"})
        await effects.told_of_webhook(it.w.room, of_mail)
        assert len(await it.w.deliveries(line)) == 1
        assert await it.w.deliveries(teacher) == await it.w.deliveries(hook) == []


async def test_administrators_are_told_of_a_partners_webhook(mongo_url: str, database: str, inbox: Inbox) -> None:
    async with school(mongo_url, database, inbox.url) as it:
        partner, hook = new_id(), new_id()
        key = {"organisation": partner, "secrets": [], "scopes": []}
        await it.w.room.mongo.tenant(it.alliance)["directory_api_keys"].put(new_id(), {"number": 1, "state": key})
        theirs, school_, it.id = it.alliance, it.id, it.alliance
        administrator = await it.endpoint("alliance_admin", owner="alliance")
        it.id = school_
        principal = await it.endpoint("principal")
        disabled = it.event("notifications.endpoint-disabled.v1", tenant=partner, subject=hook, data={"reason": "gone"})
        await effects.told_of_webhook(it.w.room, disabled)
        assert await it.w.deliveries(principal) == []
        async with it.w.engine():
            await it.w.settled(administrator)
        [message] = inbox.got
        assert f"/partners/alliances/{theirs}/today" in part(message, "text/plain")


async def attempted(w: World, endpoint: str) -> None:
    """At least once."""
    deadline = time.perf_counter() + 60
    while not any(one["attempts"] and one["error"] for one in await w.deliveries(endpoint)):
        assert time.perf_counter() < deadline
        await asyncio.sleep(0.02)
