"""Somebody who got a letter of ours: reads it from the mail server, opens its link, fills in the page's forms."""

import html
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from shared.clock import millis
from shared.letters import Sender
from tests.integration.mail_server import Inbox

PUBLIC = "https://jembatan.example"
_LINK = re.compile(rf"{re.escape(PUBLIC)}(/\S+)#(\S+)")
_FORM = re.compile(r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_ALERT = re.compile(r'role="alert".*?</div>', re.DOTALL)


@dataclass
class Reader:
    """A browser without any credential, in front of a mailbox."""

    room: Any
    http: httpx.AsyncClient
    inbox: Inbox
    language: str = "en"
    page: httpx.Response = field(init=False)
    here: str = ""

    async def link(self, to: str | None = None) -> tuple[str, str]:
        """Path and token of the link in the newest letter that went out (to this address)."""
        settings = {"smtp_url": self.inbox.url, "public_url": PUBLIC, "mail_from": "surat@jembatan.example"}
        self.room.settings = type(self.room.settings).model_validate(self.room.settings.model_dump() | settings)
        while await Sender.of(self.room).round(1):
            pass
        letters = [each for each in self.inbox.got if to is None or each["To"] == to]
        found = _LINK.search(str(letters[-1].get_payload(decode=True), "utf-8"))
        assert found is not None, "the letter has no link"
        return found[1], found[2]

    async def open(self, to: str | None = None) -> str:
        """Click the link, press the button; the page that it leads to."""
        path, token = await self.link(to)
        asked = await self.get(path)
        assert asked.status_code == 200, asked.text
        assert token not in asked.text
        return await self.enter(path, token)

    async def enter(self, path: str, token: str) -> str:
        """Send the token as the page's form does."""
        answer = await self.http.post(path, data={"link": f"{PUBLIC}{path}#{token}"}, headers=self._headers)
        assert answer.status_code == 303, answer.text
        self.here = answer.headers["location"]
        assert token not in self.here
        return await self.look()

    async def look(self) -> str:
        """The page as it stands."""
        self.page = await self.get(self.here)
        assert self.page.status_code == 200, self.page.text
        return self.text

    async def switch(self, path: str) -> str:
        """Press the switch of the language on the page that the browser shows at `path`."""
        found = re.search(r'<a href="([^"]+)" lang="', self.page.text)
        assert found is not None, "the page has no switch"
        target = html.unescape(found[1])
        self.page = await self.get(path + target if target.startswith("?") else target)
        if self.page.status_code == 303:
            self.page = await self.get(self.page.headers["location"])
        assert self.page.status_code == 200, self.page.text
        return self.text

    @property
    def text(self) -> str:
        """What the page says, without its markup."""
        return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.page.text)))

    @property
    def alert(self) -> str:
        """What is said beside a form that was not taken."""
        found = _ALERT.search(self.page.text)
        return html.unescape(re.sub(r"<[^>]+>", " ", found[0])) if found else ""

    @property
    def forms(self) -> set[str]:
        """The answers that the page offers."""
        return {action.rpartition("/")[2] for action, _ in _FORM.findall(self.page.text)} - {"leave"}

    def hidden(self, act: str) -> dict[str, str]:
        """What is hidden in the form."""
        forms = {action.rpartition("/")[2]: inside for action, inside in _FORM.findall(self.page.text)}
        return {name: html.unescape(value) for name, value in _HIDDEN.findall(forms[act])}

    async def answer(self, act: str, **fields: str) -> httpx.Response:
        """Fill in the form and send it; where it leads, look."""
        answer = await self.send(act, {**self.hidden(act), **fields})
        if answer.status_code == 303:
            self.page = await self.get(answer.headers["location"])
        else:
            self.page = answer
        return answer

    async def send(self, act: str, fields: dict[str, str]) -> httpx.Response:
        """Send these fields, whatever the page shows."""
        return await self.http.post(f"{self.here}/{act}", data=fields, headers=self._headers)

    async def get(self, path: str) -> httpx.Response:
        """GET in the reader's language."""
        return await self.http.get(path, headers=self._headers)

    @property
    def _headers(self) -> dict[str, str]:
        return {"accept-language": self.language}


def hours_go_by(room: Any, wait: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    """Machine time is later than it was."""
    monkeypatch.setattr(room.clock, "machine", lambda: millis(datetime.now(UTC) + wait))
