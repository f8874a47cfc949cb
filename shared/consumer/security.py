"""The same Kafka settings as FastStream wants them."""

from collections.abc import Mapping
from typing import Any, Final

from faststream.security import BaseSecurity, SASLPlaintext, SASLScram256, SASLScram512

SASL: Final[dict[str, Any]] = {
    "PLAIN": SASLPlaintext,
    "SCRAM-SHA-256": SASLScram256,
    "SCRAM-SHA-512": SASLScram512,
}


def security_of(options: Mapping[str, Any]) -> BaseSecurity | None:
    """From aiokafka's options (`settings.kafka_client_options()`); None for plain text."""
    protocol = options.get("security_protocol", "PLAINTEXT")
    tls = {"use_ssl": protocol.endswith("SSL"), "ssl_context": options.get("ssl_context")}
    if protocol.startswith("SASL"):
        mechanism = SASL[options["sasl_mechanism"]]
        found: BaseSecurity = mechanism(
            username=options["sasl_plain_username"], password=options["sasl_plain_password"], **tls
        )
        return found
    return BaseSecurity(**tls) if tls["use_ssl"] else None
