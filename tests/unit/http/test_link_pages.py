"""The pages behind letters' links, without a server: every purpose has one, every word is said in both languages."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter
from types import ModuleType
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute
from pymongo.errors import AutoReconnect
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from jembatan.registry import names, service
from services.notifications.mail.links import PAGES as MAIL_PAGES
from services.notifications.pages.links import PURPOSE as HOOKS
from services.partners.bodies.mous import ColleagueBody
from services.partners.domain.meeting import MEETING
from services.partners.pages import MATTERS as PARTNERS
from services.partners.views.meetings import COLLECTIONS as MEETING_COLLECTIONS
from services.partners.views.meetings import FOLLOW_UPS_WITHIN
from services.partners.words.pages import aligning, confirming, evaluating, forming, meeting, signing
from services.placements.pages import MATTERS as PLACEMENTS
from services.placements.pages import words as placements
from shared.auth import Access
from shared.auth.documentation import accesses
from shared.http.app import make_app
from shared.http.words import LANGUAGES
from shared.ids import Id, new_id
from shared.pages.links import Faulty, Given, Section
from shared.pages.links.opening import LinkPageAccess
from shared.pages.links.routes import FOLDER, site_of
from shared.pages.links.words import WORDS
from shared.pages.site import PageRoute

MATTERS = {matter.purpose: matter for matter in (*PARTNERS, *PLACEMENTS)}
MODULES = (aligning, confirming, evaluating, forming, meeting, signing, placements)
TEMPLATES = sorted((FOLDER / "templates").glob("*.html"))


def _purposes() -> Iterator[str]:
    """Of the links that open something of the API."""
    for name in names():
        for route in (each for router in service(name).routers for each in router.routes):
            assert isinstance(route, APIRoute)
            (access,) = accesses(route.dependant)
            if isinstance(access, Access) and access.link and route.include_in_schema:
                yield access.link


def _pairs(found: Any) -> Iterator[tuple[str, str]]:
    """Every pair of texts in a module of words, however deep."""
    if isinstance(found, ModuleType):
        for name, each in vars(found).items():
            if name.isupper():
                yield from _pairs(each)
    elif isinstance(found, dict):
        for each in found.values():
            yield from _pairs(each)
    elif isinstance(found, tuple) and len(found) == 2 and all(isinstance(each, str) for each in found):
        yield found
    elif isinstance(found, tuple):
        for each in found:
            yield from _pairs(each)


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_purpose_that_opens_something_has_a_page() -> None:
    own = {*MAIL_PAGES, *(each.replace("confirmation", "unsubscription") for each in MAIL_PAGES), HOOKS}
    assert set(_purposes()) - own == set(MATTERS)
    assert len(MATTERS) == 13


@pytest.mark.parametrize("purpose", sorted(MATTERS))
def test_a_page_is_opened_by_its_own_link_alone(purpose: str) -> None:
    for name in ("partners", "placements"):
        for route in (each for router in service(name).routers for each in router.routes):
            assert isinstance(route, APIRoute)
            if f"/link/{purpose}/" in route.path and (route.methods, route.name) != ({"GET"}, "left"):
                (access,) = accesses(route.dependant)
                assert isinstance(access, LinkPageAccess), route.path
                assert (access.link, access.roles, access.partner) == (purpose, frozenset(), False)


@pytest.mark.parametrize("module", MODULES, ids=lambda each: each.__name__.rpartition(".")[2])
def test_every_word_is_said_in_both_languages_with_the_same_facts(module: ModuleType) -> None:
    found = list(_pairs(module))
    assert len(found) > 10
    for indonesian, english in found:
        assert bool(indonesian) == bool(english), (indonesian, english)
        assert _facts(indonesian) == _facts(english), english


def test_the_words_of_the_shell_too() -> None:
    for key, (indonesian, english) in site_of("partners").words.items():
        assert indonesian, key
        assert english, key
        assert _facts(indonesian) == _facts(english), key
    assert set(WORDS) <= set(site_of("partners").words)


def test_no_word_is_kept_that_no_page_says() -> None:
    shell = (FOLDER.parent / "templates").glob("*.html")
    said = " ".join(each.read_text() for each in (*TEMPLATES, *shell))
    assert not {key for key in WORDS if f'"{key}"' not in said}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.name)
def test_templates_let_nothing_inline_in(template: Path) -> None:
    text = template.read_text()
    for key in re.findall(r"""\bt\(["']([a-z-]+)["']\s*[,)]""", text):
        assert key in site_of("partners").words, key
    assert "|safe" not in text
    assert not re.search(r"\son\w+=|\sstyle=|<script|<style", text)


@pytest.mark.parametrize("matter", MATTERS.values(), ids=lambda each: each.purpose)
def test_no_answer_is_called_as_something_else_on_the_page(matter: Any) -> None:
    assert not {"leave", "pdf"} & set(matter.answers)
    for answer in matter.answers.values():
        assert all(answer.said)


def test_where_forms_are_sent_to_lies_on_a_page() -> None:
    """Whoever switches the language on an answer, or loads its address again, is led there."""
    seen = set()
    for route in (route for name in names() for router in service(name).routers for route in router.routes):
        if isinstance(route, PageRoute) and "POST" in (route.methods or ()):
            path = re.sub(r"{\w+}", lambda _: new_id(), route.path)
            at = route.site.page_at(path)
            assert at, route.path
            assert path.startswith(at.removesuffix("/")), route.path
            seen.add(route.site.root)
    assert seen >= {"/notifications/hooks", "/partners/link", "/placements/link"}


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [("x", 404, ("Tidak ada halaman di alamat ini.", "There is no page at this address.")),
     ("01a21e63-8512-7791-b131-6a11381ee2aa?day=soon", 422,
      ("query.day</code>: Bukan tanggal.", "query.day</code>: It is not a date."))],
)  # fmt: skip
@pytest.mark.parametrize(("number", "language"), list(enumerate(LANGUAGES)))
async def test_what_cannot_be_read_of_an_address_is_said_on_a_page(
    path: str, status: int, said: tuple[str, str], number: int, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    router = site_of("partners").router("links")

    async def page(thing: Id, day: date) -> Response:
        raise AssertionError(thing, day)

    router.get("/link/made-up/{thing}")(page)
    app = make_app("partners", "Partners", "Made up.", [router])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        answer = await http.get(f"/partners/link/made-up/{path}", headers={"accept-language": language})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert said[number] in answer.text
    assert "soon" not in answer.text.replace("day=soon", "")
    assert "crashed" not in "".join(capsys.readouterr())


async def _sent(error: Exception | None, **sent: Any) -> httpx.Response:
    """What a page answers on which this happens, or which reads the form."""
    router = site_of("partners").router("links")

    async def page(request: Request) -> Response:
        if error is not None:
            raise error
        return Response(str(await request.form()))

    router.post("/link/made-up")(page)
    app = make_app("partners", "Partners", "Made up.", [router])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        return await http.post("/partners/link/made-up", **sent)


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (RuntimeError("Sentinel"), 500, "Kesalahan di pihak kami"),
        (AutoReconnect("Sentinel"), 503, "basis data tidak menjawab"),
        (HTTPException(418, "Sentinel"), 418, "Tidak dapat dilakukan"),
    ],
)
async def test_what_nobody_foresaw_is_a_page_with_its_number(
    error: Exception, status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = await _sent(error, headers={"accept-language": "id"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert said in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert "Sentinel" not in answer.text
    assert ("retry-after" in answer.headers) == (status == 503)
    printed = "".join(capsys.readouterr())
    assert ("request-crashed" in printed) == (status == 500)
    assert "Sentinel" not in printed


async def test_a_form_that_cannot_be_read_is_told_on_a_page() -> None:
    broken = {"content-type": "multipart/form-data", "accept-language": "en"}
    answer = await _sent(None, content=b"nonsense", headers=broken)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert "The form could not be read." in answer.text


def test_what_is_wrong_is_said_beside_its_field() -> None:
    given = Given(
        FormData([("name", " Made-up Person "), ("email", "nonsense"), ("points", "4"), ("sure", "no")]), "en"
    )
    assert given.texts("name", "position") == {"name": "Made-up Person"}
    assert (given.whole("points"), given.whole("name"), given.whole("none")) == (4, "Made-up Person", None)
    with pytest.raises(Faulty) as refused:
        given.body(ColleagueBody, given.texts("name", "email", "position"))
    assert set(refused.value.fields) == {"email"}
    assert "e-mail address" in refused.value.fields["email"]
    with pytest.raises(Faulty):
        given.must_be_ticked("sure")
    with pytest.raises(Faulty) as undated:
        given.day("email")
    assert "email" in undated.value.fields


def test_a_section_without_anything_is_left_out() -> None:
    assert not Section("Aims")
    assert Section("Aims", points=["One"])


def test_the_meeting_of_a_follow_up_is_found_by_an_index() -> None:
    (meetings,) = (each for each in MEETING_COLLECTIONS if each.name == MEETING.collection)
    assert ("tenant", f"{FOLLOW_UPS_WITHIN}.follow_up") in {index.keys[:2] for index in meetings.indexes}
