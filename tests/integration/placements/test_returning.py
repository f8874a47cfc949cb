"""A student who left the school can come back, and leaves no placement behind (C15)."""

from tests.integration.placements.cast import Cast
from tests.integration.placements.world import done, problem

REASON = {"reason": "Sentinel Reason"}


async def test_c15_nobody_leaves_while_a_placement_goes_on(cast: Cast) -> None:
    await cast.up_to_acceptance()
    departure = f"/students/{cast.student}/departure"
    refusal = problem(await cast.coordinator.post(departure, REASON), 409, "student-placed")
    assert refusal["placements"] == [cast.placement]
    done(await cast.act(cast.coordinator, "withdrawal", REASON))
    done(await cast.coordinator.post(departure, REASON))
    assert done(await cast.coordinator.get(f"/grants/{cast.grant_id}"))["reserved"] == []


async def test_c15_a_student_who_left_is_enrolled_again_with_nisn_and_account(cast: Cast) -> None:
    before, account = await cast.enrol(nisn="0091234567"), {"member": cast.pupil.id}
    done(await cast.coordinator.post(f"/students/{before}/account", account))
    done(await cast.coordinator.post(f"/students/{before}/departure", REASON))
    again = await cast.enrol(nisn="0091234567")
    done(await cast.coordinator.post(f"/students/{again}/account", account))
    assert done(await cast.pupil.get(f"/students/{again}"))["member"] == cast.pupil.id
    problem(await cast.pupil.get(f"/students/{before}"), 404, "not-found")


async def test_c15_who_was_forgotten_after_leaving_takes_nothing_from_who_returned(cast: Cast) -> None:
    before = await cast.enrol(nisn="0091234567")
    done(await cast.coordinator.post(f"/students/{before}/departure", REASON))
    await cast.enrol(nisn="0091234567")
    done(await cast.principal.delete(f"/students/{before}/person"))
    held = await cast.world.mongo.documents("claims").find({"kind": "nisn"})
    assert len(held) == 1
