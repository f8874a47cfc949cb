"""FastStream must connect exactly as the settings say, as aiokafka's own clients do."""

import ssl
from typing import Any

import pytest
from faststream.kafka.security import parse_security

from shared.consumer.security import security_of


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
@pytest.mark.parametrize("protocol", ["SASL_PLAINTEXT", "SASL_SSL"])
def test_sasl_comes_out_as_it_went_in(mechanism: str, protocol: str) -> None:
    context = ssl.create_default_context() if protocol.endswith("SSL") else None
    options: dict[str, Any] = {
        "security_protocol": protocol,
        "ssl_context": context,
        "sasl_mechanism": mechanism,
        "sasl_plain_username": "partners",
        "sasl_plain_password": "secret",
    }
    assert parse_security(security_of(options)) == options


def test_tls_alone() -> None:
    options = {"security_protocol": "SSL", "ssl_context": ssl.create_default_context()}
    assert parse_security(security_of(options)) == options


def test_plain_text() -> None:
    assert parse_security(security_of({"security_protocol": "PLAINTEXT"})) == {}
