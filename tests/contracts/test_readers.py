"""Every consumer reads every producer's committed samples: its effects, copies, batches and projections."""

from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from typing import Any

import pytest

from jembatan.registry import names, service
from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import RegisterEndpoint, VerifyEndpoint
from services.notifications.views import DELIVERIES
from shared.clock import FixedClock
from shared.consumer.effects import copied
from shared.ids import new_id
from shared.mongo import apply
from shared.refusals import Busy, NotFound, Refused
from shared.runtime import Runtime
from shared.settings import load
from tests.contracts.published import ID, heard, on_topics

CONSUMERS = [name for name in names() if service(name).hears]


async def _runtime(name: str, environ: Mapping[str, str], database: str) -> Runtime:
    definition = service(name)
    own = {**environ, f"JEMBATAN_{name.upper()}_MONGO_DATABASE": f"{database}_{name}"}
    runtime = Runtime(definition, load(definition.settings, own))
    await apply(runtime.mongo, runtime.collections())
    return runtime


@pytest.fixture(params=CONSUMERS)
async def rt(
    request: pytest.FixtureRequest, service_environment: dict[str, str], database: str
) -> AsyncIterator[Runtime]:
    """Each consumer on a fresh database."""
    runtime = await _runtime(request.param, service_environment, database)
    yield runtime
    await runtime.close()


@pytest.mark.parametrize("name", CONSUMERS)
def test_what_effects_wait_for_is_published_where_they_hear_it(name: str) -> None:
    """The topic is guessed from the type; one that is guessed wrong would never be heard."""
    hears = service(name).hears
    assert hears is not None
    published = {(contract.topic, contract.type) for contract in on_topics(hears.topics)}
    assert not set(hears.effects) - published


async def test_effects_read_every_sample(rt: Runtime) -> None:
    """What they refer to is not there, so they may refuse; but they understand."""
    hears = rt.definition.hears
    assert hears is not None
    for number, contract in enumerate(on_topics(hears.topics), 1):
        for effect in hears.effects.get((contract.topic, contract.type), []):
            with suppress(Refused, NotFound, Busy):
                await effect(rt, heard(contract, number))


async def test_copies_keep_every_sample(rt: Runtime) -> None:
    hears = rt.definition.hears
    assert hears is not None
    for copy in hears.copies:
        kept = []
        for number, contract in enumerate(on_topics((copy.topic,)), 1):
            if not copy.types or contract.type in copy.types:
                kept.append(copied(copy, heard(contract, number)))
        assert any(kept), f"{copy.collection} keeps nothing of what {copy.topic} carries"


async def test_batches_take_every_sample(rt: Runtime) -> None:
    hears = rt.definition.hears
    assert hears is not None
    for topics, handler in hears.batches:
        await handler(rt, [heard(contract, number) for number, contract in enumerate(on_topics(topics), 1)])


async def test_projections_fold_every_sample(rt: Runtime) -> None:
    hears = rt.definition.hears
    assert hears is not None
    for projection in hears.projections:
        facts: dict[str, Any] = {}
        for number, contract in enumerate(on_topics(tuple(projection.topics)), 1):
            facts[contract.topic] = projection.fold(facts.get(contract.topic), heard(contract, number))
        assert any(facts.values())


async def test_every_public_sample_becomes_a_webhook(service_environment: dict[str, str], database: str) -> None:
    rt = await _runtime("notifications", service_environment, database)
    rt.clock = FixedClock(heard(on_topics(("partners.mou.v1",))[0]).time)
    url = "https://partner.example/hooks"
    ctx = rt.context(ID)
    await ctx.execute(ENDPOINT, endpoint := new_id(), RegisterEndpoint(owner="organisation", url=url, secret=new_id()))
    await ctx.also("verify").execute(ENDPOINT, endpoint, VerifyEndpoint(method="challenge", url=url))
    assert rt.definition.hears is not None
    ((topics, ingest),) = rt.definition.hears.batches
    records = [heard(contract, number) for number, contract in enumerate(on_topics(topics), 1)]
    for _ in range(2):
        await ingest(rt, records)
    found = await rt.mongo.documents(DELIVERIES).find({"endpoint": endpoint})
    assert {each["event"] for each in found} == {record.id for record in records}
    assert len(found) == len(records)
    await rt.close()
