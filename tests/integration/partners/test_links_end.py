"""A link is bound to its person: it has ended when the person is no contact any more, or was erased (C1, C3, C8)."""

import re
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Any, Final

import pytest

from services.partners.api import ROUTERS
from shared.auth import Access, LinkGrant
from shared.auth.documentation import accesses
from shared.ids import new_id
from shared.letters import Sender
from tests.integration.partners.cast import Cast
from tests.integration.partners.evaluating import opened_evaluation, scores
from tests.integration.partners.world import Caller, done, problem

Going = Callable[[Cast, str], Awaitable[None]]


def _routes() -> Iterator[tuple[str, str, str]]:
    """Purpose, method and path of every route that a link opens."""
    for router in ROUTERS:
        for route in router.routes:
            access = next(iter(accesses(route.dependant)), None)  # type: ignore[attr-defined]  # all are APIRoutes
            if isinstance(access, Access) and access.link:
                yield from ((access.link, method, route.path) for method in sorted(route.methods))  # type: ignore[attr-defined]  # likewise


ROUTES: Final = sorted(set(_routes()))


async def _removed(cast: Cast, person: str) -> None:
    done(await cast.coordinator.delete(f"/partners/{cast.partner}/contacts/{person}"))


async def _erased(cast: Cast, person: str) -> None:
    done(await cast.principal.delete(f"/contacts/{person}"))


GOING: Final = pytest.mark.parametrize("gone", [_removed, _erased], ids=["removed", "erased"])


async def _contact(cast: Cast) -> str:
    return str(done(await cast.coordinator.get(f"/partners/{cast.partner}/contacts"))[0]["contact"])


def _holder(cast: Cast, room: Any, purpose: str, subject: str, person: str) -> Caller:
    expires = (room.clock.machine() + timedelta(days=30)).replace(microsecond=0)
    grant = LinkGrant(purpose, cast.world.school, subject, expires, person=person, organisation=cast.organisation)
    return Caller(cast.world, f"Link {room.links.token(grant)}", cast.world.school)


async def _answers(cast: Cast, room: Any, person: str) -> dict[str, tuple[int, str]]:
    """What every route that a link opens says to the person."""
    subject, said = new_id(), {}
    for purpose, method, template in ROUTES:
        holder = _holder(cast, room, purpose, subject, person)
        path = re.sub(r"{\w+}", subject, template.replace("{school}", cast.world.school))
        headers = {"authorization": holder.authorization}
        response = await cast.world.http.request(
            method, f"/partners{path.removeprefix('/partners')}", json={}, headers=headers
        )
        said[f"{purpose}: {method} {template}"] = (response.status_code, response.json()["type"].rpartition(":")[2])
    return said


def test_every_purpose_opens_something() -> None:
    assert len({purpose for purpose, _, _ in ROUTES}) == 11
    assert {purpose for purpose, _, _ in ROUTES} >= {"mou-signature", "programme-endorsement", "evaluation-view"}


@GOING
async def test_every_route_of_every_purpose_is_closed_at_once(cast: Cast, room: Any, gone: Going) -> None:
    await cast.map_hotel()
    person = await _contact(cast)
    before = await _answers(cast, room, person)
    assert 401 not in {status for status, _ in before.values()}
    await gone(cast, person)
    assert await _answers(cast, room, person) == dict.fromkeys(before, (401, "link-ended"))


@GOING
async def test_c3_nobody_signs_or_passes_on_by_a_link_that_has_ended(drafted: Cast, room: Any, gone: Going) -> None:
    path, person = f"/mous/{drafted.mou}", await _contact(drafted)
    done(await drafted.coordinator.post(f"{path}/submission"))
    invitation = {"organisation": drafted.organisation, "person": person}
    done(await drafted.coordinator.post(f"{path}/invitations", invitation), 201)
    director = _holder(drafted, room, "mou-signature", drafted.mou, person)
    seen = done(await director.get(f"{path}/content"))["content_hash"]
    await gone(drafted, person)
    problem(await director.post(f"{path}/signatures", {"content_hash": seen}), 401, "link-ended")
    problem(await director.post(f"{path}/refusals", {"content_hash": seen, "reason": "No"}), 401, "link-ended")
    problem(await director.post(f"{path}/delegation", {"name": "X Y", "email": "x@hotel.example"}), 401, "link-ended")
    said = problem(await director.get(f"{path}/content"), 401, "link-ended")
    assert "has ended" in said["detail"]
    assert "school" in said["mend"]
    assert done(await drafted.principal.get(path))["signatures"] == []
    problem(await drafted.coordinator.post(f"{path}/reminders", invitation), 404, "not-found")


@GOING
async def test_c8_nobody_endorses_by_a_link_that_has_ended(cast: Cast, room: Any, gone: Going) -> None:
    await cast.map_hotel()
    path, person = f"/programmes/{await cast.propose()}", await _contact(cast)
    contact = _holder(cast, room, "programme-endorsement", cast.programme, person)
    seen = done(await contact.get(path))["content_hash"]
    await gone(cast, person)
    problem(await contact.get(path), 401, "link-ended")
    endorsement = {"group": "partner", "content_hash": seen}
    problem(await contact.post(f"{path}/endorsements", endorsement), 401, "link-ended")
    assert done(await cast.principal.get(path))["endorsements"] == []


async def test_c8_withdrawing_a_programme_asks_nobody_any_more_and_says_so_to_who_has_a_link(
    cast: Cast, room: Any
) -> None:
    await cast.map_hotel()
    path, person = f"/programmes/{await cast.propose()}", await _contact(cast)
    other = f"/programmes/{await cast.propose()}"
    contact = _holder(cast, room, "programme-endorsement", path.rpartition("/")[2], person)
    beside = _holder(cast, room, "programme-endorsement", other.rpartition("/")[2], person)
    seen = done(await contact.get(path))["content_hash"]
    assert (await cast.teacher.post(f"{path}/withdrawal", {"reason": "Sentinel Reason"})).status_code == 403
    assert (await cast.hotel.post(f"{path}/withdrawal", {"reason": "Sentinel Reason"})).status_code == 403
    done(await cast.coordinator.post(f"{path}/withdrawal", {"reason": "Sentinel Reason"}))
    endorsement = {"group": "partner", "content_hash": seen}
    problem(await contact.post(f"{path}/endorsements", endorsement), 410, "programme-withdrawn")
    objection = {"group": "partner", "reason": "Sentinel Objection"}
    problem(await contact.post(f"{path}/objections", objection), 410, "programme-withdrawn")
    said = problem(await contact.get(path), 410, "programme-withdrawn")
    assert "took this proposal back" in said["detail"]
    assert "Nothing waits for you" in said["mend"]
    done(await cast.hotel.get(path))
    problem(await cast.hotel.post(f"{path}/endorsements", endorsement), 409, "programme-decided")
    done(await beside.get(other))
    for caller in (cast.teacher, cast.committee, cast.hotel):
        assert [row["id"] for row in done(await caller.get("/today"))["items"]] == [other.rpartition("/")[2]]
    (told,) = done(await cast.hotel.get(f"{path}/remarks"))
    assert told["text"] == "Sentinel Reason"
    kinds = [item["type"] for item in done(await cast.hotel.get(f"{path}/history"))["items"]]
    assert kinds == ["programme-proposed.v1", "programme-withdrawn.v1"]
    (listed,) = done(await cast.coordinator.get("/programmes?status=withdrawn"))["items"]
    assert listed["id"] == path.rpartition("/")[2]


@GOING
async def test_c5_nobody_evaluates_by_a_link_that_has_ended(drafted: Cast, room: Any, gone: Going) -> None:
    person, evaluation = await _contact(drafted), await opened_evaluation(drafted, room)
    done(await drafted.coordinator.post(f"/evaluations/{evaluation}/invitations", {"person": person}), 201)
    contact = _holder(drafted, room, "evaluation-view", evaluation, person)
    done(await contact.get(f"/evaluations/{evaluation}"))
    await gone(drafted, person)
    problem(await contact.post(f"/evaluations/{evaluation}/views", scores(100)), 401, "link-ended")
    done(await drafted.hotel.post(f"/evaluations/{evaluation}/views", scores(400)), 201)
    done(await drafted.coordinator.post(f"/evaluations/{evaluation}/views", scores(300)), 201)
    views = done(await drafted.coordinator.get(f"/evaluations/{evaluation}"))["views"]
    assert {each["side"] for each in views} == {"school", "partner"}
    assert len({each["total"] for each in views}) == 2


async def _delegated(cast: Cast, room: Any) -> tuple[str, Caller, str]:
    """Who passed the link on, the holder of the new one, and the delegate's id."""
    path, person = f"/mous/{cast.mou}", await _contact(cast)
    done(await cast.coordinator.post(f"{path}/submission"))
    invitation = {"organisation": cast.organisation, "person": person}
    done(await cast.coordinator.post(f"{path}/invitations", invitation), 201)
    colleague = {"name": "Sentinel Colleague", "email": "colleague@hotel.example"}
    director = _holder(cast, room, "mou-signature", cast.mou, person)
    done(await director.post(f"{path}/delegation", colleague), 201)
    delegate = str(done(await cast.coordinator.get(f"{path}/invitations"))[0]["person"])
    return person, _holder(cast, room, "mou-signature", cast.mou, delegate), delegate


@GOING
async def test_c3_a_delegate_signs_whatever_becomes_of_who_delegated(drafted: Cast, room: Any, gone: Going) -> None:
    person, manager, _ = await _delegated(drafted, room)
    await gone(drafted, person)
    seen = done(await manager.get(f"/mous/{drafted.mou}/content"))["content_hash"]
    done(await manager.post(f"/mous/{drafted.mou}/signatures", {"content_hash": seen}), 201)
    (signature,) = done(await drafted.principal.get(f"/mous/{drafted.mou}"))["signatures"]
    assert signature["how"] == "link"


async def test_c3_a_delegates_link_ends_with_the_delegate(drafted: Cast, room: Any) -> None:
    _, manager, delegate = await _delegated(drafted, room)
    seen = done(await manager.get(f"/mous/{drafted.mou}/content"))["content_hash"]
    await _erased(drafted, delegate)
    problem(await manager.post(f"/mous/{drafted.mou}/signatures", {"content_hash": seen}), 401, "link-ended")
    assert done(await drafted.principal.get(f"/mous/{drafted.mou}"))["signatures"] == []


async def test_a_letter_to_somebody_who_is_no_contact_any_more_is_not_sent(drafted: Cast, room: Any) -> None:
    """Its link would open nothing."""
    path, person = f"/mous/{drafted.mou}", await _contact(drafted)
    done(await drafted.coordinator.post(f"{path}/submission"))
    invitation = {"organisation": drafted.organisation, "person": person}
    done(await drafted.coordinator.post(f"{path}/invitations", invitation), 201)
    await _removed(drafted, person)
    await Sender.of(room).round(1)
    (letter,) = await room.letters.of(drafted.world.school, person)
    assert (letter.state, letter.reason) == ("dropped", "link-ended")
