"""Whose consent counts, and that nobody who once spoke for a student stays known when the student is forgotten."""

from tests.integration.letter_pages import Reader
from tests.integration.placements.cast import Cast
from tests.integration.placements.world import done, problem

AUNT = {"name": "Sentinel Aunt", "email": "aunt@keluarga.example"}
FATHER = "sentinel@keluarga.example"


async def _known(cast: Cast, kind: str) -> int:
    return len(await cast.world.mongo.documents("people").find({"kind": kind, "data": {"$exists": True}}))


async def test_c15_a_guardian_who_was_replaced_neither_consents_nor_revokes(cast: Cast, reader: Reader) -> None:
    await cast.up_to_acceptance()
    done(await cast.act(cast.coordinator, "consent-requests"), 201)
    await reader.open(FATHER)
    father = await cast.world.link_in_last_letter("guardian-consent")
    done(await cast.coordinator.post(f"/students/{cast.student}/guardian", AUNT))
    problem(await cast.act(father, "consent", {}), 404, "not-found")
    problem(await father.get(f"/placements/{cast.placement}/consent"), 404, "not-found")
    assert (await reader.get(reader.here)).status_code == 410
    done(await cast.act(cast.coordinator, "consent-requests"), 201)
    aunt = await cast.world.link_in_last_letter("guardian-consent")
    done(await cast.act(aunt, "consent", {}))
    problem(await cast.act(father, "consent/revocation"), 404, "not-found")
    done(await cast.act(aunt, "consent/revocation"))


async def test_c15_every_guardian_is_forgotten_with_the_student(cast: Cast) -> None:
    student = await cast.enrol()
    for _ in range(2):
        done(await cast.coordinator.post(f"/students/{student}/guardian", AUNT))
    assert await _known(cast, "guardian") == 3
    done(await cast.principal.delete(f"/students/{student}/person"))
    assert await _known(cast, "guardian") == 0


async def test_c15_a_supervisor_of_before_can_be_forgotten(cast: Cast) -> None:
    await cast.up_to_acceptance()
    colleague = {"name": "Sentinel Colleague", "email": "next@hotel.example"}
    done(await cast.act(cast.hotel, "industry-supervisor", colleague))
    path = f"/industry-supervisors/{cast.chef.id}"
    problem(await cast.coordinator.delete(path), 403, "role-missing")
    for _ in range(2):
        done(await cast.principal.delete(path))
    assert await _known(cast, "industry_supervisor") == 1
    problem(await cast.chef.get(f"/placements/{cast.placement}"), 401, "link-ended")


async def test_c15_a_student_is_not_forgotten_as_a_supervisor(cast: Cast) -> None:
    student = await cast.enrol()
    problem(await cast.principal.delete(f"/industry-supervisors/{student}"), 404, "not-found")
    assert await _known(cast, "student") == 1
