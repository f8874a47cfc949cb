"""How letters leave: by SMTP, or to the terminal in development."""

import asyncio
import re
import ssl
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from typing import Final, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from shared.letters.templates import Page

_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_TIMEOUT: Final = 30.0


class Bounced(Exception):
    """The server refuses this address for good."""


class Rejected(Exception):
    """The server refuses this letter for good."""


class NotNow(Exception):
    """It may work later."""


class Unreachable(NotNow):
    """Our own mail server is away, or refuses us: the recipient has nothing to do with it."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One letter with its address, in memory only."""

    id: str
    address: str
    language: str
    page: Page
    headers: Mapping[str, str] = field(default_factory=dict)
    """Further ones."""


class Post(Protocol):
    """A way to send."""

    async def send(self, envelope: Envelope) -> None:
        """Raises `Bounced`, `Rejected` or `NotNow`, each with a code that holds no personal data."""


def is_address(text: object) -> bool:
    """One plain address, without display name, list or control characters."""
    return isinstance(text, str) and len(text) <= 254 and _ADDRESS.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where letters come from and how they leave.

    `url`: `smtp://user:password@host:587?starttls=true`, `smtps://user:password@host`, or `console:` in development.
    """

    url: str
    sender: str
    development: bool = False
    """`console:` shows addresses and links to whoever reads the output, so it needs this."""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Post]:
        """A connection for a round of letters; raises `Unreachable` when the server is not there."""
        if self.url.startswith("console:"):
            if not self.development:
                raise Unreachable("no-mail-server")
            yield Console(self.sender)
            return
        async with _connected(self.url) as client:
            yield Smtp(client, self.sender)


class Console:
    """Prints letters, links included: for development only."""

    def __init__(self, sender: str) -> None:
        self._sender = sender

    async def send(self, envelope: Envelope) -> None:
        """To standard output."""
        lines = [f"From: {self._sender}", f"To: {envelope.address}", f"Subject: {envelope.page.subject}", ""]
        text = "\n".join([*lines, envelope.page.text.rstrip(), "-" * 72, ""])
        await asyncio.to_thread(sys.stdout.write, text)
        sys.stdout.flush()


class Smtp:
    """Sends over one connection."""

    def __init__(self, client: SMTP, sender: str) -> None:
        self._client = client
        self._sender = sender

    async def send(self, envelope: Envelope) -> None:
        """5xx to the recipient is a bounce, 5xx to the text a rejection, everything else may work later."""
        try:
            await self._client.send_message(message_of(envelope, self._sender))
        except SMTPRecipientsRefused as error:
            raise _refused(error.recipients[0]) from None
        except SMTPRecipientRefused as error:
            raise _refused(error) from None
        except SMTPDataError as error:
            raise (Rejected if error.code >= 500 else NotNow)(str(error.code)) from None
        except SMTPResponseException as error:
            raise Unreachable(str(error.code)) from None
        except (SMTPException, OSError) as error:
            raise Unreachable(type(error).__name__) from None


def message_of(envelope: Envelope, sender: str) -> EmailMessage:
    """The message; its id is the letter's, so that a letter that is sent twice is one to the reader's mail program."""
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = sender
    message["To"] = envelope.address
    message["Subject"] = envelope.page.subject
    message["Message-ID"] = message_id_of(envelope, sender)
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Content-Language"] = envelope.language
    message["Auto-Submitted"] = "auto-generated"
    for name, value in envelope.headers.items():
        message[name] = value
    message.set_content(envelope.page.text)
    if envelope.page.html:
        message.add_alternative(envelope.page.html, subtype="html")
    return message


def message_id_of(envelope: Envelope, sender: str) -> str:
    """In the domain of the sender."""
    return f"<{envelope.id}@{sender.rpartition('@')[2].strip('<> ')}>"


def _refused(error: SMTPResponseException) -> Exception:
    return (Bounced if error.code >= 500 else NotNow)(str(error.code))


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[SMTP]:
    client = _client(url)
    try:
        await client.connect()
    except (SMTPException, OSError) as error:
        raise Unreachable(type(error).__name__) from None
    try:
        yield client
    finally:
        client.close()


def _client(url: str) -> SMTP:
    parts = urlsplit(url)
    options = {name.lower(): values[-1] for name, values in parse_qs(parts.query).items()}
    secure = parts.scheme == "smtps"
    return SMTP(
        hostname=parts.hostname or "localhost",
        port=parts.port or (465 if secure else 587),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_tls=secure,
        start_tls=options.get("starttls", "").lower() in {"true", "1", "yes"} if not secure else False,
        tls_context=ssl.create_default_context(cafile=options.get("ca") or None),
        timeout=_TIMEOUT,
    )
