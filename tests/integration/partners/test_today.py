"""`today` says of which thing something waits, and gives whoever it waits for a time to answer (C6)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.mongo import Mongo
from tests.integration.partners.cast import Cast
from tests.integration.partners.explaining import listen
from tests.integration.partners.world import Caller, done


@pytest.fixture
async def mapped(cast: Cast) -> Cast:
    """With a qualified hotel."""
    await cast.map_hotel()
    return cast


async def titles(caller: Caller, query: str = "") -> list[tuple[str, str | None]]:
    """What waits for somebody, and about what."""
    rows = done(await caller.get(f"/today{query}"))["items"]
    return [(row["what"], row["about_title"]) for row in rows]


async def call_meeting(cast: Cast, title: str) -> str:
    """The id of a meeting with the hotel."""
    body = {
        "title": title, "agenda": ["Kuota"], "partners": [{"partner": cast.partner}],
        "starts_at": "2026-09-03T02:00:00Z", "ends_at": "2026-09-03T04:00:00Z",
    }  # fmt: skip
    return str(done(await cast.coordinator.post("/meetings", body), 201)["id"])


async def test_c6_each_row_names_the_thing_by_its_own_words_number_or_partner(mapped: Cast) -> None:
    cast = mapped
    await cast.approve_programme()
    await cast.draft_mou()
    await call_meeting(cast, "Rapat kuota")
    assert await titles(cast.coordinator) == [
        ("start-programme", "Sentinel Title"),
        ("submit-mou", "Hotel Kencana Yogyakarta"),
    ]
    assert await titles(cast.hotel) == [("reply-to-meeting", "Rapat kuota")]
    done(await cast.coordinator.post(f"/mous/{cast.mou}/submission"))
    number = done(await cast.coordinator.get(f"/mous/{cast.mou}"))["number"]
    assert ("sign-mou", f"{number} · Hotel Kencana Yogyakarta") in await titles(cast.principal)


async def test_c6_a_partnership_is_named_as_the_register_has_it(cast: Cast) -> None:
    await cast.map_hotel(owned=False)
    assert await titles(cast.coordinator) == [("name-owner", "Hotel Kencana Yogyakarta")]


async def test_c6_to_an_organisation_a_school_is_named_where_the_thing_has_no_words_of_its_own(mapped: Cast) -> None:
    cast = mapped
    await cast.approve_programme()
    await cast.draft_mou()
    done(await cast.coordinator.post(f"/mous/{cast.mou}/submission"))
    number = done(await cast.coordinator.get(f"/mous/{cast.mou}"))["number"]
    answer = await cast.world.http.get(
        f"/partners/organisations/{cast.organisation}/today", headers={"authorization": cast.hotel.authorization}
    )
    assert {row["about_title"] for row in done(answer)["items"]} == {f"{number} · SMKN 3"}


async def test_c6_a_text_that_was_erased_leaves_no_title(mapped: Cast, mongo: Mongo) -> None:
    programme = await mapped.propose()
    plan = done(await mapped.coordinator.get(f"/programmes/{programme}"))["plan"]
    await mongo.tenant(mapped.world.school)["texts"].remove(plan["title"]["id"])
    assert await titles(mapped.teacher) == [("endorse-programme", None)]


async def test_c6_a_sheet_has_the_titles_too(mapped: Cast) -> None:
    await mapped.propose()
    sheet = await mapped.teacher.get("/today", accept="text/csv")
    assert "Sentinel Title" in sheet.text


async def test_c6_titles_of_a_page_are_read_together(mapped: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many reads for thirty rows as for two, and none for rows of other pages."""

    async def asked(limit: int) -> list[str]:
        heard = listen(monkeypatch)
        rows = done(await mapped.hotel.get(f"/today?limit={limit}"))["items"]
        assert len(rows) == limit
        monkeypatch.undo()
        return [collection for collection, *_ in heard]

    for number in range(15):
        await call_meeting(mapped, f"Rapat {number}")
        await mapped.propose()
    few, many = await asked(2), await asked(30)
    assert many.count("texts") == few.count("texts") == 1
    assert len(many) <= len(few) + 1, "one more read, of meetings, which the first two rows are not"


async def test_c6_nothing_is_overdue_as_soon_as_it_is_asked(mapped: Cast, room: Any) -> None:
    """The school year began months ago: whoever is asked has fourteen days."""
    await room.clock.move(datetime(2026, 11, 27, 3, tzinfo=UTC))
    await mapped.propose()
    (row,) = done(await mapped.teacher.get("/today"))["items"]
    assert row["by"] == "2026-12-11"
    await mapped.approve_programme()
    (row,) = done(await mapped.coordinator.get("/today"))["items"]
    assert (row["what"], row["by"]) == ("start-programme", "2026-12-11")


async def test_c6_ahead_of_its_school_year_a_programme_has_until_that_begins(mapped: Cast, room: Any) -> None:
    body = {
        "partner": mapped.partner, "kinds": ["placement"], "concentrations": ["9.1.1"],
        "school_year": "2027/2028", "title": "Tahun depan",
    }  # fmt: skip
    done(await mapped.coordinator.post("/programmes", body), 201)
    (row,) = done(await mapped.teacher.get("/today"))["items"]
    assert row["by"] == "2027-07-01"
