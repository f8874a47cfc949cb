"""MoUs and agreements as PDF, and the public proof of a paper (C3)."""

import asyncio
import base64
import hashlib
import io
import re
import time
from datetime import timedelta
from itertools import pairwise
from typing import Any

import httpx
import pypdf
import pytest
from pymongo.errors import AutoReconnect

from services.partners.api import proofs
from shared.auth import LinkGrant
from shared.runtime import Runtime
from tests.integration.partners.cast import HOTEL, Cast
from tests.integration.partners.world import Caller, done, problem

HOSTILE = (
    'Pasal 1. Maksud\n#import "/etc/passwd": *\n#panic("x") *bold* _it_ $x^2$ #{ sys.inputs } `raw` \\ @label <label>\n'
    '[a] "quote" // comment /* */ = Heading\n- list\n#set page(width: 1pt)\n\n'
    "Pasal 2. Balik\nsepuluh \u202eribu\u202c\x07 😀"
)


async def pdf_of(caller: Caller, path: str, **headers: str) -> httpx.Response:
    answer = await caller.get(f"{path}/pdf", **headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return answer


def read(answer: httpx.Response) -> str:
    """Its text on one line, as a reader takes it."""
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def proof_in(answer: httpx.Response) -> str:
    """The path that is printed on it."""
    found = re.search(r"/partners/verify/[0-9a-f-]{36}/[0-9a-f]{16}", read(answer).replace(" ", ""))
    assert found is not None
    return found[0]


async def prove(cast: Cast, path: str, accept: str = "application/json") -> httpx.Response:
    return await cast.world.http.get(path, headers={"accept": accept})


async def test_a_draft_says_that_it_is_one_in_both_languages(drafted: Cast) -> None:
    path = f"/mous/{drafted.mou}"
    indonesian, english = await pdf_of(drafted.coordinator, path), await pdf_of(drafted.coordinator, f"{path}")
    text = read(indonesian)
    for said in (
        "NOTA KESEPAHAMAN",
        "Rancangan, belum berlaku",
        "SMKN 3",
        "NPSN 30203552",
        HOTEL["name"],
        "Sentinel Text",
    ):
        assert str(said) in text
    for said in (
        "13 Juli 2026 – 12 Juli 2029",
        "praktik kerja lapangan",
        "9.1.1",
        "belum menandatangani",
        "Halaman 1 dari",
    ):
        assert said in text
    english = await drafted.coordinator.get(f"{path}/pdf?language=en")
    for said in ("MEMORANDUM OF UNDERSTANDING", "Draft, not in force", "13 July 2026", "has not signed", "Page 1 of"):
        assert said in read(english)


async def test_what_people_wrote_is_shown_as_they_wrote_it(cast: Cast) -> None:
    await cast.map_hotel()
    await cast.approve_programme()
    cast.mou = done(await cast.coordinator.post("/mous", cast.mou_body(text=HOSTILE)), 201)["id"]
    answer = await pdf_of(cast.coordinator, f"/mous/{cast.mou}")
    text = read(answer)
    for line in HOSTILE.split("\n")[1:5]:
        assert " ".join(line.split()) in text
    assert "#set page(width: 1pt)" in text
    assert "root:" not in text
    assert "sepuluh ribu" in text
    assert not {"\u202e", "\u202c", "\x07"} & set(text)
    width = pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].mediabox.width
    assert round(float(width)) == 595


async def test_signatures_say_who_how_and_when_in_the_zone_of_the_school(drafted: Cast, room: Runtime) -> None:
    await drafted.sign_mou()
    text = read(await pdf_of(drafted.coordinator, f"/mous/{drafted.mou}"))
    assert "Rancangan" not in text
    number = done(await drafted.coordinator.get(f"/mous/{drafted.mou}"))["number"]
    assert f"Nomor: {number}" in text
    assert "melalui akun penanda tangan yang berwenang 1 Juli 2026, 10.00 WIB" in text
    assert "melalui sistem organisasi 1 Juli 2026, 10.00 WIB" in text


async def test_a_name_is_for_those_who_may_read_it(drafted: Cast, room: Runtime) -> None:
    person = await sign_by_link(drafted, room)
    assert person
    path = f"/mous/{drafted.mou}"
    assert "Sentinel Person" in read(await pdf_of(drafted.coordinator, path))
    assert "Sentinel Person" in read(await pdf_of(drafted.hotel, path))
    assert "Sentinel Person" not in read(await pdf_of(drafted.teacher, path))
    await room.people.erase(drafted.context(room), person)
    erased = read(await pdf_of(drafted.coordinator, path))
    assert "Sentinel Person" not in erased
    assert "melalui tautan pribadi" in erased


async def test_equal_papers_are_equal_octets_and_are_not_sent_twice(drafted: Cast) -> None:
    path = f"/mous/{drafted.mou}"
    first, second = await pdf_of(drafted.coordinator, path), await pdf_of(drafted.principal, path)
    assert first.content == second.content
    again = await drafted.coordinator.get(f"{path}/pdf", if_none_match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    await drafted.sign_mou()
    changed = await pdf_of(drafted.coordinator, path, if_none_match=first.headers["etag"])
    assert changed.headers["etag"] != first.headers["etag"]
    assert changed.headers["content-disposition"].startswith("inline; filename=")
    assert "/" not in changed.headers["content-disposition"]


async def test_an_agreement_is_printed_and_proved_like_its_mou(drafted: Cast, room: Runtime) -> None:
    await drafted.sign_mou()
    await drafted.activate_mou(room)
    made = done(await drafted.coordinator.post(f"/mous/{drafted.mou}/agreements", drafted.agreement_body()), 201)
    agreement = made.get("agreement", made["id"])
    answer = await pdf_of(drafted.coordinator, f"/mous/{drafted.mou}/agreements/{agreement}")
    text = read(answer)
    for said in (
        "PERJANJIAN KERJA SAMA",
        "4 tempat · 9.1.1 · Malioboro / kitchen",
        "sampai 30 Juni 2027",
        "Berdasarkan MoU",
    ):
        assert said in text
    proof = done(await prove(drafted, proof_in(answer)))
    assert (proof["kind"], proof["status"], proof["version"]) == ("agreement", "drafted", "present")


async def test_a_strangers_paper_is_not_printed(drafted: Cast, room: Runtime) -> None:
    other = await drafted.world.member("other", "principal", school=drafted.world.other_school)
    assert (await other.get(f"/mous/{drafted.mou}/pdf")).status_code == 404
    stranger = await drafted.world.key_of(drafted.world.alliance, "partners:read")
    assert (await stranger.get(f"/mous/{drafted.mou}/pdf")).status_code == 404


async def test_anybody_may_see_that_a_paper_is_genuine_and_no_person(drafted: Cast, room: Runtime) -> None:
    person = await sign_by_link(drafted, room)
    path = proof_in(await pdf_of(drafted.coordinator, f"/mous/{drafted.mou}"))
    proof = done(await prove(drafted, path))
    number = done(await drafted.coordinator.get(f"/mous/{drafted.mou}"))["number"]
    assert (proof["number"], proof["status"], proof["version"]) == (number, "signed", "present")
    assert (proof["starts_on"], proof["ends_on"]) == ("2026-07-13", "2029-07-12")
    assert [(one["name"], one["signed_on"]) for one in proof["parties"]] == [
        ("SMKN 3", "2026-07-01"),
        (HOTEL["name"], "2026-07-01"),
    ]
    page = await prove(drafted, path, "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
    assert page.headers["content-type"].startswith("text/html")
    for said in (
        "Ditandatangani semua pihak",
        "Signed by every party",
        "SMKN 3",
        "13 Juli 2026",
        "13 July 2026",
        number,
    ):
        assert str(said) in page.text
    signed_by = {each["by"] for each in done(await drafted.coordinator.get(f"/mous/{drafted.mou}"))["signatures"]}
    for answer in (page.text, str(proof)):
        assert not [said for said in ("Sentinel", person, *signed_by) if said in answer]


async def test_the_page_lets_nothing_else_in(drafted: Cast) -> None:
    path = proof_in(await pdf_of(drafted.coordinator, f"/mous/{drafted.mou}"))
    for each, status in ((path, 200), (path[:-1] + ("0" if path[-1] != "0" else "1"), 404)):
        page = await prove(drafted, each, "text/html")
        assert page.status_code == status
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in policy
        style = re.search(r"<style>(.*?)</style>", page.text, re.DOTALL)
        assert style is not None
        assert base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode() in policy
        assert not re.search(r"<script|<img|<link|https?://|style=", page.text)
        assert page.headers["vary"] == "Accept"


async def test_a_name_of_an_organisation_cannot_become_markup(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(HOTEL, "name", "<script>alert(1)</script> & #panic()")
    await cast.map_hotel()
    await cast.approve_programme()
    await cast.draft_mou()
    answer = await pdf_of(cast.coordinator, f"/mous/{cast.mou}")
    assert "<script>alert(1)</script> & #panic()" in read(answer)
    page = await prove(cast, proof_in(answer), "text/html")
    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text


async def test_an_earlier_version_is_known_as_one(drafted: Cast) -> None:
    path = proof_in(await pdf_of(drafted.coordinator, f"/mous/{drafted.mou}"))
    tag = (await drafted.coordinator.get(f"/mous/{drafted.mou}")).headers["etag"]
    body = drafted.mou_body(text="Pasal 1. Lain")
    done(await drafted.coordinator.put(f"/mous/{drafted.mou}/content", body, if_match=tag))
    proof = done(await prove(drafted, path))
    assert proof["version"] == "earlier"
    assert proof["content_hash"].startswith(path.rpartition("/")[2])
    assert "isinya sudah diganti" in (await prove(drafted, path, "text/html")).text


async def test_what_is_not_printed_on_any_paper_is_not_known(drafted: Cast) -> None:
    path = proof_in(await pdf_of(drafted.coordinator, f"/mous/{drafted.mou}"))
    code = path.rpartition("/")[2]
    other = "0" * 16 if code != "0" * 16 else "1" * 16
    problem(await prove(drafted, path.replace(code, other)), 404, "not-found")
    problem(await prove(drafted, f"/partners/verify/{drafted.programme}/{code}"), 404, "not-found")
    problem(await prove(drafted, path[:-1]), 422, "not-valid")
    for unknown in (path.replace(code, other), path[:-1], "/partners/verify/x/y"):
        page = await prove(drafted, unknown, "text/html")
        assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8"), unknown
        assert "Dokumen ini tidak dikenal" in page.text


async def test_a_paper_that_cannot_be_looked_up_now_is_not_called_unknown(
    drafted: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: Any) -> None:
        raise AutoReconnect("Sentinel")

    path = proof_in(await pdf_of(drafted.coordinator, f"/mous/{drafted.mou}"))
    monkeypatch.setattr(proofs, "verification", away)
    page = await prove(drafted, path, "text/html")
    assert (page.status_code, page.headers["retry-after"]) == (503, "1")
    assert "This does not mean that the paper is not genuine." in page.text
    assert "Sentinel" not in page.text
    problem(await prove(drafted, path), 503, "try-again")


async def test_printing_keeps_nobody_waiting(cast: Cast) -> None:
    await cast.map_hotel()
    await cast.approve_programme()
    text = "\n\n".join(f"Pasal {n}. Hal\n" + "Para pihak sepakat bekerja sama. " * 40 for n in range(1, 140))
    cast.mou = done(await cast.coordinator.post("/mous", cast.mou_body(text=text)), 201)["id"]
    ticks: list[float] = []

    async def tick() -> None:
        while True:
            ticks.append(time.monotonic())
            await asyncio.sleep(0.005)

    ticking = asyncio.create_task(tick())
    answers = await asyncio.gather(*(pdf_of(cast.coordinator, f"/mous/{cast.mou}") for _ in range(12)))
    ticking.cancel()
    whole = ticks[-1] - ticks[0]
    longest = max(later - earlier for earlier, later in pairwise(ticks))
    assert longest < whole / 3, f"the loop stood still for {longest:.2f} s of {whole:.2f} s"
    assert len({answer.content for answer in answers}) == 1
    assert len(pypdf.PdfReader(io.BytesIO(answers[0].content)).pages) > 20


async def sign_by_link(cast: Cast, room: Runtime) -> str:
    """The principal signs by account, the hotel's contact by link; the contact."""
    contacts = done(await cast.coordinator.get(f"/partners/{cast.partner}/contacts"))
    person = str(contacts[0]["contact"])
    done(await cast.coordinator.post(f"/mous/{cast.mou}/submission"))
    invitation = {"organisation": cast.organisation, "person": person}
    done(await cast.coordinator.post(f"/mous/{cast.mou}/invitations", invitation), 201)
    seen = done(await cast.hotel.get(f"/mous/{cast.mou}/content"))["content_hash"]
    done(await cast.principal.post(f"/mous/{cast.mou}/signatures", {"content_hash": seen}), 201)
    expires = room.clock.machine() + timedelta(hours=1)
    grant = LinkGrant("mou-signature", cast.world.school, cast.mou, expires, person, cast.organisation)
    holder = Caller(cast.world, f"Link {room.links.token(grant)}", cast.world.school)
    done(await holder.post(f"/mous/{cast.mou}/signatures", {"content_hash": seen}), 201)
    return person
