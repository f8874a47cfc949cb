"""The pages in a real browser: headless Chromium through Playwright. Skipped, with the reason, where there is none.

`JEMBATAN_TEST_SCREENSHOTS=<folder>` keeps a picture of each page in both languages and two widths.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from services.notifications.operations import OPERATIONS
from tests.integration.notifications_portal import Portal, listening, portal
from tests.integration.notifications_world import Receipt

playwright = pytest.importorskip("playwright.async_api", reason="the package playwright is not installed")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = os.environ.get("JEMBATAN_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
PICTURES = os.environ.get("JEMBATAN_TEST_SCREENSHOTS")
SIZES = {"phone": {"width": 390, "height": 844}, "laptop": {"width": 1280, "height": 800}}
HOSTILE = "<script>document.title='taken'</script>" + "<b>tebal</b> " * 20

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on the PATH (apt-get install chromium) and JEMBATAN_TEST_CHROMIUM is not set"
)


@dataclass
class Seat:
    """A browser in front of the pages of one organisation."""

    at: Portal
    address: str
    browser: Any
    refused: list[str]
    """What the pages' policy kept out, and errors of scripts."""

    async def page(self, language: str = "en", size: str = "laptop", **options: Any) -> Any:
        context = await self.browser.new_context(locale=language, viewport=SIZES[size], **options)
        page = await context.new_page()
        page.on("console", lambda message: message.type == "error" and self.refused.append(message.text))
        page.on("pageerror", lambda error: self.refused.append(str(error)))
        page.on("request", self._only_here)
        return page

    def _only_here(self, request: Any) -> None:
        if not request.url.startswith(self.address):
            self.refused.append(f"goes elsewhere: {request.url}")

    async def entered(self, access: str = "write", **options: Any) -> Any:
        page = await self.page(**options)
        await page.goto(await self.at.link(access))
        await page.locator("main button").click()
        await page.wait_for_url(f"{self.address}{self.at.home}/")
        return page


@pytest.fixture
async def seat(mongo_url: str, database: str) -> AsyncIterator[Seat]:
    async with portal(mongo_url, database) as at, listening(at.app) as address, playwright.async_playwright() as driver:
        at.w.room.settings = at.w.room.settings.model_copy(update={"public_url": address})
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        made = Seat(at, address, browser, [])
        yield made
        await browser.close()
        assert made.refused == []


async def _receives(receipt: Receipt) -> web.Response:
    if challenge := receipt.body["data"].get("challenge"):
        return web.json_response({"challenge": challenge})
    failing = receipt.body["type"].endswith("mou-expiring.v1")
    return web.Response(status=500 if failing else 200, text=HOSTILE, headers={"X-Served-By": "hotel-7"})


async def _registered(seat: Seat, page: Any) -> None:
    """By hand: fill the form, read the secret, go on, verify."""
    await page.get_by_label("URL").fill(f"http://{seat.at.w.receiver.address}/hooks")
    await page.get_by_label("Filters").fill("partners.* placements.internship-*")
    await page.get_by_role("button", name="Register").click()
    seat.at.w.receiver.secrets["hooks"] = await page.get_by_label("Secret").input_value()
    seat.at.w.receiver.manners["hooks"] = _receives
    await page.get_by_role("link", name="Go on to the endpoint").click()
    await page.get_by_role("button", name="Verify now").click()
    await page.get_by_text("The endpoint is verified.").wait_for()


async def test_an_engineer_registers_verifies_tests_and_sends_again(seat: Seat) -> None:
    page = await seat.entered()
    assert "#" not in page.url
    await _registered(seat, page)
    async with seat.at.w.engine():
        await page.get_by_role("button", name="Send a test event").click()
        await page.locator("#log .badge.delivered").wait_for()  # brought in by htmx, without a reload by hand
        await page.locator("#log a").first.click()
        assert "tebal" in await page.locator("pre").first.inner_text()
        assert await page.title() != "taken"
        await page.get_by_role("button", name="Send again").click()
        await page.locator("details").nth(1).wait_for()
    await page.locator("header").get_by_role("link", name="Event catalogue").click()
    await page.get_by_label("Search").press_sequentially("mou-signed")
    await playwright.expect(page.locator("#found li")).to_have_count(1)
    await page.get_by_role("link", name="partners.mou-signed").click()
    await page.get_by_text("Every party signed the same content").first.wait_for()


async def test_without_scripts_everything_works_too(seat: Seat) -> None:
    """The link is pasted; forms and links do the rest."""
    page = await seat.page(java_script_enabled=False)
    link = await seat.at.link()
    await page.goto(f"{seat.address}/notifications/hooks/open")
    await page.get_by_label("Link").fill(link)
    await page.locator("main button").click()
    await _registered(seat, page)
    await page.get_by_label("State").select_option("failed")
    await page.get_by_role("button", name="Search").click()
    await page.get_by_text("No deliveries.").wait_for()
    assert "state=failed" in page.url


async def test_the_keyboard_reaches_everything_in_the_order_of_the_page(seat: Seat) -> None:
    page = await seat.entered()
    await _registered(seat, page)
    here, home = page.url.partition("?")[0], f"{seat.address}{seat.at.home}"
    await _reached(page, ENDPOINT)
    async with seat.at.w.engine():
        await seat.at.w.ingest(seat.at.w.event(seat.at.tenant))
        (sent,) = await seat.at.w.settled(here.rpartition("/")[2])
    for path, expected in {
        "/": [f"http://{seat.at.w.receiver.address}/hooks", *REGISTRATION],
        f"{here.removeprefix(home)}/deliveries/{sent['id']}": ["Send again"],
        "/events?q=mou-signed": ["Search", "Search", "partners.mou-signed"],
        "/events/partners.mou-signed.v1": ["Envelope", "CloudEvents, structured", "Full JSON Schema of data"],
    }.items():
        await page.goto(home + path)
        await _reached(page, expected)
    await page.goto(here)
    await page.locator("summary", has_text="Replay since a time").click()
    await page.get_by_label("Since (UTC)").fill("2026-01-01T00:00")
    await page.get_by_role("button", name="Replay", exact=True).click()
    await page.get_by_role("heading", name="Replay since a time").wait_for()
    await OPERATIONS.round(seat.at.w.room, 1)
    await page.reload()
    await _reached(page, ["Back"])


async def _reached(page: Any, expected: list[str]) -> None:
    """Tabbing goes through the head of the page, these in this order, and out; all is seen and has a name."""
    reached: list[dict[str, Any]] = []
    while len(reached) < 90 and (not reached or reached[-1]["name"] != "BODY"):
        await page.keyboard.press("Tab")
        reached.append(await page.evaluate(FOCUSED))
    names = iter(one["name"] for one in reached)
    assert next(names) == "Skip to the content"
    for name in [*HEAD, *expected, "BODY"]:
        assert name in names, f"{name!r} is not reached, or not in its place: {[one['name'] for one in reached]}"
    assert [one for one in reached if one["name"] != "BODY" and not one["visible"]] == []
    assert await page.evaluate(UNNAMED) == []
    await page.locator(".skip").focus()
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "content"


HEAD = ["Endpoints", "Event catalogue", "Bahasa Indonesia", "Leave"]
ENDPOINT = [
    "Send a test event",
    "Pause",
    "Rotate the secret",
    "Replay since a time",
    "Id of webhook, event or subject",
    "Type",
    "State",
    "Search",
    "Clear",
]
REGISTRATION = ["URL (required)", "Filters (optional)", "Register"]
FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const label = one.labels && one.labels[0];
  const name = one === document.body ? "BODY" : (label || one).innerText;
  return {name: name.trim(), visible: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2};
}"""
UNNAMED = """() => [...document.querySelectorAll("input:not([type=hidden]), select, button, a, summary")]
  .filter(one => !(one.labels && one.labels.length) && !one.textContent.trim() && !one.getAttribute("aria-label"))
  .map(one => one.outerHTML)"""


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("language", ["id", "en"])
async def test_no_page_is_wider_than_its_screen(seat: Seat, language: str, size: str) -> None:
    """List, detail of a failing delivery, catalogue and event; with pictures where they are asked for."""
    first = await seat.entered()
    await _registered(seat, first)
    endpoint = first.url.rpartition("/")[2].partition("?")[0]
    world, home = seat.at.w, seat.at.home
    async with world.engine():
        await world.ingest(*(world.event(seat.at.tenant) for _ in range(4)))
        await world.settled(endpoint)
        await world.ingest(world.event(seat.at.tenant, type="id.jembatan.partners.mou-expiring.v1"))
        await _tried(seat, endpoint)
    failing = next(one for one in await world.deliveries(endpoint) if one["error"])
    page = await seat.entered(language=language, size=size, color_scheme="dark" if size == "phone" else "light")
    for name, path in {
        "list": "/",
        "endpoint": f"/endpoints/{endpoint}",
        "detail": f"/endpoints/{endpoint}/deliveries/{failing['id']}",
        "catalogue": "/events?q=mou",
        "event": "/events/partners.mou-signed.v1",
        "refused": f"/endpoints/{endpoint}/deliveries/01981e4a-6c00-7000-8000-000000000001",
    }.items():
        await page.goto(f"{seat.address}{home}{path}", wait_until="load")
        wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} px too wide"
        if PICTURES:
            await page.screenshot(path=Path(PICTURES) / f"{name}-{language}-{size}.png", full_page=True)
    seat.refused.clear()  # the console tells of the 404 that was asked for


async def _tried(seat: Seat, endpoint: str) -> None:
    for _ in range(600):
        if any(one["attempts"] > 1 and one["error"] for one in await seat.at.w.deliveries(endpoint)):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("no second attempt")
