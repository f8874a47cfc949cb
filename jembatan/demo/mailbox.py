"""Where letters go in the demo: an SMTP server that shows them on the terminal instead of delivering them."""

import asyncio
import email
import email.policy
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.smtp import SMTP, Envelope


@dataclass(frozen=True)
class Letter:
    """One letter as it arrived."""

    to: str
    subject: str
    text: str

    @property
    def token(self) -> str:
        """The link's token: the fragment of the first URL in the text, which no server ever sees in a path."""
        found = re.search(r"https?://\S+#(?:token=)?([\w.~-]+)", self.text)
        if not found:
            raise LookupError(f"There is no link in the letter {self.subject!r}.")
        return found[1]


@dataclass
class Mailbox:
    """`async with Mailbox() as mailbox`; `mailbox.url` is an `smtp_url`."""

    url: str = ""
    letters: list[Letter] = field(default_factory=list)
    _server: asyncio.Server | None = None
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: SMTP(self, hostname="demo.localhost"), "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"smtp://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server:
            self._server.close()
            await self._server.wait_closed()

    async def wait(self, wanted: Callable[[Letter], bool], timeout: float = 120) -> Letter:
        """The newest letter that is wanted, whether it came before or comes within `timeout` seconds."""
        async with asyncio.timeout(timeout), self._news:
            while True:
                if found := next(filter(wanted, reversed(self.letters)), None):
                    return found
                await self._news.wait()

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        """A letter has arrived."""
        message = email.message_from_bytes(envelope.content or b"", policy=email.policy.default)  # type: ignore[arg-type]  # bytes unless decode_data
        assert isinstance(message, EmailMessage)
        body = message.get_body(("plain",))
        text = body.get_content() if body else ""
        async with self._news:
            self.letters.append(Letter(envelope.rcpt_tos[0], str(message["subject"]), text))
            self._news.notify_all()
        return "250 OK"
