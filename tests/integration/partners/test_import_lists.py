"""Lists of every kind and length: Dapodik's columns, alike names, progress, an exact report, nothing twice (C1)."""

import asyncio
import resource
import time
from typing import Any

import pytest

from services.partners.imports import OPERATIONS
from shared.mongo import Mongo
from tests.integration.partners.cast import HOTEL, NIB
from tests.integration.partners.lists import as_csv, as_xlsx, partner_list
from tests.integration.partners.world import Caller, World, done

DUDI = (
    "nama,bidang_usaha_id,alamat_jalan,rt,rw,nama_dusun,desa_kelurahan,kode_wilayah,kode_pos,lintang,bujur,"
    "nomor_telepon,nomor_fax,email,website,npwp\n"
    "Hotel Kahayan,55110,Jl. Contoh 1,3,2,,Menteng,146000,73112,-2.2161,113.9135,"
    "0536-555012,0536-555013,h@kahayan.example,www.kahayan.example,"
    "01.234.567.8-901.000\n"
    "Bengkel Pak Budi,X,Jl. Contoh 2,0,0,,Kertak Baru,156000,70111,0,0,,,,,6371031212800001\n"
    "Toko Tanpa Wilayah,,Jl. Contoh 3,,,,,,,,,,,,,\n"
    "Kafe Terbalik,56303,Jl. Contoh 4,,,,Langkai,146000,,113.9,-2.2,,,,,\n"
)
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def _imported(coordinator: Caller, room: Any, content: bytes, media_type: str = "text/csv") -> Any:
    operation = done(await coordinator.send_list("/imports/partners", content, media_type), 202)
    while await OPERATIONS.round(room, 1):
        pass
    return done(await coordinator.get(operation["href"]))


@pytest.fixture
async def coordinator(world: World) -> Caller:
    """Who sends the lists."""
    return await world.member("coordinator", "coordinator")


def _faults(operation: Any) -> set[tuple[int, str, str]]:
    return {(one["line"], one["column"], one["code"]) for one in operation["problems"]}


async def test_c1_dapodiks_dudi_comes_in(coordinator: Caller, world: World, room: Any, mongo: Mongo) -> None:
    operation = await _imported(coordinator, room, DUDI.encode())
    assert _faults(operation) == {(4, "zona", "cell-missing"), (5, "lintang", "cell-not-number")}
    rows = {row["name"]: row for row in done(await coordinator.get("/partners"))["items"]}
    assert {name: row["contacts"] for name, row in rows.items()} == {"Hotel Kahayan": 1, "Bengkel Pak Budi": 0}
    register = f"/partners/alliances/{world.alliance}/organisations"
    hotel = done(await coordinator.get(f"{register}/{rows['Hotel Kahayan']['organisation']}"))
    assert (hotel["npwp"], hotel["nib"], hotel["sector"]) == ("0012345678901000", None, "55110")
    assert (hotel["fax"], hotel["website"]) == ("0536-555013", "http://www.kahayan.example")
    (site,) = hotel["sites"]
    assert (site["zone"], site["latitude"], site["name"]) == ("Asia/Pontianak", -2.2161, "Menteng")
    assert site["address"] == "Jl. Contoh 1, RT 3/RW 2, Menteng, 73112"
    budi = done(await coordinator.get(f"{register}/{rows['Bengkel Pak Budi']['organisation']}"))
    assert (budi["npwp"], budi["sites"][0]["zone"], budi["sites"][0]["latitude"]) == (None, "Asia/Makassar", None)
    stored = str([entry async for entry in mongo.documents("journal").find({})])
    assert "6371031212800001" not in stored, "a person's NPWP is the NIK"
    assert "0536-555012" not in stored


async def test_c1_dapodiks_list_again_changes_nothing(coordinator: Caller, room: Any, mongo: Mongo) -> None:
    await _imported(coordinator, room, DUDI.encode())
    before = await mongo.documents("journal").count({})
    assert (await _imported(coordinator, room, DUDI.encode()))["accepted"] == 2
    assert await mongo.documents("journal").count({}) == before


async def test_c1_a_row_that_is_alike_is_reported_unless_it_says_that_it_is_another(
    coordinator: Caller, world: World, room: Any, mongo: Mongo
) -> None:
    register = f"/partners/alliances/{world.alliance}/organisations"
    done(await coordinator.post(register, HOTEL), 201)
    header = "nama,alamat,zona,organisasi_lain\n"
    row = 'PT Hotel Kentjana Jogja,"Jl. Affandi 18, Yogyakarta",WIB,{}\n'
    operation = await _imported(coordinator, room, (header + row.format("")).encode())
    assert [(one["line"], one["code"]) for one in operation["problems"]] == [(2, "organisation-alike")]
    assert HOTEL["name"] in operation["problems"][0]["what"]
    content = (header + row.format("ya")).encode()
    for _ in range(2):
        assert (await _imported(coordinator, room, content))["accepted"] == 1
    assert len(done(await coordinator.get(register))["items"]) == 2


async def test_c1_a_list_finds_its_organisation_by_nib_also_under_a_fuller_name(
    coordinator: Caller, world: World, room: Any
) -> None:
    register = f"/partners/alliances/{world.alliance}/organisations"
    done(await coordinator.post(register, HOTEL), 201)
    content = f'nama,nib,alamat,zona\n"PT. Hotel Kencana",{NIB},"Jl. Malioboro 260, Yogyakarta",WIB\n'
    assert (await _imported(coordinator, room, content.encode()))["accepted"] == 1
    assert len(done(await coordinator.get(register))["items"]) == 1


async def test_c1_a_long_list_shows_progress_reports_exactly_and_changes_nothing_again(
    coordinator: Caller, world: World, room: Any, mongo: Mongo
) -> None:
    assert await _a_long_list(coordinator, world, room, mongo, 60, 8) == 52


@pytest.mark.long
@pytest.mark.timeout(1800)
async def test_c1_a_list_of_5000_rows_with_200_faulty_ones(
    coordinator: Caller, world: World, room: Any, mongo: Mongo
) -> None:
    assert await _a_long_list(coordinator, world, room, mongo, 5_000, 200) == 4_800


async def _a_long_list(coordinator: Caller, world: World, room: Any, mongo: Mongo, rows: int, faulty: int) -> int:
    """How many rows were taken."""
    lines, report = partner_list(rows, faulty)
    answer = await coordinator.send_list("/imports/partners", as_csv(lines), "text/csv")
    href, begun = done(answer, 202)["href"], time.monotonic()
    worker = asyncio.create_task(OPERATIONS.round(room, 1))
    seen: list[tuple[int, int]] = []
    while not worker.done():
        shown = done(await coordinator.get(href))
        seen.append((shown["done"], _resident()))
        await asyncio.wait({worker}, timeout=rows / 1000)
    told = await coordinator.get(href)
    operation = done(told)
    taken = time.monotonic() - begun
    print(f"{rows} rows: {taken:.1f} s, memory {_growth(seen)}, a report of {len(told.content)} bytes")
    steps = [done for done, _ in seen]
    assert steps == sorted(steps)
    assert any(0 < step < rows for step in steps), "progress is visible"
    assert (operation["state"], operation["total"], operation["done"]) == ("finished", rows, rows)
    assert (operation["accepted"], operation["rejected"]) == (rows - faulty, faulty)
    assert _faults(operation) == report
    assert operation["problems_omitted"] == 0
    assert await mongo.tenant(world.alliance)["current_organisation"].count({}) == rows - faulty
    assert await mongo.tenant(world.school)["current_partner"].count({}) == rows - faulty
    assert _grows_little(seen, rows)
    before = await mongo.documents("journal").count({})
    again = await _imported(coordinator, room, as_xlsx(lines), SPREADSHEET)
    assert (again["accepted"], _faults(again)) == (rows - faulty, report)
    assert await mongo.documents("journal").count({}) == before
    return int(again["accepted"])


def _resident() -> int:
    """Most memory that this process ever had, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _growth(seen: list[tuple[int, int]]) -> str:
    return f"{seen[0][1] // 1024} → {seen[-1][1] // 1024} MiB at most"


def _grows_little(seen: list[tuple[int, int]], rows: int) -> bool:
    """From a tenth of the list on, memory does not follow its length."""
    warm = [kib for done, kib in seen if done >= rows // 10]
    return not warm or warm[-1] - warm[0] < 48 * 1024
