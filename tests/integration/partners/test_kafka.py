"""From a request over the journal and Kafka back into the service, on a real broker."""

from services.partners.domain.mou import MOU
from shared.runtime import Runtime
from tests.integration.kernel.flow import read_events, until
from tests.integration.partners.cast import Cast
from tests.integration.partners.world import done
from tests.integration.working import working


async def test_c3_a_signed_mou_travels_and_moves_its_partnership(drafted: Cast, room: Runtime) -> None:
    await drafted.sign_mou()
    await drafted.activate_mou(room)
    async with working(room):

        async def active() -> bool:
            return bool(done(await drafted.principal.get(f"/partners/{drafted.partner}"))["status"] == "active")

        await until(active, 30)
        topic = room.settings.topic_prefix + MOU.topic("partners")
        events = await until(lambda: read_events(room.settings, topic))
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    signed = next(event for event in events if event.type == "id.jembatan.partners.mou-signed.v1")
    assert signed.partners == (drafted.organisation,)
    assert signed.schools == (drafted.world.school,)
    assert signed.subject == drafted.mou
    assert signed.data["parties"] == {"schools": [drafted.world.school], "organisations": [drafted.organisation]}
    assert "entinel" not in str(events)
