"""A real SMTP server in the test: what it answers is the test's to say, what it took can be read."""

import email
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import policy
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


class Inbox:
    """What the server answers and what it got."""

    def __init__(self) -> None:
        self.to = "250 OK"
        self.data = "250 OK"
        self.got: list[email.message.Message] = []
        self.port = 0
        self.refusing: dict[str, str] = {}
        """Address → what it is answered with, unlike the others."""

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        answer = self.refusing.get(address, self.to)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.data.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.got.append(email.message_from_bytes(envelope.content, policy=policy.SMTP))
        return self.data

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


class OnAnyPort(Controller):
    """aiosmtpd tries to connect to the port it was told; we learn the port from the socket."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def running_inbox() -> Iterator[Inbox]:
    """A server that takes everything until it is told otherwise."""
    inbox = Inbox()
    controller = OnAnyPort(inbox, hostname="127.0.0.1", port=0)
    controller.start()
    inbox.port = controller.port
    try:
        yield inbox
    finally:
        controller.stop()


def self_signed(folder: Path) -> Path:
    """Certificate and key of localhost in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / "localhost.pem"
    file.write_bytes(certificate.public_bytes(Encoding.PEM) + private)
    return file
