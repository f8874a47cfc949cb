"""Whoever names a contact is told its id and address, the same again when the request is repeated (C1)."""

from tests.integration.partners.cast import Cast
from tests.integration.partners.world import done


async def test_c1_a_new_contact_is_answered_with_its_id_and_address(cast: Cast) -> None:
    await cast.map_hotel()
    path, body = f"/partners/{cast.partner}/contacts", {"name": "Sentinel Second", "email": "second@hotel.example"}
    first = await cast.coordinator.post(path, body, idempotency_key="second")
    again = await cast.coordinator.post(path, body, idempotency_key="second")
    added = done(first, 201)
    assert done(again, 201) == added
    assert again.headers["location"] == first.headers["location"]
    assert added["id"] == cast.partner
    known = {each["contact"]: each["name"] for each in done(await cast.coordinator.get(path))}
    assert known[added["contact"]] == "Sentinel Second"
    assert len(known) == 2
    shown = await cast.world.http.get(
        first.headers["location"], headers={"authorization": cast.coordinator.authorization}
    )
    assert done(shown)["id"] == added["contact"]
