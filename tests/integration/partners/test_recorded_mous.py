"""Signed MoUs out of Dapodik's list or one by one: recorded with number, partner and scan, then as any other (C3)."""

from datetime import UTC, datetime
from typing import Any

from services.partners.domain.mou import MOU
from services.partners.imports import OPERATIONS
from shared.ids import new_id
from shared.jobs import Jobs
from shared.leases import Leases
from shared.mongo import Mongo
from tests.integration.partners.cast import HOTEL, Cast
from tests.integration.partners.evaluating import evaluated
from tests.integration.partners.passing import hear, time_goes_by
from tests.integration.partners.world import done, problem

HEADER = (
    "id_jns_ks,nomor_mou,judul_mou,tanggal_mulai,tanggal_selesai,nama_dudi,npwp_dudi,contact_person,telp_cp,"
    "jabatan_cp,konsentrasi\n"
)
ROWS = (
    "1,117/2025,Kerja sama PKL,2025-07-14,2028-07-13,PT. Hotel Kencana,,Sentinel Kontak,0274-555019,GM,9.1.1\n"
    "1,118/2020,Kerja sama lama,14/07/2020,13/07/2023,HOTEL KENCANA YOGYAKARTA,,,,,9.1.1|9.1.2\n"
    "1,119/2025,Tanpa tanggal akhir,2025-07-14,,Hotel Kencana Yogyakarta,,,,,9.1.1\n"
    "1,120/2025,Mitra tak dikenal,2025-07-14,2026-07-13,Hotel Antah Berantah,,,,,9.1.1\n"
    "1,117/2025,Nomor ganda,2025-07-14,2027-07-13,Hotel Kencana Yogyakarta,,,,,9.1.1\n"
    "1,121/2025,Terbalik,2025-07-14,2025-07-13,Hotel Kencana Yogyakarta,,,,,9.1.1\n"
    "77,122/2025,Jenis tak dikenal,2025-07-14,2026-07-13,Hotel Kencana Yogyakarta,,,,,9.1.1\n"
)  # fmt: skip
FAULTS = {
    (4, "tanggal selesai", "cell-missing"),
    (5, "nama dudi", "partner-unknown"),
    (6, "nomor mou", "mou-number-taken"),
    (7, "", "ends-not-after-start"),
    (8, "id jns ks", "cooperation-kind-unknown"),
}


async def _imported(cast: Cast, room: Any) -> Any:
    sent = await cast.coordinator.send_list("/imports/mous", (HEADER + ROWS).encode(), "text/csv")
    while await OPERATIONS.round(room, 1):
        pass
    return done(await cast.coordinator.get(done(sent, 202)["href"]))


async def test_c3_dapodiks_mous_come_in_and_live_on(cast: Cast, room: Any, mongo: Mongo) -> None:
    register = f"/partners/alliances/{cast.world.alliance}/organisations"
    hotel = done(await cast.coordinator.post(register, HOTEL), 201)["id"]
    for _ in range(2):
        operation = await _imported(cast, room)
        assert {(one["line"], one["column"], one["code"]) for one in operation["problems"]} == FAULTS
        assert operation["accepted"] == 2
        rows = {row["document_number"]: row for row in done(await cast.coordinator.get("/mous"))["items"]}
        assert {number: row["status"] for number, row in rows.items()} == {"117/2025": "signed", "118/2020": "signed"}
    assert rows["117/2025"]["organisations"] == [hotel]
    recorded = done(await cast.coordinator.get(f"/mous/{rows['117/2025']['id']}"))
    assert recorded["terms"]["scope"] == ["placement"], "Dapodik's code 1"
    (contact,) = done(await cast.coordinator.get("/contacts"))["items"]
    assert (contact["name"], contact["position"], contact["phone"]) == ("Sentinel Kontak", "GM", "0274-555019")
    jobs = Jobs(room, [MOU], Leases(room.mongo, room.clock, new_id(), 2))
    await jobs.run_due(room.clock.now())
    rows = {row["document_number"]: row["status"] for row in done(await cast.coordinator.get("/mous"))["items"]}
    assert rows == {"117/2025": "active", "118/2020": "expired"}
    await hear(room, mongo, "mou")
    partner = done(await cast.coordinator.get("/partners"))["items"][0]
    assert (partner["status"], partner["mous"]) == ("mapped", 1)
    (need,) = done(await cast.coordinator.get("/today?what=qualify-partner"))["items"]
    done(await cast.coordinator.post(need["action"].removeprefix("POST ")))
    assert done(await cast.coordinator.get("/today?what=qualify-partner"))["items"] == []
    assert done(await cast.coordinator.get("/partners"))["items"][0]["status"] == "active"
    stored = str([entry async for entry in mongo.documents("journal").find({})])
    assert "Sentinel Kontak" not in stored
    assert "Kerja sama PKL" not in stored


def _signed(cast: Cast, scan: str) -> dict[str, Any]:
    return {
        "number": "200/2025", "title": "Kerja sama PKL", "organisations": [cast.organisation], "evidence": [scan],
        "starts_on": "2025-07-14", "ends_on": "2028-07-13", "concentrations": ["9.1.1"],
    }  # fmt: skip


async def test_c3_one_is_recorded_by_hand_with_its_scan(cast: Cast, room: Any) -> None:
    await cast.map_hotel()
    scan, later = [await cast.coordinator.attach() for _ in range(2)]
    body = _signed(cast, scan)
    assert (await cast.coordinator.post("/recorded-mous", body | {"evidence": []})).status_code == 422
    unknown = await cast.coordinator.post("/recorded-mous", body | {"evidence": [new_id()]})
    problem(unknown, 422, "attachment-unknown")
    assert (await cast.teacher.post("/recorded-mous", body)).status_code == 403
    problem(await cast.coordinator.post("/recorded-mous", body | {"concentrations": []}), 409, "concentrations-unknown")
    mou = done(await cast.coordinator.post("/recorded-mous", body), 201)["id"]
    problem(await cast.coordinator.post("/recorded-mous", body), 409, "mou-number-taken")
    state = done(await cast.hotel.get(f"/mous/{mou}"))
    assert (state["recorded"], state["evidence"], "recruitment" in state["terms"]["scope"]) == (True, [scan], True)
    (version,) = done(await cast.hotel.get(f"/mous/{mou}/versions"))
    nothing = done(await cast.hotel.get(f"/mous/{mou}/difference"))
    assert (version["present"], nothing["before"]) == (True, version["content_hash"])
    assert (nothing["terms"], [line for line in nothing["text"] if line["only_in"]]) == ({}, [])
    done(await cast.coordinator.post(f"/mous/{mou}/scans", {"evidence": [later]}), 201)
    for kept in (scan, later):
        assert done(await cast.coordinator.get(f"/attachments/{kept}"))["retention"] == "record"
    await Jobs(room, [MOU], Leases(room.mongo, room.clock, new_id(), 2)).run_due(datetime(2026, 7, 2, tzinfo=UTC))
    cast.mou = mou
    done(await cast.coordinator.post(f"/mous/{mou}/agreements", cast.agreement_body()), 201)


async def test_c3_a_recorded_mou_is_renewed_once_its_programme_is_named_and_evaluated(
    cast: Cast, room: Any, mongo: Mongo
) -> None:
    await cast.map_hotel()
    mou = done(await cast.coordinator.post("/recorded-mous", _signed(cast, await cast.coordinator.attach())), 201)["id"]
    await Jobs(room, [MOU], Leases(room.mongo, room.clock, new_id(), 2)).run_due(room.clock.now())
    await cast.approve_programme()
    renewal = cast.mou_body(renews=mou, starts_on="2028-07-14", ends_on="2031-07-13")
    problem(await cast.coordinator.post("/mous", renewal), 409, "renewal-without-programme")
    path, body = f"/mous/{mou}/programme", {"programme": cast.programme}
    assert (await cast.teacher.post(path, body)).status_code == 403
    assert (await cast.coordinator.post(path, {"programme": new_id()})).status_code == 404
    done(await cast.coordinator.post(path, body))
    await hear(room, mongo, "mou")
    listed = done(await cast.coordinator.get(f"/mous?programme={cast.programme}"))["items"]
    assert [row["id"] for row in listed] == [mou]
    assert done(await cast.coordinator.get(f"/programmes/{cast.programme}"))["status"] == "running"
    problem(await cast.coordinator.post("/mous", renewal), 409, "renewal-without-evaluation")
    await evaluated(cast, room, mongo)
    assert done(await cast.coordinator.get(f"/programmes/{cast.programme}"))["status"] == "running"
    cast.mou = done(await cast.coordinator.post("/mous", renewal), 201)["id"]
    await cast.sign_mou()
    await time_goes_by(room, MOU, datetime(2028, 7, 14, tzinfo=UTC))
    for _ in range(2):  # the renewal of the old one is an event of its own
        await hear(room, mongo, "mou")
    assert done(await cast.coordinator.get(f"/mous/{mou}"))["status"] == "renewed"
    assert done(await cast.coordinator.get(f"/programmes/{cast.programme}"))["status"] == "running"
