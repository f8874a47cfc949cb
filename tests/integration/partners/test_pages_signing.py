"""The page behind the letter that asks to sign: what the director of a hotel sees and can do without account (C3)."""

from typing import Any

import pytest

from shared.pages.links.opening import LIFE
from tests.integration.letter_pages import Reader, hours_go_by
from tests.integration.partners.cast import Cast
from tests.integration.partners.world import done

TEXT = "Pasal 1. Maksud dan tujuan\nKedua pihak bekerja sama.\n\nPasal 2. Penutup\nDibuat dua rangkap."


async def _asked(drafted: Cast, reader: Reader) -> str:
    """The hotel's director opens the letter."""
    done(await drafted.coordinator.post(f"/mous/{drafted.mou}/submission"))
    contact = done(await drafted.coordinator.get(f"/partners/{drafted.partner}/contacts"))[0]["contact"]
    body = {"organisation": drafted.organisation, "person": contact}
    done(await drafted.coordinator.post(f"/mous/{drafted.mou}/invitations", body), 201)
    return await reader.open("sentinel@hotel.example")


async def test_the_director_reads_and_signs(drafted: Cast, reader: Reader) -> None:
    page = await _asked(drafted, reader)
    for said in ("SMKN 3 asks you to sign this memorandum of understanding", "Hotel Kencana Yogyakarta",
                 "Sentinel Text", "13 July 2026 – 12 July 2029", "valid until"):  # fmt: skip
        assert said in page, said
    seen = done(await drafted.hotel.get(f"/mous/{drafted.mou}/content"))["content_hash"]
    assert seen in page
    assert reader.forms == {"signature", "changes", "delegation", "refusal"}
    answer = await reader.answer("signature", sure="yes")
    assert answer.status_code == 303, answer.text
    assert "your signature is recorded" in reader.text
    assert "Hotel Kencana Yogyakarta signed on 1 July 2026" in reader.text
    assert reader.forms == set()
    assert "Not every party has signed yet." in reader.text
    (signature,) = done(await drafted.principal.get(f"/mous/{drafted.mou}"))["signatures"]
    assert (signature["how"], signature["content_hash"]) == ("link", seen)


async def test_who_has_signed_reads_how_the_document_stands(drafted: Cast, reader: Reader) -> None:
    await _asked(drafted, reader)
    seen = done(await drafted.hotel.get(f"/mous/{drafted.mou}/content"))["content_hash"]
    await reader.answer("signature", sure="yes")
    done(await drafted.principal.post(f"/mous/{drafted.mou}/signatures", {"content_hash": seen}), 201)
    page = await reader.look()
    assert "The document is: Signed by every party. In force from 13 July 2026." in page


async def test_in_indonesian_too_and_the_switch_is_remembered(drafted: Cast, reader: Reader) -> None:
    reader.language = "id-ID,id;q=0.9"
    page = await _asked(drafted, reader)
    assert "SMKN 3 meminta Anda menandatangani nota kesepahaman ini atas nama Hotel" in page
    assert 'lang="id"' in reader.page.text
    reader.page = await reader.get(f"{reader.here}?lang=en")
    assert "asks you to sign" in reader.text
    assert "asks you to sign" in await reader.look()


async def test_what_must_be_confirmed_is_asked_for_beside_the_form(drafted: Cast, reader: Reader) -> None:
    await _asked(drafted, reader)
    answer = await reader.answer("signature")
    assert answer.status_code == 422
    assert "Something is missing" in reader.alert
    assert 'aria-invalid="true"' in answer.text
    assert done(await drafted.principal.get(f"/mous/{drafted.mou}"))["signatures"] == []


async def test_who_refuses_says_why_and_can_think_better_of_it(drafted: Cast, reader: Reader) -> None:
    await _asked(drafted, reader)
    without = await reader.answer("refusal", reason="  ")
    assert without.status_code == 422
    assert "It is missing." in without.text
    assert (await reader.answer("refusal", reason="Sentinel <b>Reason</b>")).status_code == 303
    assert "refused to sign this content" in reader.text
    assert reader.forms == {"signature", "delegation"}
    remarks = done(await drafted.teacher.get(f"/mous/{drafted.mou}/comments"))
    assert [each["text"] for each in remarks] == ["Sentinel <b>Reason</b>"]
    assert (await reader.answer("signature", sure="yes")).status_code == 303


async def test_who_asks_for_changes_waits_for_the_school(drafted: Cast, reader: Reader) -> None:
    await _asked(drafted, reader)
    assert (await reader.answer("changes", comment="Mohon jumlah tempat.")).status_code == 303
    assert "has answered in this round" in reader.text
    assert "changes" not in reader.forms


async def test_a_text_that_changed_meanwhile_is_shown_anew_and_what_was_written_is_kept(
    drafted: Cast, reader: Reader
) -> None:
    await _asked(drafted, reader)
    stale = reader.hidden("refusal")
    path = f"/mous/{drafted.mou}"
    done(await drafted.hotel.post(f"{path}/reviews", {"verdict": "changes_wanted", "comment": "Mohon"}), 201)
    tag = (await drafted.principal.get(path)).headers["etag"]
    done(await drafted.coordinator.put(f"{path}/content", drafted.mou_body(text=TEXT), if_match=tag))
    assert "SMKN 3 is changing this text" in await reader.look()
    assert "Dibuat dua rangkap." not in reader.text
    assert "/pdf" not in reader.page.text
    assert not (await reader.get(f"{reader.here}/pdf")).content.startswith(b"%PDF")
    assert reader.forms == set()
    done(await drafted.coordinator.post(f"{path}/resubmission"))
    reader.page = await reader.send("refusal", {**stale, "reason": "Sentinel Reason"})
    assert reader.page.status_code == 409
    assert "The text was changed since you read it." in reader.alert
    assert "Dibuat dua rangkap." in reader.text
    assert ">Sentinel Reason</textarea>" in reader.page.text
    assert reader.hidden("refusal")["content_hash"] != stale["content_hash"]
    late = await reader.send("changes", {**stale, "comment": "Sentinel Wish"})
    assert late.status_code == 409
    assert ">Sentinel Wish</textarea>" in late.text
    assert reader.hidden("changes")["content_hash"] == reader.hidden("refusal")["content_hash"]
    assert (await reader.answer("signature", sure="yes")).status_code == 303


async def test_a_colleague_by_name_signs_and_the_own_link_has_ended(drafted: Cast, reader: Reader) -> None:
    await _asked(drafted, reader)
    wrong = await reader.answer("delegation", name="Sentinel Colleague", email="nonsense", language="en")
    assert wrong.status_code == 422
    assert 'value="Sentinel Colleague"' in wrong.text
    assert "e-mail address" in wrong.text
    own = await reader.answer("delegation", name="Sentinel Self", email="SENTINEL@hotel.example", language="en")
    assert own.status_code == 409
    assert "This is your own address" in reader.alert
    passed = await reader.answer("delegation", name="Sentinel Colleague", email="gm@hotel.example", language="en")
    assert passed.status_code == 200
    assert "Passed on" in reader.text
    colleague = Reader(reader.room, reader.http, reader.inbox)
    assert "asks you to sign" in await colleague.open("gm@hotel.example")
    assert "You: Sentinel Colleague" in colleague.text
    assert (await colleague.answer("signature", sure="yes")).status_code == 303
    path, token = await reader.link("sentinel@hotel.example")
    await reader.http.post(path, data={"link": token})
    ended = await reader.get(reader.here)
    assert ended.status_code == 410
    assert "This link has ended" in ended.text


async def test_a_double_click_signs_once_and_the_page_can_be_loaded_again(drafted: Cast, reader: Reader) -> None:
    await _asked(drafted, reader)
    fields = {**reader.hidden("signature"), "sure": "yes"}
    assert [(await reader.send("signature", fields)).status_code for _ in range(2)] == [303, 303]
    again = await reader.get(f"{reader.here}/signature")
    assert (again.status_code, again.headers["location"]) == (303, reader.here)


async def test_the_pdf_is_the_document(drafted: Cast, reader: Reader) -> None:
    await _asked(drafted, reader)
    pdf = await reader.get(f"{reader.here}/pdf")
    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("which", ["agreement", "addendum"])
async def test_agreements_and_addenda_have_the_same_page(drafted: Cast, reader: Reader, room: Any, which: str) -> None:
    await drafted.sign_mou()
    await drafted.activate_mou(room)
    path = f"/mous/{drafted.mou}"
    if which == "agreement":
        made = done(await drafted.coordinator.post(f"{path}/agreements", drafted.agreement_body(text=TEXT)), 201)
        path += f"/agreements/{made['agreement']}"
    else:
        change = {"notice_days": 30, "text": TEXT}
        made = done(await drafted.coordinator.post(f"{path}/addenda", change), 201)
        path += f"/addenda/{made['addendum']}"
    contact = done(await drafted.coordinator.get(f"/partners/{drafted.partner}/contacts"))[0]["contact"]
    body = {"organisation": drafted.organisation, "person": contact}
    done(await drafted.coordinator.post(f"{path}/invitations", body), 201)
    page = await reader.open("sentinel@hotel.example")
    assert "Dibuat dua rangkap." in page
    assert reader.forms == {"signature", "delegation", "refusal"}
    assert (await reader.answer("signature", sure="yes")).status_code == 303
    assert "signed on" in reader.text
    assert [each["how"] for each in done(await drafted.principal.get(path))["signatures"]] == ["link"]


async def test_what_is_written_stands_in_no_address_and_no_log(
    drafted: Cast, reader: Reader, capsys: pytest.CaptureFixture[str]
) -> None:
    await _asked(drafted, reader)
    _, token = await reader.link("sentinel@hotel.example")
    await reader.answer("delegation", name="Sentinel Colleague", email="sentinel-gm@hotel.example", language="en")
    await reader.get(reader.here)
    printed = "".join(capsys.readouterr())
    assert "/partners/link/mou-signature/{school}/{subject}" in printed
    assert token not in printed
    assert "entinel" not in printed


async def test_a_session_opens_its_own_page_alone_and_ends(
    drafted: Cast, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _asked(drafted, reader)
    stolen = reader.http.cookies.get("jembatan_link") or ""
    elsewhere = {"cookie": f"jembatan_link={stolen}"}
    other = reader.here.replace(drafted.mou, drafted.programme)
    for path in (other, reader.here.replace(drafted.world.school, drafted.world.other_school),
                 other.replace("mou-signature", "agreement-signature")):  # fmt: skip
        assert (await reader.http.get(path, headers=elsewhere)).status_code == 401, path
    api = f"/partners/schools/{drafted.world.school}/mous/{drafted.mou}/content"
    assert (await reader.http.get(api, headers={"authorization": f"Link {stolen}"})).status_code == 404
    hours_go_by(reader.room, LIFE, monkeypatch)
    over = await reader.get(reader.here)
    assert over.status_code == 401
    assert "Open the link in your letter once more" in over.text
    assert "asks you to sign" in await reader.open("sentinel@hotel.example")
    assert (await reader.answer("leave")).status_code == 303
    assert "open the link in your letter again" in reader.text
    assert (await reader.get(reader.here)).status_code == 401


async def test_the_language_is_switched_on_every_page_that_has_a_switch(drafted: Cast, reader: Reader) -> None:
    await _asked(drafted, reader)
    assert (await reader.answer("leave")).status_code == 303
    assert "The page is closed" in reader.text
    assert "Halaman sudah ditutup" in await reader.switch("/partners/link/mou-signature/left")
    assert (await reader.get(reader.here)).status_code == 401
    await reader.open("sentinel@hotel.example")
    reader.page = await reader.send("signature", {"csrf": "0" * 64})
    assert reader.page.status_code == 403
    assert "asks you to sign" in await reader.switch(f"{reader.here}/signature")
    assert (await reader.answer("delegation", name="A Colleague", email="gm@hotel.example")).status_code == 200
    assert "Passed on" in reader.text
    assert "hreflang" not in reader.page.text


async def test_another_sites_form_is_refused(drafted: Cast, reader: Reader) -> None:
    await _asked(drafted, reader)
    fields = {**reader.hidden("signature"), "sure": "yes"}
    foreign = await reader.http.post(f"{reader.here}/signature", data=fields, headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    assert (await reader.send("signature", fields | {"csrf": "0" * 64})).status_code == 403
    path, token = await reader.link("sentinel@hotel.example")
    taken = await reader.http.post(path, data={"link": token}, headers={"sec-fetch-site": "cross-site"})
    assert taken.status_code == 403
    assert done(await drafted.principal.get(f"/mous/{drafted.mou}"))["signatures"] == []


async def test_the_link_in_a_second_tab_leaves_the_form_in_the_first_as_good(
    drafted: Cast, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _asked(drafted, reader)
    fields = {**reader.hidden("signature"), "sure": "yes"}
    hours_go_by(reader.room, LIFE / 2, monkeypatch)
    await reader.open("sentinel@hotel.example")
    reader.page = await reader.send("signature", fields | {"csrf": "0" * 64})
    assert reader.page.status_code == 403
    assert "Go back to the page" in reader.text
    assert f'<a class="button" href="{reader.here}" >' in reader.page.text
    assert (await reader.send("signature", fields)).status_code == 303


async def test_what_a_stale_tab_sends_is_said_to_be_lost_and_can_be_copied(drafted: Cast, reader: Reader) -> None:
    await _asked(drafted, reader)
    tokens = {act: reader.hidden(act) for act in ("delegation", "changes")}
    await reader.answer("signature", sure="yes")
    colleague = {"name": "Sentinel Colleague", "email": "gm@hotel.example", "language": "en"}
    for act, fields in (("delegation", colleague), ("changes", {"comment": "Sentinel <b>Wish</b>"})):
        reader.page = await reader.send(act, tokens[act] | fields)
        assert reader.page.status_code in (409, 422), act
        assert "Your answer was not recorded" in reader.alert
        assert "Sentinel" in reader.alert
        assert tokens[act]["csrf"] not in reader.alert
    assert "Sentinel <b>Wish</b>" in reader.text
    assert "not recorded" not in await reader.look()


async def test_what_is_sent_after_the_session_has_ended_can_be_copied(
    drafted: Cast, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _asked(drafted, reader)
    hours_go_by(reader.room, LIFE, monkeypatch)
    await reader.answer("refusal", reason="Sentinel Reason")
    assert reader.page.status_code == 401
    assert "Sentinel Reason" in reader.alert


async def test_what_was_done_is_said_once_and_no_address_makes_the_page_say_it(drafted: Cast, reader: Reader) -> None:
    await _asked(drafted, reader)
    await reader.answer("signature", sure="yes")
    assert "your signature is recorded" in reader.text
    for query in ("", "?said=signature", "?said=refusal"):
        reader.page = await reader.get(reader.here + query)
        assert " recorded" not in reader.text, query
    reader.http.cookies.set("jembatan_said", "refusal." + "0" * 64)
    assert "refusal is recorded" not in await reader.look()


async def test_the_link_of_another_letter_is_told_apart_from_one_that_was_cut_off(
    drafted: Cast, reader: Reader
) -> None:
    await _asked(drafted, reader)
    _, token = await reader.link("sentinel@hotel.example")
    reader.page = await reader.http.post("/partners/link/agreement-signature", data={"link": token})
    assert reader.page.status_code == 410
    assert "This is the link of another letter" in reader.text
    reader.http.cookies.clear()
    reader.page = await reader.get(reader.here)
    assert reader.page.status_code == 401
    assert "allow cookies" in reader.text


@pytest.mark.parametrize("link", ["", "nonsense", "a.b", "https://jembatan.example/partners/link/mou-signature#x.y"])
async def test_a_link_that_was_cut_off_is_told_kindly(reader: Reader, link: str) -> None:
    reader.page = await reader.http.post("/partners/link/mou-signature", data={"link": link})
    assert reader.page.status_code == 410
    assert "Open the link in the letter itself" in reader.text


async def test_a_link_whose_time_is_over_is_told_kindly(
    drafted: Cast, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _asked(drafted, reader)
    path, token = await reader.link("sentinel@hotel.example")
    hours_go_by(reader.room, LIFE * 300, monkeypatch)
    reader.page = await reader.http.post(path, data={"link": token})
    assert reader.page.status_code == 410
    assert "Its time is over." in reader.text


async def test_a_link_of_somebody_who_left_is_told_kindly(drafted: Cast, reader: Reader) -> None:
    await _asked(drafted, reader)
    contact = done(await drafted.coordinator.get(f"/partners/{drafted.partner}/contacts"))[0]["contact"]
    done(await drafted.coordinator.delete(f"/partners/{drafted.partner}/contacts/{contact}"))
    reader.page = await reader.get(reader.here)
    assert reader.page.status_code == 410
    assert "not known as a contact any more" in reader.text


async def test_the_pages_let_nothing_else_in_and_are_kept_by_nobody(drafted: Cast, reader: Reader) -> None:
    await _asked(drafted, reader)
    headers = reader.page.headers
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    for file in ("page.css", "link.css", "page.js", "icon.svg"):
        assert (await reader.get(f"/partners/link/static/{file}")).status_code == 200
    assert (await reader.get("/partners/link/static/routes.py")).status_code == 410
