"""`jembatan listen` and `jembatan trigger`, as processes of their own, against the running service with real keys."""

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web
from standardwebhooks.webhooks import Webhook

from services.notifications.app import SERVICE
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import DisableEndpoint
from shared.http.app import make_app
from shared.ids import new_id
from tests.integration.notifications_portal import listening
from tests.integration.notifications_world import World, issue_key, world
from tests.stack import ROOT


@dataclass
class Program:
    """A developer's own program, on this machine."""

    address: str = ""
    heard: list[tuple[dict[str, Any], dict[str, str], bytes]] = field(default_factory=list)
    status: int = 200

    async def hook(self, request: web.Request) -> web.Response:
        raw = await request.read()
        self.heard.append((json.loads(raw), dict(request.headers), raw))
        return web.Response(status=self.status, text="\x1b[31mthanks")

    def ids(self) -> list[str]:
        return [headers["webhook-id"] for _, headers, _ in self.heard]


@dataclass
class Desk:
    """A developer in front of a terminal."""

    w: World
    program: Program
    organisation: str
    endpoint: str
    port: int
    key: str

    @property
    def server(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def app(self) -> Any:
        return make_app("notifications", SERVICE.title, SERVICE.description, SERVICE.routers, self.w.room)

    async def run(self, *words: str, key: str = "", **environ: str) -> asyncio.subprocess.Process:
        known = {
            "JEMBATAN_SERVER": self.server,
            "JEMBATAN_API_KEY": key or self.key,
            "JEMBATAN_ORGANISATION": self.organisation,
        }
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "jembatan", *words),
            cwd=ROOT,
            env={**os.environ, **known, **environ},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def ended(self, *words: str, **environ: str) -> tuple[int, str, str]:
        """Exit code, what was printed, what was said beside."""
        process = await self.run(*words, **environ)
        out, err = await process.communicate()
        return process.returncode or 0, out.decode(), err.decode()

    async def follow(self, after: str | None = None, wait: float = 0) -> dict[str, Any]:
        """The stream itself."""
        path = f"/notifications/organisations/{self.organisation}/endpoints/{self.endpoint}/stream"
        headers = {"Authorization": f"Bearer {self.key}"}
        async with httpx.AsyncClient(base_url=self.server, headers=headers, timeout=60) as http:
            answer = await http.get(path, params={"wait": wait, **({"after": after} if after else {})})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@asynccontextmanager
async def running(process: asyncio.subprocess.Process) -> AsyncIterator[asyncio.subprocess.Process]:
    """Ended at the end, whatever happens."""
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.fixture
async def desk(mongo_url: str, database: str) -> AsyncIterator[Desk]:
    program, organisation = Program(), new_id()
    app = web.Application()
    app.router.add_post("/hook", program.hook)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    program.address = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with world(mongo_url, database) as w:
        _, endpoint = await w.endpoint("hooks", organisation, ("partners.*",))
        key = await issue_key(w, organisation, "webhook:read", "webhook:write")
        yield Desk(w, program, organisation, endpoint, port, key)
    await runner.cleanup()


async def _until_line(process: asyncio.subprocess.Process, words: str) -> list[str]:
    """What is said on standard error up to the line with these words."""
    assert process.stderr is not None
    said: list[str] = []
    while line := (await process.stderr.readline()).decode():
        said.append(line)
        if words in line:
            return said
    raise AssertionError(f"never said {words!r}: {said}")


async def test_what_comes_is_relayed_signed_and_shown(desk: Desk) -> None:
    async with listening(desk.app(), desk.port):
        process = await desk.run("listen", "--forward-to", desk.program.address, "--json", "--count", "2")
        async with running(process):
            said = await _until_line(process, "signed with")
            secret = next(word for word in said[-1].split() if word.startswith("whsec_"))
            events = [desk.w.event(desk.organisation) for _ in range(2)]
            await desk.w.ingest(*events)
            out, err = await process.communicate()
    assert process.returncode == 0, err
    printed = [json.loads(line) for line in out.decode().splitlines()]
    assert sorted(one["webhook_id"] for one in printed) == sorted(desk.program.ids())
    assert [(one["status"], one["test"]) for one in printed] == [(200, False), (200, False)]
    for body, headers, raw in desk.program.heard:
        assert Webhook(secret).verify(raw, headers) == body
        with pytest.raises(Exception, match="signature"):
            Webhook(secret).verify(raw + b" ", headers)


async def test_it_goes_on_from_its_place_and_over_a_restart_of_the_server(desk: Desk, tmp_path: Path) -> None:
    place = tmp_path / "cursor"
    listen = ("listen", "--forward-to", desk.program.address, "--cursor", str(place), "--count")
    first, second, third = (desk.w.event(desk.organisation) for _ in range(3))
    async with listening(desk.app(), desk.port):
        place.write_text((await desk.follow())["next"])
        await desk.w.ingest(first)
        assert (await desk.ended(*listen, "1"))[0] == 0
        process = await desk.run(*listen, "2")
        await _until_line(process, "Listening")
    async with running(process):
        await _until_line(process, "trying again")
        await desk.w.ingest(second)  # while the server is away
        async with listening(desk.app(), desk.port):
            await _until_line(process, "is back")
            await desk.w.ingest(third)
            out, _ = await process.communicate()
    assert process.returncode == 0
    assert desk.program.ids() == [f"msg_{event.id.replace('-', '')}" for event in (first, second, third)]
    assert "\x1b" not in out.decode()


async def test_the_own_secret_of_the_endpoint_signs_when_it_is_given(desk: Desk) -> None:
    own = desk.w.receiver.secrets["hooks"]
    async with listening(desk.app(), desk.port):
        process = await desk.run(
            "listen", "--forward-to", desk.program.address, "--count", "1", JEMBATAN_WEBHOOK_SECRET=own
        )
        async with running(process):
            said = await _until_line(process, "Listening")
            await desk.w.ingest(desk.w.event(desk.organisation))
            await process.communicate()
    assert own not in "".join(said)
    body, headers, raw = desk.program.heard[0]
    assert Webhook(own).verify(raw, headers) == body


@pytest.mark.parametrize("url", ["http://169.254.169.254/", "http://example.com/", "http://localhost.example.com", "x"])
async def test_it_forwards_to_this_machine_only(desk: Desk, url: str) -> None:
    code, _, said = await desk.ended("listen", "--forward-to", url)
    assert code == 1
    assert "not-on-this-machine" in said or "not-a-url" in said


async def test_a_key_that_is_wrong_or_of_others_is_told_so_at_once(desk: Desk) -> None:
    others = await issue_key(desk.w, new_id(), "webhook:read")
    async with listening(desk.app(), desk.port):
        for key, code in ((others, "not-found"), ("jbt_nonsense", "not-authenticated")):
            ended, _, said = await desk.ended("listen", "--forward-to", desk.program.address, key=key)
            assert (ended, code in said) == (1, True), said


@pytest.mark.parametrize(
    ("words", "environ", "says"),
    [
        (("trigger", "partners.mou-signed"), {"JEMBATAN_API_KEY": "jbt_…"}, "characters that no key has"),
        (("trigger", "partners.mou-signed"), {"JEMBATAN_API_KEY": "jbt_a\nb"}, "characters that no key has"),
        (("trigger", "partners.mou-signed"), {"JEMBATAN_API_KEY": "jbt_wrong"}, "--key or in JEMBATAN_API_KEY"),
        (("trigger", "partners.mou-signed", "--server", "http://127.0.0.1:99999"), {}, "is not an http URL"),
        (("trigger", "partners.mou-signed", "--server", "127.0.0.1:8000"), {}, "--server http://127.0.0.1:8000"),
        (("trigger", "partners.mou-signed", "--endpoint", "abc"), {}, "path.endpoint"),
        (("listen", "--forward-to", "http://localhost:99999/"), {}, "is not an http URL"),
        (("listen", "--forward-to", "http://localhost:1", "--cursor", "/dev/null/place"), {}, "cannot keep the place"),
        (("listen", "--forward-to", "http://localhost:1", "--cursor", "/"), {}, "cannot keep the place"),
        (("listen", "--forward-to", "http://localhost:1", "--cursor", sys.executable), {}, "it holds something else"),
    ],
)
async def test_what_is_given_wrongly_is_said_with_what_would_do(
    desk: Desk, words: tuple[str, ...], environ: dict[str, str], says: str
) -> None:
    async with listening(desk.app(), desk.port):
        code, _, said = await desk.ended(*words, **environ)
    assert code == 1
    assert says in said
    assert "Traceback" not in said


async def test_a_place_of_something_else_names_its_file(desk: Desk, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.write_text("not from here")
    async with listening(desk.app(), desk.port):
        code, _, said = await desk.ended("listen", "--forward-to", "http://localhost:1", "--cursor", str(place))
    assert code == 1
    assert f"Remove {place}" in said
    assert place.read_text() == "not from here"


async def test_a_sample_that_nobody_would_get_says_why(desk: Desk) -> None:
    await desk.w.endpoint("other", desk.organisation, filters=("partners.mou-lapsed",))
    context = desk.w.room.context(desk.organisation)
    await context.execute(ENDPOINT, desk.endpoint, DisableEndpoint(reason="by-owner"))
    async with listening(desk.app(), desk.port):
        _, _, unfit = await desk.ended("trigger", "partners.mou-signed")
        for one in await desk.w.room.mongo.tenant(desk.organisation)[ENDPOINT.collection].find({}):
            if one["id"] != desk.endpoint:
                await context.also(one["id"]).execute(ENDPOINT, one["id"], DisableEndpoint(reason="by-owner"))
        _, _, unverified = await desk.ended("trigger", "partners.mou-signed")
    assert "The filters of none of 1 verified endpoints" in unfit
    assert "None of 2 endpoints is verified" in unverified


async def test_a_sample_goes_through_the_whole_engine_and_says_that_it_is_one(desk: Desk) -> None:
    await desk.w.endpoint("others", desk.organisation, ("placements.*",))
    async with listening(desk.app(), desk.port), desk.w.engine():
        code, out, err = await desk.ended("trigger", "partners.mou-signed", "--json")
        assert code == 0, err
        (sent,) = json.loads(out)["sent"]
        (receipt,) = await desk.w.receiver.received("hooks", 1)
        assert receipt.id == sent["webhook_id"]
        assert receipt.body["type"] == "id.jembatan.partners.mou-signed.v1"
        assert receipt.body["test"] is True
        assert receipt.body["data"]["content_hash"]
        await desk.w.settled(desk.endpoint)
        code, out, err = await desk.ended("trigger", "teachers.teacher-registered", "--endpoint", desk.endpoint)
        assert code == 0, err
        receipt = (await desk.w.receiver.received("hooks", 2))[1]
        assert receipt.body["test"] is True
        assert receipt.id in out, "whole, not in two lines"
        code, _, err = await desk.ended("trigger", "teachers.teacher-registered")
        assert (code, "nobody-hears" in err) == (1, True)
    assert desk.w.receiver.receipts["others"] == []


async def test_a_misspelt_event_is_told_what_is_near(desk: Desk) -> None:
    code, _, said = await desk.ended("trigger", "partners.mou-singed")
    assert code == 1
    assert "partners.mou-signed" in said
    code, _, said = await desk.ended("trigger", "partners.mou-signed")
    assert (code, "does not answer" in said) == (4, True)


async def test_only_who_may_write_sends_samples(desk: Desk) -> None:
    reader = await issue_key(desk.w, desk.organisation, "webhook:read")
    async with listening(desk.app(), desk.port):
        code, _, said = await desk.ended("trigger", "partners.mou-signed", key=reader)
    assert (code, "scope-missing" in said) == (1, True)


async def test_a_stream_waits_for_what_comes_and_gives_it_once(desk: Desk) -> None:
    async with listening(desk.app(), desk.port):
        start = await desk.follow()
        assert start["items"] == []
        waiting = asyncio.create_task(desk.follow(start["next"], wait=20))
        await asyncio.sleep(0.3)
        event = desk.w.event(desk.organisation)
        await desk.w.ingest(event)
        found = await waiting
        assert [one["webhook_id"] for one in found["items"]] == [f"msg_{event.id.replace('-', '')}"]
        assert (await desk.follow(found["next"]))["items"] == []
        again = await desk.follow(start["next"])
        assert len(again["items"]) == 1


async def test_a_flood_comes_out_whole_page_by_page(desk: Desk) -> None:
    async with listening(desk.app(), desk.port):
        cursor = (await desk.follow())["next"]
        events = [desk.w.event(desk.organisation) for _ in range(450)]
        await desk.w.ingest(*events)
        out: list[str] = []
        while (found := await desk.follow(cursor))["items"]:
            out += [one["webhook_id"] for one in found["items"]]
            cursor = found["next"]
    assert len(out) == len(set(out)) == 450
