"""Broker and topics."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError

from jembatan.checks.finding import Finding
from jembatan.registry import service
from jembatan.stack.local import Origin
from shared import topics as declared
from shared.runtime import topics_of
from shared.settings import ServiceSettings

SECONDS = 10


async def broker(settings: Mapping[str, ServiceSettings], origin: Origin | None) -> list[Finding]:
    """Whether each different broker that the services name answers; with one broker only, its topics too."""
    found: list[Finding] = []
    clusters = {each.kafka_bootstrap: each for each in settings.values()}
    for bootstrap, each in clusters.items():
        finding = await _answers(bootstrap, each, origin)
        found.append(finding)
        if finding.ok:
            theirs = {name: one for name, one in settings.items() if one.kafka_bootstrap == bootstrap}
            found += [line for name, one in theirs.items() for line in await _topics(name, one)]
    return found


async def _answers(bootstrap: str, settings: ServiceSettings, origin: Origin | None) -> Finding:
    admin = AIOKafkaAdminClient(**settings.kafka_client_options(), request_timeout_ms=SECONDS * 1000)
    try:
        await asyncio.wait_for(admin.start(), SECONDS)
        brokers = len((await admin.describe_cluster())["brokers"])
    except (KafkaError, OSError, TimeoutError) as error:
        said = f"{bootstrap} does not answer: {error or type(error).__name__}"
        mend = "Check JEMBATAN_KAFKA_BOOTSTRAP, the network and the credentials, or start it (`jembatan up`)"
        return Finding("broker", "broker", ok=False, found=said, mend=mend, unreachable=True)
    finally:
        await admin.close()
    return _cluster(bootstrap, brokers, settings, origin)


def _cluster(bootstrap: str, brokers: int, settings: ServiceSettings, origin: Origin | None) -> Finding:
    why = f" ({origin.why})" if origin else ""
    said = f"{bootstrap} answers with {brokers} broker(s){why}"
    if brokers < settings.replication:
        mend = f"JEMBATAN_REPLICATION is {settings.replication}: add brokers, or set it to at most {brokers}"
        return Finding("broker", "broker", ok=False, found=said, mend=mend)
    return Finding("broker", "broker", ok=True, found=said)


async def _topics(name: str, settings: ServiceSettings) -> list[Finding]:
    wanted = topics_of(service(name), settings)
    options = settings.kafka_client_options()
    wrong = await declared.missing(options, wanted)
    if not wrong:
        wrong = await _retention(options, wanted)
    if wrong:
        mend = f"Run `jembatan topics apply --service {name}`" if "does not exist" in wrong[0] else "See the topic"
        return [Finding("topics", name, ok=False, found=line, mend=mend) for line in wrong]
    return [Finding("topics", name, ok=True, found=f"{len(wanted)} topics with their partitions and retention")]


async def _retention(options: Mapping[str, Any], wanted: list[declared.Topic]) -> list[str]:
    """Topics that would forget what they must keep, or keep otherwise than declared."""
    admin = AIOKafkaAdminClient(**options)
    await admin.start()
    try:
        keys = {"retention.ms": None, "cleanup.policy": None}
        asked = [ConfigResource(ConfigResourceType.TOPIC, topic.name, dict(keys)) for topic in wanted]
        have = _configs(await admin.describe_configs(asked))
    finally:
        await admin.close()
    return [
        f"topic {topic.name} has {key}={value}, declared is {topic.configs[key]}: "
        f"`kafka-configs.sh --alter --entity-type topics --entity-name {topic.name} "
        f"--add-config {key}={topic.configs[key]}`"
        for topic in wanted
        for key, value in have.get(topic.name, {}).items()
        if value != topic.configs[key] and not _longer(key, value, topic)
    ]


def _longer(key: str, value: str, topic: declared.Topic) -> bool:
    """Keeping longer than declared is no fault."""
    kept = timedelta(milliseconds=int(value)) if key == "retention.ms" else None
    return kept is not None and topic.retention != declared.FOREVER and (kept < timedelta(0) or kept > topic.retention)


def _configs(responses: list[Any]) -> dict[str, dict[str, str]]:
    return {
        resource[3]: {entry[0]: str(entry[1]) for entry in resource[4]}
        for response in responses
        for resource in response.resources
    }
