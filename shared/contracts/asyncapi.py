"""An AsyncAPI 3.0 document of what a service publishes and hears."""

from collections.abc import Iterable, Sequence
from typing import Any

from shared.contracts.samples import sample
from shared.contracts.schemas import EventContract
from shared.envelope import HEADERS_SCHEMA


def asyncapi(service: str, title: str, contracts: Sequence[EventContract], hears: Iterable[str]) -> dict[str, Any]:
    """The document: a channel per topic, a message per event kind, what is sent and what is received."""
    topics: dict[str, list[EventContract]] = {}
    for contract in contracts:
        topics.setdefault(contract.topic, []).append(contract)
    heard = sorted(set(hears) - topics.keys())
    return {
        "asyncapi": "3.0.0",
        "info": {"title": title, "version": "1", "license": {"name": "Apache-2.0"}},
        "defaultContentType": "application/json",
        "channels": {
            **{topic: _channel(topic, members) for topic, members in topics.items()},
            **{topic: {"address": topic, "description": f"Published by {topic.split('.')[0]}."} for topic in heard},
        },
        "operations": {
            **{f"send.{topic}": {"action": "send", "channel": _ref("channels", topic)} for topic in topics},
            **{f"receive.{topic}": {"action": "receive", "channel": _ref("channels", topic)} for topic in heard},
        },
        "components": {
            "messages": {contract.kind: _message(contract) for contract in contracts},
            "messageTraits": {"cloudevent": {"contentType": "application/json", "headers": HEADERS_SCHEMA}},
        },
    }


def _ref(*path: str) -> dict[str, str]:
    return {"$ref": "#/" + "/".join(path)}


def _channel(topic: str, members: Sequence[EventContract]) -> dict[str, Any]:
    return {
        "address": topic,
        "description": "Order is guaranteed per aggregate (the record's key), nowhere else.",
        "x-names-others": any(contract.names_others for contract in members),
        "messages": {contract.kind: _ref("components", "messages", contract.kind) for contract in members},
    }


def _message(contract: EventContract) -> dict[str, Any]:
    return {
        "name": contract.type,
        "summary": contract.summary,
        "traits": [_ref("components", "messageTraits", "cloudevent")],
        "payload": {"schemaFormat": "application/schema+json;version=draft-2020-12", "schema": contract.schema()},
        "examples": [{"name": contract.kind, "payload": sample(contract.model)}],
    }
