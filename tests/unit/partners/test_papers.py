"""Documents as paper: words for everything, text as it was written, the same octets for the same paper (C3)."""

import io
from datetime import UTC, date, datetime
from typing import Any, get_args

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.partners.domain.mou.events.signing import SigningWay
from services.partners.domain.mou.state import AddendumStatus, AgreementStatus, MoUStatus
from services.partners.domain.mou.terms import AgreementKind
from services.partners.usecases.papers.printing import FOLDER
from services.partners.words.documents import KINDS, STATES, WAYS, say_rupiah
from shared.dates import say_day, say_moment
from shared.papers import Printer, blocks, printable, qr_svg

URL = "https://jembatan.example/partners/verify/01981e4a-6c00-7000-8000-000000000001/c0ffee00c0ffee00"

MARKUP = (
    "#panic()",
    '#import "layout.typ": *',
    "$ x $",
    "#{",
    "*",
    "`",
    "\\",
    "//",
    "<a>",
    "@a",
    "= a",
    "- a",
    "#set page(width: 1pt)",
)


def sheet(text: str = "Pasal 1. Maksud", **changed: Any) -> dict[str, Any]:
    """What a document shows."""
    short = text[:80]
    plain = {
        "language": "id",
        "title": "Nota Kesepahaman",
        "number": "007/MoU/30203552/VII/2026",
        "content_hash": "c0ffee00" * 8,
        "notice": None,
        "parties": [{"name": short, "rows": [short]}],
        "terms": [{"name": "Lingkup", "value": short}],
        "text": blocks(text),
        "verify_url": URL,
        "qr": qr_svg(URL),
        "signatures": [{"party": short, "signed": True, "name": short, "how": "akun", "at": "1 Juli 2026"}],
    }
    return plain | changed


def test_there_are_words_for_every_state_way_and_kind() -> None:
    assert set(STATES) >= {*get_args(MoUStatus), *get_args(AgreementStatus), *get_args(AddendumStatus)}
    assert set(WAYS) == set(get_args(SigningWay))
    assert set(KINDS) >= set(get_args(AgreementKind))


@pytest.mark.parametrize(
    ("zone", "said"), [("Asia/Pontianak", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")]
)
def test_moments_name_the_zone_as_people_there_do(zone: str, said: str) -> None:
    moment = datetime(2026, 7, 1, 16, 30, tzinfo=UTC)
    assert say_moment(moment, zone, "id").endswith(said)
    assert say_moment(moment, "Asia/Jayapura", "id") == "2 Juli 2026, 01.30 WIT"
    assert say_moment(moment, "Asia/Jayapura", "en") == "2 July 2026, 01:30 WIT"


def test_days_and_money_are_written_as_the_language_does() -> None:
    assert (say_day(date(2026, 8, 1), "id"), say_day(date(2026, 8, 1), "en")) == ("1 Agustus 2026", "1 August 2026")
    assert (say_rupiah(1_016_800, "id"), say_rupiah(1_016_800, "en")) == ("Rp1.016.800", "Rp1,016,800")


def test_articles_become_headings_and_paragraphs_stay_apart() -> None:
    text = "Pembukaan\n\nPASAL 1\nMaksud\nlanjut\n\nPasal 2. Hak\n\nPasal ini berlaku"
    assert [(each["kind"], each["text"]) for each in blocks(text)] == [
        ("text", "Pembukaan"),
        ("heading", "PASAL 1"),
        ("text", "Maksud\nlanjut"),
        ("heading", "Pasal 2. Hak"),
        ("text", "Pasal ini berlaku"),
    ]


def test_nothing_reorders_what_is_read() -> None:
    assert printable("a\u202eb\u2066c\u200f\x00\x1b[31m\ud800d\n\te") == "abc[31md\n\te"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(min_size=1, max_size=400))
async def test_any_text_can_be_printed(text: str) -> None:
    printed = await Printer(FOLDER).pdf("document", sheet(printable(text)))
    assert len(pypdf.PdfReader(io.BytesIO(printed)).pages) >= 1


@pytest.mark.parametrize("text", MARKUP)
async def test_markup_is_shown_and_not_read(text: str) -> None:
    printed = await Printer(FOLDER).pdf("document", sheet(text))
    shown = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed)).pages)
    assert "".join(shown.split()).count("".join(text.split())) >= 5


async def test_the_same_paper_is_the_same_octets() -> None:
    printer = Printer(FOLDER)
    first, second = await printer.pdf("document", sheet()), await Printer(FOLDER).pdf("document", sheet())
    assert first == second
    assert first != await printer.pdf("document", sheet(language="en"))


async def test_pages_are_numbered_and_name_the_version() -> None:
    printed = await Printer(FOLDER).pdf("document", sheet("\n\n".join(f"Pasal {n}. Hal\nIsi {n}" for n in range(60))))
    pages = pypdf.PdfReader(io.BytesIO(printed)).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        foot = " ".join(page.extract_text().split())
        assert f"Halaman {number} dari {len(pages)}" in foot
        assert "c0ffee00c0ffee00" in foot
