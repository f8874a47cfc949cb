"""Filters by school and by programme, through the real ingest, also when everything is heard again."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.notifications import ingest as module
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import ChangeEndpoint
from services.notifications.domain.endpoint.values import Terms
from services.notifications.views import STREAM_PROGRAMMES
from shared.envelope import Record
from shared.ids import new_id
from tests.integration.notifications_world import World, world

MOU, PROGRAMME = "/jembatan/partners/mou", "/jembatan/partners/programme"


@pytest.fixture
async def w(mongo_url: str, database: str) -> AsyncIterator[World]:
    async with world(mongo_url, database) as w:
        yield w


async def endpoint(w: World, path: str, tenant: str, **terms: Any) -> str:
    """Verified, with these terms."""
    _, id = await w.endpoint(path, tenant)
    command = ChangeEndpoint(url=f"http://{w.receiver.address}/{path}", terms=Terms(**terms))
    await w.room.context(tenant).execute(ENDPOINT, id, command)
    return id


async def heard(w: World, endpoint: str) -> list[str]:
    return [one["event"] for one in await w.deliveries(endpoint)]


async def test_only_what_concerns_a_wanted_school(w: World) -> None:
    partner, one, two = new_id(), new_id(), new_id()
    first = await endpoint(w, "first", partner, schools=(one,))
    everything = await endpoint(w, "everything", partner)
    own, joint, other = (
        w.event(partner, tenant=one),
        w.event(partner, tenant=two, schools=(one,)),
        w.event(partner, tenant=two),
    )
    await w.ingest(own, joint, other)
    assert await heard(w, first) == [own.id, joint.id]
    assert await heard(w, everything) == [own.id, joint.id, other.id]


def stream(w: World, partner: str, *data: dict[str, Any], source: str = MOU) -> list[Record]:
    """Events of one aggregate, in order."""
    subject = new_id()
    return [
        w.event(partner, subject=subject, number=number, source=source, data=one) for number, one in enumerate(data, 1)
    ]


async def test_what_its_stream_said_before_counts_and_what_it_says_later_does_not(w: World) -> None:
    partner, wanted, other = new_id(), new_id(), new_id()
    id = await endpoint(w, "hooks", partner, programmes=(wanted,))
    ours = stream(w, partner, {"drafted": 1}, {"programme": wanted}, {"signed": 1}, {"programme": other}, {"over": 1})
    theirs = stream(w, partner, {"programme": other}, {"signed": 1})
    plan = stream(w, partner, {"programmes": [other, wanted]}, source="/jembatan/partners/plan")
    await w.ingest(*ours, *theirs, *plan)
    assert await heard(w, id) == [one.id for one in (*ours[1:], *plan)]


@pytest.mark.parametrize("source", [PROGRAMME, "/jembatan/partners/sister-school"])
async def test_the_programmes_own_stream_belongs_to_it(w: World, source: str) -> None:
    partner = new_id()
    proposed = stream(w, partner, {"a": 1}, {"b": 2}, source=source)
    id = await endpoint(w, "hooks", partner, programmes=(proposed[0].subject,))
    await w.ingest(*proposed, *stream(w, partner, {"a": 1}, source=PROGRAMME))
    assert await heard(w, id) == [one.id for one in proposed]


@pytest.mark.parametrize(
    "data", [{"programme": None}, {"programme": 7}, {"programmes": "x"}, {"programmes": [None, {}]}]
)
async def test_what_is_no_id_names_no_programme(w: World, data: dict[str, Any]) -> None:
    partner = new_id()
    id = await endpoint(w, "hooks", partner, programmes=(new_id(),))
    await w.ingest(*stream(w, partner, data))
    assert await heard(w, id) == []
    assert await w.room.mongo.documents(STREAM_PROGRAMMES).count({}) == 0


async def test_streams_are_remembered_between_batches_and_for_endpoints_that_come_later(w: World) -> None:
    partner, wanted = new_id(), new_id()
    drafted, signed = stream(w, partner, {"programme": wanted}, {"signed": 1})
    await w.ingest(drafted)
    id = await endpoint(w, "hooks", partner, programmes=(wanted,))
    await w.ingest(signed)
    assert await heard(w, id) == [signed.id]


async def test_a_batch_that_is_heard_again_is_judged_as_before(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash before the watermark: the map knows more by then, and yet nothing else is wanted."""
    partner, wanted = new_id(), new_id()
    id = await endpoint(w, "hooks", partner, programmes=(wanted,))
    records = stream(w, partner, {"drafted": 1}, {"programme": wanted}, {"signed": 1})

    async def crash(_name: str) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(module, "point", crash)
        with pytest.raises(RuntimeError):
            await w.ingest(*records)
    await w.ingest(*records)
    expected = [one.id for one in records[1:]]
    assert await heard(w, id) == expected
    await w.ingest(*records[::-1])
    await w.ingest(*records)
    assert await heard(w, id) == expected


async def test_a_republish_reaches_nobody_twice_and_a_later_filter_calls_up_no_past(w: World) -> None:
    partner, wanted, other = new_id(), new_id(), new_id()
    id = await endpoint(w, "hooks", partner, programmes=(wanted,))
    records = stream(w, partner, {"programme": other}, {"signed": 1})
    await w.ingest(*records)
    assert await heard(w, id) == []
    url = f"http://{w.receiver.address}/hooks"
    change = ChangeEndpoint(url=url, terms=Terms(programmes=(other,)))
    await w.room.context(partner).execute(ENDPOINT, id, change)
    await w.ingest(*records)
    assert await heard(w, id) == []
    (later,) = [w.event(partner, subject=records[0].subject, number=3)]
    await w.ingest(later, later)
    assert await heard(w, id) == [later.id]


async def test_the_map_is_filled_by_a_republish(w: World) -> None:
    """What was heard before the map was kept."""
    partner, wanted = new_id(), new_id()
    id = await endpoint(w, "hooks", partner, programmes=(wanted,))
    records = stream(w, partner, {"programme": wanted}, {"signed": 1})
    await w.ingest(*records)
    await w.room.mongo.documents(STREAM_PROGRAMMES).delete_many({})
    await w.ingest(*records)
    resumed = w.event(partner, subject=records[0].subject, number=3)
    await w.ingest(resumed)
    assert await heard(w, id) == [*(one.id for one in records), resumed.id]
