"""Long work: queued once, run by whoever holds the lease, counted once, resumed after a crash."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Depends, Response
from pydantic import BaseModel, Field
from starlette.requests import Request

from shared import cells
from shared.context import Context
from shared.http import Router, command_identity
from shared.http.app import make_app
from shared.http.operations import Operation, OperationRun, Operations
from shared.http.uploads import UPLOAD, Upload, upload
from shared.ids import Id, new_id
from shared.refusals import Invalid, NotFound, Refused
from shared.settings import ServiceSettings
from shared.spreadsheets import Heading, Row, Sheet
from tests.integration.kernel.house import OTHER, SCHOOL, House
from tests.integration.kernel.sample import JAR, MakeJar

SHEET = Sheet((Heading("name", cells.text(20), ("nama",)), Heading("size", cells.whole(1, 99), ("ukuran",))))
LIST = "nama;ukuran\n" + "".join(f"Siti {n};{n}\n" for n in range(1, 31)) + "Budi;x\n;100\nrefused;13\n"


class Parcel(BaseModel):
    """Asks more of a cell than its parser does."""

    name: str = Field(pattern="^[a-z ]+$")
    size: int


class Crash(BaseException):
    """Like a SIGKILL: nobody catches it."""


def jar_operations(crash_at: int = 0, seen: list[int] | None = None) -> Operations:
    operations = Operations()

    @operations.rows("import-jars", SHEET)
    async def import_jar(ctx: Context, row: Row) -> None:
        person = ctx.person("owner", {"name": row["name"]})
        assert person
        if row["name"] == "refused":
            raise Refused("jar-refused", "No such jar.", mend="Choose another.", column="name")
        await ctx.execute(JAR, new_id(), MakeJar(size=row["size"]))
        if seen is not None:
            seen.append(row.line)
        if row.line == crash_at:
            raise Crash

    @operations.rows("import-parcels", SHEET)
    async def import_parcel(_ctx: Context, row: Row) -> None:
        Parcel(name=row["name"], size=row["size"])

    @operations.runner("broken")
    async def broken(_run: object) -> None:
        raise RuntimeError("Siti Aminah")

    return operations


async def stored(house: House, id: str) -> dict[str, Any]:
    document = await house.mongo.tenant(SCHOOL)["operations"].get(id)
    assert document is not None
    return document


async def jars_made(house: House) -> int:
    return await house.mongo.documents("journal").count({"aggregate": "jar"})


async def test_a_row_that_a_model_does_not_take_is_named_and_the_others_go_on(house: House) -> None:
    operations = jar_operations()
    operation = await house.context().start_operation("import-parcels", "name;size\nsiti;1\nSITI 2;2\nbudi;3\n")
    assert await operations.round(house, 1)
    document = await stored(house, operation.id)
    assert [document[name] for name in ("state", "accepted", "rejected", "attempts")] == ["finished", 2, 1, 1]
    (problem,) = document["problems"]
    assert (problem["line"], problem["code"], problem["facts"]) == (3, "row-not-valid", {"members": "name"})
    assert "SITI" not in str(problem)


async def test_good_rows_are_kept_and_faulty_ones_reported(house: House) -> None:
    operations = jar_operations()
    operation = await house.context().start_operation("import-jars", LIST, {"cohort": "1"})
    assert operation.state == "queued"
    assert await operations.round(house, 1)
    document = await stored(house, operation.id)
    counted = [document[name] for name in ("state", "total", "done", "accepted", "rejected", "problems_omitted")]
    assert counted == ["finished", 33, 33, 30, 3, 0]
    assert [(one["line"], one["column"], one["code"]) for one in document["problems"]] == [
        (32, "size", "cell-not-number"),
        (33, "name", "cell-missing"),
        (33, "size", "cell-range"),
        (34, "name", "jar-refused"),
    ]
    assert await jars_made(house) == 30
    assert not await operations.round(house, 1)


async def test_personal_data_is_nowhere_but_in_people_and_gone_from_texts_at_the_end(house: House) -> None:
    operation = await house.context().start_operation("import-jars", LIST)
    [payload] = await house.mongo.documents("texts").find({})
    assert b"Siti" in payload["payload"]
    await jar_operations().round(house, 1)
    assert await house.mongo.documents("texts").find({"payload": {"$exists": True}}) == []
    for name in ("operations", "journal"):
        assert "Siti" not in str(await house.mongo.documents(name).find({}))
    assert (await stored(house, operation.id))["actor"]["id"] == "member-1"


async def test_a_crash_in_the_middle_changes_nothing_in_the_end(house: House) -> None:
    seen: list[int] = []
    operation = await house.context().start_operation("import-jars", LIST)
    for fence, crash_at in enumerate((3, 28, 29), 1):
        with suppress(Crash):
            await jar_operations(crash_at, seen).round(house, fence)
        assert (await stored(house, operation.id))["state"] == "running"
    await jar_operations(seen=seen).round(house, 4)
    document = await stored(house, operation.id)
    assert [document[name] for name in ("state", "done", "accepted", "rejected")] == ["finished", 33, 30, 3]
    assert await jars_made(house) == 30
    assert len(seen) > 30
    assert len(document["problems"]) == 4


async def test_a_holder_that_was_overtaken_stops_and_counts_nothing(house: House) -> None:
    operation = await house.context().start_operation("import-jars", LIST)
    kept = house.mongo.documents("operations")
    operations = jar_operations()
    overtake = operations._runners["import-jars"]

    async def overtaken(run: Any) -> None:
        await kept.update_one({"id": operation.id}, {"$set": {"fence": 9}})
        await overtake(run)

    operations._runners["import-jars"] = overtaken
    assert await operations.round(house, 1)
    document = await stored(house, operation.id)
    assert (document["state"], document["done"], document["fence"]) == ("running", 0, 9)


async def test_a_long_one_does_not_keep_another_tenant_waiting(house: House) -> None:
    operations, begun, free = jar_operations(), asyncio.Event(), asyncio.Event()

    @operations.runner("long")
    async def long(_run: object) -> None:
        begun.set()
        await free.wait()

    await house.context().start_operation("long", b"x")
    working = asyncio.create_task(operations.round(house, 1))
    await begun.wait()
    quick = await house.context(OTHER).start_operation("import-jars", LIST)
    kept = house.mongo.tenant(OTHER)["operations"]
    async with asyncio.timeout(60):
        while (await kept.get(quick.id) or {})["state"] != "finished":  # noqa: ASYNC110 - it is a document
            await asyncio.sleep(0.05)
    assert not working.done()
    free.set()
    assert await working


async def test_killed_processes_change_nothing_in_the_end(
    house: House, settings: ServiceSettings, service_environment: dict[str, str]
) -> None:
    operation = await house.context().start_operation("import-jars", LIST)
    environment = {**os.environ, **service_environment, "JEMBATAN_MONGO_DATABASE": settings.mongo_database}
    command = [sys.executable, "-m", "tests.integration.kernel.operations_worker"]
    worker = await asyncio.create_subprocess_exec(*command, env=environment, stdout=asyncio.subprocess.PIPE)
    said, _ = await worker.communicate()
    *killed, last = [int(line.split()[1]) for line in said.splitlines() if line.startswith(b"ended ")]
    document = await stored(house, operation.id)
    assert set(killed) == {-signal.SIGKILL}
    assert last == 0
    assert [document[name] for name in ("state", "done", "accepted", "rejected")] == ["finished", 33, 30, 3]
    assert await jars_made(house) == 30


async def test_the_same_key_is_the_same_operation_and_another_request_is_refused(house: House) -> None:
    first = await house.context(command_id="key:1", request_hash="a").start_operation("import-jars", LIST)
    again = await house.context(command_id="key:1", request_hash="a").start_operation("import-jars", LIST)
    assert (again.id, again.repeated, first.repeated) == (first.id, True, False)
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        await house.context(command_id="key:1", request_hash="b").start_operation("import-jars", LIST)
    together = await asyncio.gather(
        *(house.context(command_id="key:2", request_hash="a").start_operation("import-jars", LIST) for _ in range(5))
    )
    assert len({one.id for one in together}) == 1
    assert await house.mongo.documents("texts").count({}) == 2


async def test_a_file_that_cannot_be_read_fails_and_one_that_crashes_gives_up(house: House) -> None:
    operations = jar_operations()
    unreadable = await house.context().start_operation("import-jars", b"\xff\xff")
    await operations.round(house, 1)
    document = await stored(house, unreadable.id)
    assert (document["state"], document["problems"][0]["code"]) == ("failed", "file-unreadable")
    broken = await house.context().start_operation("broken", b"x")
    for _ in range(5):
        await operations.round(house, 1)
    document = await stored(house, broken.id)
    assert (document["state"], document["problems"][0]["code"]) == ("failed", "internal-error")
    assert "Siti" not in str(document)


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """An app whose caller belongs to whatever tenant the path names."""
    operations, router = jar_operations(), Router("jars")

    async def caller(request: Request) -> Context:
        command, request_hash = await command_identity(request, "key-1")
        fields = {"command_id": command} if command else {}
        return house.context(request.path_params["school"], request_hash=request_hash, **fields)

    @router.post("/schools/{school}/jars/import", status_code=202, openapi_extra=UPLOAD)
    async def import_jars(
        school: Id,
        file: Annotated[Upload, Depends(upload)],
        request: Request,
        response: Response,
        ctx: Annotated[Context, Depends(caller)],
    ) -> Operation:
        SHEET.check(file.content)
        return operations.accepted(request, response, await ctx.start_operation("import-jars", file.content))

    operations.add_routes(router, caller)
    app = make_app("jars", "Jars", "Jars.", [router], house)
    worker = asyncio.create_task(operations.run(house))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://jembatan") as client:
        yield client
    worker.cancel()
    with suppress(asyncio.CancelledError):
        await worker


async def test_over_http_202_progress_and_a_report_in_the_language_of_the_reader(client: httpx.AsyncClient) -> None:
    path = f"/jars/schools/{SCHOOL}/jars/import"
    headers = {"content-type": "text/csv", "Idempotency-Key": "one"}
    started = await client.post(path, content=LIST.encode(), headers=headers)
    assert started.status_code == 202, started.text
    location = started.headers["location"]
    assert location == f"/jars/schools/{SCHOOL}/operations/{started.json()['id']}"
    again = await client.post(path, content=LIST.encode(), headers=headers)
    assert (again.status_code, again.headers["location"]) == (202, location)
    assert again.headers["idempotency-replayed"] == "true"
    for _ in range(600):
        shown = await client.get(location, headers={"Accept-Language": "id"})
        if shown.json()["state"] == "finished":
            break
        assert shown.headers["retry-after"] == "1"
        await asyncio.sleep(0.1)
    report = shown.json()
    assert (report["total"], report["accepted"], report["rejected"]) == (33, 30, 3)
    assert report["problems"][0] == {
        "line": 32, "column": "size", "code": "cell-not-number", "what": "Bukan bilangan.", "mend": "Tulis angka saja.",
    }  # fmt: skip
    listed = (await client.get(f"/jars/schools/{SCHOOL}/operations", params={"state": "finished"})).json()["items"]
    assert [(one["kind"], one["accepted"]) for one in listed] == [("import-jars", 30)]


async def test_over_http_a_broken_file_is_refused_at_once_and_others_see_nothing(client: httpx.AsyncClient) -> None:
    path = f"/jars/schools/{SCHOOL}/jars/import"
    refused = await client.post(path, content=b"nama\nSiti\n", headers={"content-type": "text/csv"})
    assert (refused.status_code, refused.json()["columns"]) == (422, "size")
    started = await client.post(path, content=LIST.encode(), headers={"content-type": "text/csv"})
    foreign = started.headers["location"].replace(SCHOOL, OTHER)
    assert (await client.get(foreign)).status_code == 404
    assert (await client.get(f"/jars/schools/{OTHER}/operations")).json()["items"] == []


async def test_the_document_shows_the_operation_and_the_problem_apart(client: httpx.AsyncClient) -> None:
    schemas = (await client.get("/jars/openapi.json")).json()["components"]["schemas"]
    assert set(schemas["RowFault"]["properties"]) == {"line", "column", "code", "what", "mend"}
    assert "instance" in schemas["Problem"]["properties"]
    assert "repeated" not in schemas["Operation"]["properties"]


async def test_work_by_pages_goes_on_at_its_place_and_counts_none_twice(house: House) -> None:
    operations, lives = Operations(), []

    @operations.runner("pages")
    async def pages(run: OperationRun) -> None:
        lives.append(run.place)
        for page in range(int(run.place or 0), 3):
            await run.advance(str(page + 1), accepted=2, rejected=1, counts={"seen": 3})
            if len(lives) == 1 and page == 1:
                raise Crash

    operation = await house.context().start_operation("pages")
    with suppress(Crash):
        await operations.round(house, 1)
    await operations.round(house, 2)
    document = await stored(house, operation.id)
    assert lives == ["", "2"]
    assert [document[name] for name in ("state", "done", "accepted", "rejected")] == ["finished", 9, 6, 3]
    assert document["counts"] == {"seen": 9}


async def test_what_is_cancelled_goes_no_further_and_what_follows_is_asked_for_each_time(house: House) -> None:
    operations, followed = Operations(), []

    @operations.runner("endless")
    async def endless(run: OperationRun) -> None:
        for page in range(1_000_000):
            await run.advance(str(page), accepted=1)
            await asyncio.sleep(0)

    @operations.taken_back("endless")
    async def follow(_ctx: Context, operation: dict[str, Any]) -> None:
        followed.append(operation["id"])

    operation = await house.context().start_operation("endless", b"uploaded")
    working = asyncio.create_task(operations.round(house, 1))
    async with asyncio.timeout(60):
        while not (await stored(house, operation.id))["done"]:  # noqa: ASYNC110 - it is a document
            await asyncio.sleep(0.01)
        for _ in range(2):
            assert (await operations.cancel(house.context(), operation.id)).state == "cancelled"
        await working
    assert (await stored(house, operation.id))["state"] == "cancelled"
    assert followed == [operation.id] * 2
    assert await house.mongo.documents("texts").count({}) == 0
    done = await house.context().start_operation("endless")
    await house.mongo.documents("operations").update_one({"id": done.id}, {"$set": {"state": "finished"}})
    with pytest.raises(Refused, match="operation-over"):
        await operations.cancel(house.context(), done.id)
    with pytest.raises(NotFound):
        await operations.cancel(house.context(OTHER), operation.id)
