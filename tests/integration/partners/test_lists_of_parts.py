"""Agreements under all MoUs and follow-ups of all meetings are lists of the school, filtered, paged and exported."""

from datetime import UTC, datetime
from typing import Any

from tests.integration.partners.cast import Cast
from tests.integration.partners.world import done

ENDS = datetime(2026, 9, 3, 4, tzinfo=UTC)


async def test_c3_agreements_of_all_mous(drafted: Cast, room: Any) -> None:
    await drafted.sign_mou()
    await drafted.activate_mou(room)
    path = f"/mous/{drafted.mou}/agreements"
    made = []
    for ends in ("2027-05-31", "2027-06-30", "2027-04-30"):
        body = drafted.agreement_body(ends_on=ends, insured_until="2027-06-30")
        made.append(done(await drafted.coordinator.post(path, body), 201)["agreement"])
    rows = done(await drafted.coordinator.get("/agreements"))["items"]
    assert [row["id"] for row in rows] == made[::-1]
    assert {(row["mou"], row["organisation"], row["status"]) for row in rows} == {
        (drafted.mou, drafted.organisation, "drafted")
    }
    late = done(await drafted.coordinator.get("/agreements?ends_on_from=2027-05-01&ends_on_to=2027-05-31"))["items"]
    assert [row["id"] for row in late] == [made[0]]
    assert done(await drafted.coordinator.get("/agreements?status=active"))["items"] == []
    first = done(await drafted.coordinator.get("/agreements?limit=2"))
    rest = done(await drafted.coordinator.get(f"/agreements?limit=2&cursor={first['next']}"))
    assert [row["id"] for row in first["items"] + rest["items"]] == made[::-1]
    assert len(done(await drafted.hotel.get("/agreements"))["items"]) == 3
    stranger = await drafted.world.key_of(drafted.programme, "partners:read")
    assert done(await stranger.get("/agreements"))["items"] == []
    assert done(await stranger.get(f"/agreements?limit=2&cursor={first['next']}"))["items"] == []
    sheet = (await drafted.coordinator.get("/agreements", accept="text/csv")).text
    assert all(id in sheet for id in made)


async def test_c7_follow_ups_of_all_meetings(cast: Cast, room: Any) -> None:
    await cast.map_hotel()
    member = await cast.member_of("coordinator")
    tasks = [
        {"what": "Kirim daftar siswa", "organisation": cast.organisation, "due_on": "2026-10-01"},
        {"what": "Siapkan seragam", "member": member, "due_on": "2026-10-15"},
    ]
    meeting = {
        "title": "Rapat", "agenda": ["Satu"], "partners": [{"partner": cast.partner}],
        "starts_at": "2026-09-03T02:00:00Z", "ends_at": "2026-09-03T04:00:00Z",
    }  # fmt: skip
    ids = [done(await cast.coordinator.post("/meetings", meeting), 201)["id"] for _ in range(2)]
    await room.clock.move(ENDS)
    minutes = {"members": [member], "minutes": "Notulen", "follow_ups": tasks}
    done(await cast.coordinator.post(f"/meetings/{ids[0]}/minutes", minutes), 201)
    rows = done(await cast.coordinator.get("/follow-ups"))["items"]
    assert sorted(row["what"] for row in rows) == ["Kirim daftar siswa", "Siapkan seragam"]
    assert {row["meeting"] for row in rows} == {ids[0]}
    for query, what in (
        (f"member={member}", "Siapkan seragam"),
        (f"organisation={cast.organisation}", "Kirim daftar siswa"),
        ("due_on_from=2026-10-02", "Siapkan seragam"),
    ):
        assert [row["what"] for row in done(await cast.coordinator.get(f"/follow-ups?{query}"))["items"]] == [what]
    assert [row["what"] for row in done(await cast.hotel.get("/follow-ups"))["items"]] == ["Kirim daftar siswa"]
    assert done(await cast.coordinator.get("/follow-ups?status=done"))["items"] == []
    assert "Siapkan seragam" in (await cast.coordinator.get("/follow-ups", accept="text/csv")).text
    balance = await cast.coordinator.get(f"/partners/{cast.partner}/reciprocity", accept="text/csv")
    assert balance.headers["content-type"].startswith("text/csv")
