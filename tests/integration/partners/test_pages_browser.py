"""The pages behind letters in a real browser: headless Chromium through Playwright; skipped where there is none.

`JEMBATAN_TEST_SCREENSHOTS=<folder>` keeps a picture of each page in both languages and two widths.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.integration.letter_browser import NEEDS_CHROMIUM, Seat, picture, seated
from tests.integration.letter_pages import Reader
from tests.integration.partners.cast import Cast
from tests.integration.partners.evaluating import CRITERIA, INSTRUMENT, opened_evaluation
from tests.integration.partners.world import done
from tests.integration.test_notifications_browser import FOCUSED, SIZES, UNNAMED

pytestmark = NEEDS_CHROMIUM
TEXT = "\n\n".join(
    f"Pasal {at}. {title}\n"
    + "Para pihak sepakat bekerja sama dengan itikad baik, terbuka dan saling menguntungkan. " * 5
    for at, title in enumerate(("Maksud dan tujuan", "Ruang lingkup", "Pelaksanaan", "Penutup"), 1)
)


@pytest.fixture
async def seat(drafted: Cast, reader: Reader) -> AsyncIterator[Seat]:
    async with seated(drafted, reader, drafted.world.http) as made:
        yield made


async def _contact(cast: Cast) -> str:
    return str(done(await cast.coordinator.get(f"/partners/{cast.partner}/contacts"))[0]["contact"])


async def _to_sign(seat: Seat) -> tuple[str, str]:
    cast = seat.cast
    tag = (await cast.principal.get(f"/mous/{cast.mou}")).headers["etag"]
    body = cast.mou_body(text=TEXT, scope=["placement", "guest_teaching"], notice_days=30)
    done(await cast.coordinator.put(f"/mous/{cast.mou}/content", body, if_match=tag))
    done(await cast.coordinator.post(f"/mous/{cast.mou}/submission"))
    asked = {"organisation": cast.organisation, "person": await _contact(cast)}
    done(await cast.coordinator.post(f"/mous/{cast.mou}/invitations", asked), 201)
    link = await seat.reader.link()
    seat.reader.room.settings = seat.reader.room.settings.model_copy(update={"public_url": seat.address})
    return link


async def test_the_director_signs_from_the_letter(seat: Seat) -> None:
    link = await _to_sign(seat)
    page = await seat.clicked(*link)
    assert "#" not in page.url
    assert link[1] not in page.url
    await page.get_by_label("I have read this text").check()
    await page.get_by_role("button", name="Sign now").click()
    await page.get_by_text("your signature is recorded").wait_for()
    (signature,) = done(await seat.cast.principal.get(f"/mous/{seat.cast.mou}"))["signatures"]
    assert signature["how"] == "link"


async def test_without_scripts_the_link_is_pasted(seat: Seat) -> None:
    path, token = await _to_sign(seat)
    page = await seat.page(java_script_enabled=False)
    await page.goto(f"{seat.address}{path}#{token}")
    await page.get_by_label("Link").fill(f"{seat.address}{path}#{token}")
    await page.get_by_role("button", name="Open").click()
    await page.get_by_text("Refuse to sign").click()
    await page.get_by_label("Reason").fill("Jumlah tempat belum sesuai.")
    await page.get_by_role("button", name="Refuse this text").click()
    await page.get_by_text("Your refusal is recorded").wait_for()
    (remark,) = done(await seat.cast.principal.get(f"/mous/{seat.cast.mou}/comments"))
    assert (remark["about"], remark["text"]) == ("mou-party-refused", "Jumlah tempat belum sesuai.")


async def test_the_keyboard_reaches_everything_and_a_fault_is_found_at_once(seat: Seat) -> None:
    page = await seat.clicked(*await _to_sign(seat))
    for _ in range(2):  # first with the answers that are folded, then with all of them unfolded
        reached: list[dict[str, Any]] = []
        for _ in range(40):
            await page.keyboard.press("Tab")
            reached.append(await page.evaluate(FOCUSED))
            if reached[-1]["name"] == "BODY":
                break
        names = [one["name"] for one in reached if one["name"] != "BODY"]
        assert [one for one in reached if one["name"] != "BODY" and not one["visible"]] == []
        assert await page.evaluate(UNNAMED) == []
        await page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    for name in ("Sign now", "Colleague's name", "Colleague's e-mail", "Reason", "Refuse this text", "Download as PDF"):
        assert name in names, names
    await page.get_by_label("Colleague's name").fill("Made-up Person")
    await page.get_by_label("Colleague's e-mail").fill("a@b")  # a browser takes that, the rule does not
    await page.get_by_role("button", name="Pass it on").click()
    assert await page.evaluate("document.activeElement.id") == "wrong"
    assert await page.get_by_label("Colleague's name").input_value() == "Made-up Person"
    seat.refused.clear()  # the console tells of the 422


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("language", ["id", "en"])
async def test_no_page_is_wider_than_its_screen(seat: Seat, language: str, size: str) -> None:
    """With pictures where they are asked for."""
    link, look = await _to_sign(seat), f"{language}-{size}"
    page = await seat.clicked(*link, language=language, size=size, color_scheme="light")
    await picture(page, f"sign-{look}")
    await page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    await page.locator("form[action$=delegation] button").evaluate("one => one.form.noValidate = true")
    await page.locator("form[action$=delegation] button").click()
    await picture(page, f"sign-wrong-{look}")
    await page.locator("#signature-sure").check()
    await page.locator("form[action$=signature] button").click()
    await page.locator(".notice.good").first.wait_for()
    await picture(page, f"signed-{look}")
    await page.locator("form[action$=leave] button").click()
    await picture(page, f"left-{look}")
    await page.goto(f"{seat.address}{link[0]}")
    await picture(page, f"open-{look}")
    seat.refused.clear()  # the console tells of the 422


PROGRAMME: dict[str, Any] = {
    "kinds": ["placement", "guest_teaching"], "concentrations": ["9.1.1"], "school_year": "2026/2027",
    "title": "PKL perhotelan dan guru tamu di Yogyakarta",
    "aims": ["Siswa mengenal dapur hotel berbintang.", "Guru memahami standar layanan terbaru."],
    "targets": [{"indicator": "students_placed", "number": 24, "unit": "students"}],
    "activities": [{"kind": "guest_teaching", "starts_on": "2026-09-01", "description": "Pembekalan kepala dapur"}],
    "budget": [{"amount": 15_000_000, "source": "bos", "purpose": "Transportasi siswa"}],
}  # fmt: skip


async def _opened(seat: Seat, path: str, **options: Any) -> Any:
    """The contact clicks the link of a new letter about what is at `path`."""
    room = seat.reader.room
    done(await seat.cast.coordinator.post(f"{path}/invitations", {"person": await _contact(seat.cast)}), 201)
    link = await seat.reader.link()
    room.settings = room.settings.model_copy(update={"public_url": seat.address})
    return await seat.clicked(*link, **options)


@pytest.mark.parametrize(("language", "size"), [("id", "phone"), ("en", "laptop")])
async def test_endorsing_and_scoring_fit_their_screens(
    seat: Seat, language: str, size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, options, look = seat.cast, {"language": language, "size": size}, f"{language}-{size}"
    programme = done(await cast.coordinator.post("/programmes", {"partner": cast.partner, **PROGRAMME}), 201)["id"]
    page = await _opened(seat, f"/programmes/{programme}", color_scheme="light", **options)
    await picture(page, f"endorse-{look}")
    monkeypatch.setitem(INSTRUMENT, "scale", {"least": 1, "most": 5})
    evaluation = await opened_evaluation(cast, seat.reader.room)
    page = await _opened(seat, f"/evaluations/{evaluation}", color_scheme="dark", **options)
    for each in CRITERIA:
        await page.locator(f"input[name=points-{each['code']}][value='4']").focus()
        await page.keyboard.press("Space")
    await picture(page, f"score-{look}")
    await page.locator("form[action$=view] button").click()
    await page.locator(".notice.good").first.wait_for()
    assert done(await cast.teacher.get(f"/evaluations/{evaluation}"))["seals"][0]["side"] == "partner"
