"""The guardian's and the supervisor's page in a real browser; skipped where there is none."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.integration.letter_browser import NEEDS_CHROMIUM, Seat, picture, seated
from tests.integration.letter_pages import Reader
from tests.integration.placements.cast import SCORES, Cast
from tests.integration.placements.world import done

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
async def seat(cast: Cast, reader: Reader) -> AsyncIterator[Seat]:
    await cast.up_to_acceptance()
    async with seated(cast, reader, cast.world.http) as made:
        yield made


async def _clicked(seat: Seat, to: str, **options: Any) -> Any:
    link = await seat.reader.link(to)
    seat.reader.room.settings = seat.reader.room.settings.model_copy(update={"public_url": seat.address})
    return await seat.clicked(*link, color_scheme="light", **options)


@pytest.mark.parametrize(("language", "size"), [("id", "phone"), ("en", "laptop")])
async def test_a_guardian_consents(seat: Seat, language: str, size: str) -> None:
    done(await seat.cast.act(seat.cast.coordinator, "consent-requests"), 201)
    page = await _clicked(seat, "sentinel@keluarga.example", language=language, size=size)
    await picture(page, f"consent-{language}-{size}")
    await page.locator("#consent-sure").check()
    await page.locator("form[action$=consent] button").click()
    await page.locator(".notice.good").wait_for()
    await picture(page, f"consented-{language}-{size}")
    assert done(await seat.cast.coordinator.get(f"/placements/{seat.cast.placement}"))["consented"] is True


@pytest.mark.parametrize(("language", "size"), [("id", "phone"), ("en", "laptop")])
async def test_a_supervisor_approves_and_assesses(seat: Seat, language: str, size: str) -> None:
    cast: Cast = seat.cast
    await cast.prepare()
    await cast.start()
    written = [{"day": f"2026-07-{day}", "minutes": 480, "text": "Mise en place dan sarapan."} for day in (13, 14)]
    await cast.world.room.clock.move(cast.world.room.clock.now().replace(day=14, hour=23))
    done(await cast.act(cast.pupil, "logbook", {"entries": written}))
    page = await _clicked(seat, "sentinel@hotel.example", language=language, size=size)
    await picture(page, f"supervise-{language}-{size}")
    await page.locator("form[action$=approval] button").click()
    await page.locator(".notice.good").wait_for()
    for name, points in SCORES.items():
        await page.locator(f"#assessment-{name}").fill(str(points))
    await page.locator("form[action$=assessment] button").click()
    await page.locator("form[action$=assessment]").wait_for(state="detached")
    await picture(page, f"assessed-{language}-{size}")
    assert "industry" in done(await cast.coordinator.get(f"/placements/{cast.placement}"))["assessments"]
