"""What a student reports of the partner stays at the school, whichever way one looks (C15, ADR 0014)."""

from typing import Any

import pytest

from tests.integration.letter_pages import Reader
from tests.integration.placements.cast import Cast
from tests.integration.placements.world import Caller, done, problem

CHEF = "sentinel@hotel.example"
SCHOOL_ALONE = ("incident-reported.v1", "placement-flagged.v1")


@pytest.fixture
async def reported(cast: Cast) -> Cast:
    """A student has reported the hotel in which they work, and the guardian no longer agrees."""
    await cast.up_to_acceptance()
    await cast.prepare()
    await cast.start()
    incident = {"kind": "harassment", "happened_on": "2026-07-13", "text": "Sentinel Incident"}
    done(await cast.act(cast.pupil, "incidents", incident), 201)
    done(await cast.act(cast.guardian, "consent/revocation"))
    return cast


async def _seen(cast: Cast, by: Caller) -> tuple[Any, Any]:
    seen = done(await by.get(f"/placements/{cast.placement}"))
    return seen["incidents"], seen["flags"]


async def test_c15_no_webhook_of_the_partner_hears_of_a_report(reported: Cast) -> None:
    entries = await reported.world.mongo.documents("journal").find({"aggregate": "placement"})
    heard = {event["type"]: event["partners"] for entry in entries for event in entry["events"]}
    assert [heard[type] for type in SCHOOL_ALONE] == [[], []]
    assert heard["internship-started.v1"] == [reported.hotel_id]


async def test_c15_the_school_reads_of_a_report_and_the_partner_does_not(reported: Cast) -> None:
    flags = ["incident", "consent_revoked"]
    for school in (reported.coordinator, reported.teacher, reported.pupil):
        assert await _seen(reported, school) == (1, flags)
    for partner in (reported.hotel, reported.chef):
        assert await _seen(reported, partner) == (None, None)


async def test_c15_no_list_tells_the_partner_of_a_report(reported: Cast) -> None:
    flagged = "/placements?flag=incident"
    assert [one["id"] for one in done(await reported.coordinator.get(flagged))["items"]] == [reported.placement]
    assert [one["flags"] for one in done(await reported.hotel.get("/placements"))["items"]] == [None]
    problem(await reported.hotel.get(flagged), 422, "not-valid")
    assert "incident" in (await reported.coordinator.get("/placements", accept="text/csv")).text
    assert "incident" not in (await reported.hotel.get("/placements", accept="text/csv")).text


async def test_c15_the_supervisors_page_says_nothing_of_a_report(reported: Cast, reader: Reader) -> None:
    page = await reader.open(CHEF)
    assert "You supervise Sentinel Student" in page
    for said in ("Sentinel Incident", "consent_revoked"):
        assert said not in page
