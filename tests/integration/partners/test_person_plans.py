"""Where somebody is named is found by indexes, however much the school has (UU PDP 27/2022, right of access)."""

from typing import Any

import pytest

from services.partners.app import SERVICE
from services.partners.usecases.persons import places_in
from shared.mongo import Mongo
from tests.integration.partners.cast import Cast
from tests.integration.partners.explaining import listen, must_plan, plan_of
from tests.integration.partners.test_persons import contact_of, held_meeting
from tests.integration.partners.world import done

PLACES = {(each.collection, f"state.{path}") for each in SERVICE.deciders for path in places_in(each.state)}


async def test_c1_the_export_of_a_contact_walks_through_no_collection(
    drafted: Cast, room: Any, mongo: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    await must_plan(mongo)
    person = await contact_of(drafted)
    await held_meeting(drafted, room, person)
    asked = listen(monkeypatch)
    whole = done(await drafted.coordinator.get(f"/contacts/{person}"))
    assert {each["place"] for each in whole["named_in"]} >= {"contacts.contact", "call.partners.person"}
    naming = [each for each in [*asked] if person in str(each[1])]
    assert {(each[0], path) for each in naming for path in each[1]} >= PLACES
    for each in naming:
        plan, fields = await plan_of(mongo, each), set(each[1]) - {"tenant", "_id"}
        assert "COLLSCAN" not in plan, each
        assert not fields or any(f"tenant_1_{field}" in plan or f"tenant_{field}" in plan for field in fields), plan
