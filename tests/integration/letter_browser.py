"""A real browser in front of a mailbox: headless Chromium through Playwright.

`JEMBATAN_TEST_SCREENSHOTS=<folder>` keeps a picture of each page.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integration.letter_pages import Reader
from tests.integration.notifications_portal import listening
from tests.integration.test_notifications_browser import CHROMIUM, PICTURES, SIZES, playwright

NEEDS_CHROMIUM = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on the PATH (apt-get install chromium) and JEMBATAN_TEST_CHROMIUM is not set"
)


@dataclass
class Seat:
    """A browser in front of a mailbox, and the service on a port of its own."""

    cast: Any
    reader: Reader
    address: str
    browser: Any
    refused: list[str]
    """What the pages' policy kept out, and errors of scripts."""

    async def page(self, language: str = "en", size: str = "laptop", **options: Any) -> Any:
        """A fresh browser of this language and width."""
        context = await self.browser.new_context(locale=language, viewport=SIZES[size], **options)
        page = await context.new_page()
        page.on("console", lambda message: message.type == "error" and self.refused.append(message.text))
        page.on("pageerror", lambda error: self.refused.append(str(error)))
        page.on("request", self._only_here)
        return page

    def _only_here(self, request: Any) -> None:
        if not request.url.startswith(self.address):
            self.refused.append(f"goes elsewhere: {request.url}")

    async def clicked(self, path: str, token: str, **options: Any) -> Any:
        """Somebody clicks the link in a letter."""
        page = await self.page(**options)
        await page.goto(f"{self.address}{path}#{token}")
        await page.wait_for_url(f"{self.address}{path}/**")
        return page


@asynccontextmanager
async def seated(cast: Any, reader: Reader, http: httpx.AsyncClient) -> AsyncIterator[Seat]:
    """The service of `http` on a port of its own; nothing was refused by the pages' policy in the end."""
    app = http._transport.app  # type: ignore[attr-defined]  # an ASGITransport has it
    async with listening(app) as address, playwright.async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        made = Seat(cast, reader, address, browser, [])
        yield made
        await browser.close()
        assert made.refused == []


async def picture(page: Any, name: str) -> None:
    """The page is no wider than its screen; a picture of it where one is asked for."""
    wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} is {wide} px too wide"
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
