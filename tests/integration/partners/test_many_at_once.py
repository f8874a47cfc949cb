"""Sixty-four at once: signers of one MoU, and documents that want a number (C3)."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from services.partners.domain.mou import MOU
from services.partners.usecases.numbers import submit_with_number
from shared.clock import FixedClock
from shared.ids import new_id
from shared.runtime import Runtime
from tests.integration.partners.cast import HOTEL, Cast
from tests.integration.partners.world import Caller, done, problem
from tests.unit.partners.cast import draft

MANY = 64


async def _organisations(cast: Cast, count: int) -> list[tuple[str, Caller]]:
    """So many organisations of the register, each with a system of its own."""
    register = f"/partners/alliances/{cast.world.alliance}/organisations"
    made = []
    for number in range(count):
        plain = {"name": f"Hotel {number}", "kind": "industry", "nib": f"91200047{number:05d}", "sector": "55110"}
        id = done(await cast.coordinator.post(register, HOTEL | plain | {"sites": []}), 201)["id"]
        made.append((id, await cast.world.key_of(id, "partners:read", "partners:sign")))
    return made


async def test_c3_sixty_four_parties_sign_at_once_and_each_counts_once(drafted: Cast) -> None:
    others = await _organisations(drafted, MANY - 2)
    body = drafted.mou_body(organisations=[id for id, _ in others])
    path = f"/mous/{done(await drafted.coordinator.post('/mous', body), 201)['id']}"
    done(await drafted.coordinator.post(f"{path}/submission"))
    seen = {"content_hash": done(await drafted.principal.get(f"{path}/content"))["content_hash"]}
    callers = [drafted.principal, drafted.hotel, *(caller for _, caller in others)]
    assert len(callers) == MANY
    answers = await asyncio.gather(*(each.post(f"{path}/signatures", seen) for each in [*callers, *callers]))
    assert Counter(answer.status_code for answer in answers) == {201: MANY, 409: MANY}
    refused = {answer.json()["type"].rpartition(":")[2] for answer in answers if answer.status_code == 409}
    assert refused <= {"already-signed", "mou-not-in-review"}
    history = done(await drafted.principal.get(f"{path}/history"))["items"]
    kinds = Counter(item["type"] for item in history)
    assert (kinds["mou-party-signed.v1"], kinds["mou-signed.v1"], history[-1]["type"]) == (MANY, 1, "mou-signed.v1")
    state = done(await drafted.principal.get(path))
    assert len({signature["party"]["id"] for signature in state["signatures"]}) == MANY


async def test_c3_sixty_four_numberers_in_two_processes_leave_no_gap_and_no_double(drafted: Cast, room: Any) -> None:
    pattern = {"template": "{sequence:03}/MoU/{npsn}/{year}", "counting": "continuous"}
    done(await drafted.principal.put("/numbering/mou", pattern))
    mous = [await _copy(drafted, room) for _ in range(MANY)]
    other = Runtime(room.definition, room.settings, room.mongo, FixedClock(datetime(2027, 1, 2, tzinfo=UTC)))
    rooms = [room, other]
    outcomes = await asyncio.gather(
        *(submit_with_number(drafted.context(rooms[index % 2]), mou) for index, mou in enumerate(mous))
    )
    numbers = sorted(outcome.state.number for outcome in outcomes)
    assert [number[:3] for number in numbers] == [f"{place:03d}" for place in range(1, MANY + 1)]
    (shown,) = [each for each in done(await drafted.principal.get("/numbering")) if each["kind"] == "mou"]
    assert (shown["last"], shown["next"]) == (MANY, "065/MoU/30203552/2026")


async def test_c3_a_number_is_given_or_recorded_but_not_both_sixty_four_at_once(drafted: Cast, room: Any) -> None:
    number, half = "001/MoU/30203552/VII/2026", MANY // 2
    mous = [drafted.mou] + [await _copy(drafted, room) for _ in range(half - 1)]
    recorded = {
        "number": number, "title": "Kerja sama PKL", "organisations": [drafted.organisation],
        "starts_on": "2025-07-14", "ends_on": "2028-07-13", "concentrations": ["9.1.1"],
        "evidence": [await drafted.coordinator.attach()],
    }  # fmt: skip
    both = zip(mous, [recorded] * half, strict=True)
    asked = [
        ask
        for mou, body in both
        for ask in (
            drafted.coordinator.post("/recorded-mous", body),
            drafted.coordinator.post(f"/mous/{mou}/submission"),
        )
    ]
    answers = await asyncio.gather(*asked)
    codes = {each.json()["type"].rpartition(":")[2] for each in answers if each.status_code == 409}
    assert {each.status_code for each in answers} <= {200, 201, 409}
    assert codes <= {"mou-number-taken", "number-in-use"}
    numbers = Counter(
        state["document_number"] for state in done(await drafted.principal.get("/mous?limit=200"))["items"]
    )
    assert numbers[number] == 1
    assert {count for number, count in numbers.items() if number} == {1}


async def test_c3_what_is_recorded_is_not_given_and_what_is_given_is_not_recorded(drafted: Cast) -> None:
    recorded = {
        "title": "Kerja sama PKL", "organisations": [drafted.organisation], "concentrations": ["9.1.1"],
        "starts_on": "2025-07-14", "ends_on": "2028-07-13", "evidence": [await drafted.coordinator.attach()],
    }  # fmt: skip
    first, second = (f"{place:03d}/MoU/30203552/VII/2026" for place in (1, 2))
    done(await drafted.coordinator.post("/recorded-mous", recorded | {"number": f" {second} "}), 201)
    done(await drafted.coordinator.post(f"/mous/{drafted.mou}/submission"))
    again = await drafted.coordinator.post("/recorded-mous", recorded | {"number": first})
    problem(again, 409, "mou-number-taken")
    other = done(await drafted.coordinator.post("/mous", drafted.mou_body()), 201)["id"]
    refused = problem(await drafted.coordinator.post(f"/mous/{other}/submission"), 409, "number-in-use")
    assert refused["number"] == second


async def _copy(cast: Cast, room: Any) -> str:
    """One more draft with the same content."""
    terms = (await cast.context(room).require(MOU, cast.mou)).state.terms
    fact = {"status": "approved", "organisation": cast.organisation}
    command = draft(school=cast.world.school, terms=terms, programme=fact)
    return (await cast.context(room).execute(MOU, new_id(), command)).id


async def test_c3_agreements_and_addenda_are_numbered_each_in_their_own_series(drafted: Cast, room: Any) -> None:
    await drafted.sign_mou()
    await drafted.activate_mou(room)
    path = f"/mous/{drafted.mou}/agreements"
    answers = await asyncio.gather(*(drafted.coordinator.post(path, drafted.agreement_body()) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {201}
    numbers = sorted(each["number"] for each in done(await drafted.principal.get(path)))
    assert numbers == [f"{place:03d}/PKS/30203552/VII/2026" for place in range(1, 9)]


async def test_c3_a_number_that_was_given_already_is_not_given_again(drafted: Cast) -> None:
    """The first one was numbered 11 by another pattern."""
    done(await drafted.principal.put("/numbering/mou", {"template": "{sequence}1", "counting": "continuous"}))
    done(await drafted.coordinator.post(f"/mous/{drafted.mou}/submission"))
    second = done(await drafted.coordinator.post("/mous", drafted.mou_body()), 201)["id"]
    done(await drafted.principal.put("/numbering/mou", {"template": "{sequence}", "counting": "continuous"}))
    done(await drafted.coordinator.post(f"/mous/{second}/submission"))
    assert done(await drafted.principal.get(f"/mous/{second}"))["number"] == "2"
    await _give_until(drafted, 10)
    eleventh = done(await drafted.coordinator.post("/mous", drafted.mou_body()), 201)["id"]
    problem(await drafted.coordinator.post(f"/mous/{eleventh}/submission"), 409, "number-in-use")
    done(await drafted.principal.put("/numbering/mou", {"template": "{sequence:03}", "counting": "continuous"}))
    done(await drafted.coordinator.post(f"/mous/{eleventh}/submission"))
    assert done(await drafted.principal.get(f"/mous/{eleventh}"))["number"] == "011"


async def _give_until(cast: Cast, last: int) -> None:
    for _ in range(3, last + 1):
        mou = done(await cast.coordinator.post("/mous", cast.mou_body()), 201)["id"]
        done(await cast.coordinator.post(f"/mous/{mou}/submission"))
