"""An edit of what is not there is 404 with and without If-Match; of what is there it is 428 without (RFC 6585)."""

import pytest

from shared.ids import new_id
from tests.integration.partners.cast import HOTEL, Cast
from tests.integration.partners.world import done, problem

PROGRAMME = {"kinds": ["placement"], "concentrations": ["9.1.1"], "school_year": "2026/2027", "title": "Lain"}
CONTACT = {"name": "A. Contact", "email": "a@hotel.example"}


@pytest.fixture
async def mapped(cast: Cast) -> Cast:
    """With a qualified hotel and a programme."""
    await cast.map_hotel()
    await cast.propose()
    return cast


async def test_what_is_not_there_needs_no_tag(mapped: Cast) -> None:
    register = f"/partners/alliances/{mapped.world.alliance}/organisations"
    edits = (
        (f"/programmes/{new_id()}/content", PROGRAMME),
        (f"/partners/{new_id()}/notes", {"potential": "Dapur"}),
        (f"/partners/{new_id()}/contacts/{new_id()}", CONTACT),
        (f"/partners/{mapped.partner}/contacts/{new_id()}", CONTACT),
        (f"/facilities/{new_id()}/sharing", {"schools": []}),
        (f"{register}/{new_id()}", {"name": "Hotel Lain"}),
        (f"{register}/{mapped.organisation}/sites/{new_id()}", HOTEL["sites"][0]),  # type: ignore[index]  # a list
    )
    for path, body in edits:
        for headers in ({}, {"if_match": '"1"'}):
            answer = await mapped.coordinator.put(path, body, **headers)
            allowed = {(404, "not-found")} | ({(412, "stale")} if headers else set())
            assert (answer.status_code, done(answer, answer.status_code)["type"].rpartition(":")[2]) in allowed, path


async def test_what_is_there_does(mapped: Cast) -> None:
    (contact,) = done(await mapped.coordinator.get(f"/partners/{mapped.partner}/contacts"))
    register = f"/partners/alliances/{mapped.world.alliance}/organisations"
    edits = (
        (f"/programmes/{mapped.programme}/content", PROGRAMME),
        (f"/partners/{mapped.partner}/notes", {"potential": "Dapur"}),
        (f"/partners/{mapped.partner}/contacts/{contact['contact']}", CONTACT),
        (f"{register}/{mapped.organisation}", {"name": "Hotel Lain"}),
        (f"{register}/{mapped.organisation}/sites/{mapped.site}", HOTEL["sites"][0]),  # type: ignore[index]  # a list
    )
    for path, body in edits:
        problem(await mapped.coordinator.put(path, body), 428, "if-match-required")
        problem(await mapped.coordinator.put(path, body, if_match="*"), 428, "if-match-required")
    assert done(await mapped.coordinator.get(f"/programmes/{mapped.programme}"))["title"] != PROGRAMME["title"]


async def test_strangers_hear_nothing_of_tags(mapped: Cast) -> None:
    stranger = await mapped.world.member("stranger", "coordinator", school=mapped.world.other_school)
    path = f"/partners/schools/{mapped.world.school}/programmes/{mapped.programme}/content"
    problem(await stranger.put(path, PROGRAMME), 404, "not-found")
    own = f"/partners/schools/{mapped.world.other_school}/programmes/{mapped.programme}/content"
    problem(await stranger.put(own, PROGRAMME), 404, "not-found")
    assert (await mapped.coordinator.put(path, PROGRAMME)).status_code == 428, "there it is, for its own"
