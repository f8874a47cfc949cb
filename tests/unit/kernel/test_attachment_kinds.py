"""What a file is, by its bytes."""

import io
import zipfile

import pytest

from shared.attachments.kinds import EXTENSIONS, NotTaken, Sniffer, settled_name, settled_type

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"


def packed(*names: str, mimetype: str = "") -> bytes:
    """A zip with these members."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        for name in names:
            archive.writestr(name, "<xml/>" * 1000)
    return kept.getvalue()


TAKEN = {
    "application/pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "image/png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01",
    "image/webp": b"RIFF\x24\x00\x00\x00WEBPVP8 ",
    "text/plain": "Notulen rapat, café, 会議\r\n\tBudi".encode(),
    DOCX: packed("[Content_Types].xml", "word/document.xml", "word/styles.xml"),
    XLSX: packed("[Content_Types].xml", "xl/workbook.xml"),
    ODT: packed("content.xml", mimetype=ODT),
}
REFUSED = {
    "executable": b"MZ\x90\x00\x03\x00\x00\x00",
    "page": b"<!doctype html><script>alert(1)</script>",
    "page after space": b"  \n<html><body>",
    "page after a mark": b"\xef\xbb\xbf<html><body>",
    "drawing": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="x"/>',
    "script": b"#!/bin/sh\nrm -rf /\n",
    "archive": packed("secret.txt"),
    "macros": packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "archive that says it is a text": packed("a", mimetype="application/x-other"),
    "cut archive": packed("[Content_Types].xml", "word/document.xml")[:-30],
    "binary": b"abc\x00\x01\x02def",
    "not utf-8": b"Caf\xe9 caf\xe9",
    "half a letter": "é".encode()[:1],
    "nothing": b"",
}


def sniffed(content: bytes, piece: int = 7) -> str | None:
    sniffer = Sniffer()
    for at in range(0, len(content), piece):
        sniffer.feed(content[at : at + piece])
    return sniffer.media_type()


@pytest.mark.parametrize("media_type", TAKEN)
@pytest.mark.parametrize("piece", [1, 7, 1_000_000])
def test_each_type_is_known_however_it_is_cut(media_type: str, piece: int) -> None:
    assert sniffed(TAKEN[media_type], piece) == media_type


@pytest.mark.parametrize("what", REFUSED)
def test_what_a_browser_or_an_office_would_run_is_not_taken(what: str) -> None:
    assert sniffed(REFUSED[what]) is None


def test_text_is_text_to_the_end() -> None:
    assert sniffed(b"a" * 300_000 + b"\x00" + b"b" * 300_000, 65_536) is None


def test_a_long_office_document_is_known_by_its_end() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("word/media/photo.jpg", b"\x17" * 2_000_000)
        archive.writestr("word/document.xml", "x")
    assert sniffed(kept.getvalue(), 65_536) == DOCX


def test_a_directory_that_lies_about_itself_is_not_followed() -> None:
    whole = packed("[Content_Types].xml", "word/document.xml")
    end = whole.rfind(b"PK\x05\x06")
    assert sniffed(whole[: end + 10] + b"\xff\xff\xff\xff\xff\xff" + whole[end + 16 :]) is None


@pytest.mark.parametrize(
    ("declared", "kept"), [("", "text/plain"), ("application/octet-stream", "text/plain"), ("text/csv", "text/csv")]
)
def test_the_declared_type_may_be_open_or_closer(declared: str, kept: str) -> None:
    assert settled_type(declared, "text/plain") == kept


@pytest.mark.parametrize(("declared", "found"), [("image/png", "image/jpeg"), ("application/pdf", "text/plain")])
def test_another_declared_type_is_refused(declared: str, found: str) -> None:
    with pytest.raises(NotTaken, match="attachment-type-differs"):
        settled_type(declared, found)
    with pytest.raises(NotTaken, match="attachment-type-not-taken"):
        settled_type(declared, None)


@pytest.mark.parametrize(
    ("given", "media_type", "kept"),
    [
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("C:\\Users\\Siti\\foto.JPG", "image/jpeg", "foto.JPG"),
        ("invoice.pdf.exe", "application/pdf", "invoice.pdf.exe.pdf"),
        ('a"\r\nSet-Cookie: x=1.pdf', "application/pdf", 'a"Set-Cookie: x=1.pdf'),
        ("", "image/png", "file.png"),
        ("...", "image/png", "file.png"),
        ("\u202egpj.exe", "image/jpeg", "gpj.exe.jpg"),
    ],
)
def test_a_name_is_only_a_name_and_ends_as_its_type(given: str, media_type: str, kept: str) -> None:
    assert settled_name(given, media_type) == kept


def test_a_long_name_keeps_its_ending() -> None:
    for media_type, endings in EXTENSIONS.items():
        name = settled_name("n" * 1000 + endings[-1], media_type)
        assert len(name) == 150
        assert name.endswith(endings[-1])
