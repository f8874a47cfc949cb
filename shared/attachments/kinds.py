"""What a file is, by its bytes: the declared type and the name only have to fit. Nothing that a browser would run."""

import codecs
import struct
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

import puremagic

from shared.refusals import Refusal

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_OPEN: Final = "application/vnd.oasis.opendocument."

PDF: Final = "application/pdf"
TEXT: Final = "text/plain"
CSV: Final = "text/csv"

EXTENSIONS: Final[dict[str, tuple[str, ...]]] = {
    PDF: (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/webp": (".webp",),
    f"{_OFFICE}wordprocessingml.document": (".docx",),
    f"{_OFFICE}spreadsheetml.sheet": (".xlsx",),
    f"{_OFFICE}presentationml.presentation": (".pptx",),
    f"{_OPEN}text": (".odt",),
    f"{_OPEN}spreadsheet": (".ods",),
    f"{_OPEN}presentation": (".odp",),
    TEXT: (".txt", ".md"),
    CSV: (".csv",),
}
"""Every type that is taken, with the endings of its names; the first is given to a name that has another."""

_BY_HEAD: Final = frozenset({PDF, "image/png", "image/jpeg", "image/webp"})
_MARKUP: Final = ("text/html", "xml", "svg", "postscript", "rtf", "script", "x-sh", "x-php")
_ZIP: Final = b"PK\x03\x04"
_PARTS: Final = {
    "word/document.xml": f"{_OFFICE}wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OFFICE}presentationml.presentation",
}
_MOST_NAMES: Final = 10_000


class NotTaken(Refusal):
    """A file of this type is not taken, or it is not what it says it is (415)."""

    status = 415
    title = "Unsupported content type"


class Sniffer:
    """Sees a file pass by and keeps its ends; what lies between is only checked for being text."""

    HEAD: Final = 8 * 1024
    TAIL: Final = 256 * 1024

    def __init__(self) -> None:
        self._head = b""
        self._tail = b""
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._is_text = True

    def feed(self, chunk: bytes) -> None:
        """The next piece."""
        if len(self._head) < self.HEAD:
            self._head += chunk[: self.HEAD - len(self._head)]
        self._tail = (self._tail + chunk)[-self.TAIL :] if len(chunk) < self.TAIL else chunk[-self.TAIL :]
        self._is_text = self._is_text and self._reads(chunk)

    def media_type(self) -> str | None:
        """What it is, once everything was fed; None for what is not taken."""
        if self._head.startswith(_ZIP):
            return _office(self._head, self._tail)
        known = _guesses(self._head)
        if by_head := next((guess for guess in known if guess in _BY_HEAD), None):
            return by_head
        marked = any(sign in guess for guess in known for sign in _MARKUP) or self._begins_as_code()
        return TEXT if self._is_text and self._head and not marked and self._reads(b"", final=True) else None

    def _begins_as_code(self) -> bool:
        """Markup and scripts, however they are set off."""
        return self._head.removeprefix(codecs.BOM_UTF8).lstrip().startswith((b"<", b"#!"))

    def _reads(self, chunk: bytes, *, final: bool = False) -> bool:
        try:
            text = self._decoder.decode(chunk, final)
        except UnicodeDecodeError:
            return False
        return not any(sign < " " and sign not in "\t\r\n\f" for sign in set(text))


def settled_type(declared: str, sniffed: str | None) -> str:
    """The type that is kept; `NotTaken` where the file is of none that is taken, or not of the declared one."""
    if sniffed is None:
        raise NotTaken(
            "attachment-type-not-taken",
            "Files of this type are not taken.",
            mend=f"Send one of: {', '.join(ending for endings in EXTENSIONS.values() for ending in endings)}.",
            taken=list(EXTENSIONS),
        )
    if declared == CSV and sniffed == TEXT:
        return CSV
    if declared in ("", "application/octet-stream", sniffed) or (declared, sniffed) == ("image/jpg", "image/jpeg"):
        return sniffed
    raise NotTaken(
        "attachment-type-differs",
        "The content is not of the type that was declared.",
        mend="Declare the type that the file has, or send it as application/octet-stream.",
        found=sniffed,
    )


def settled_name(given: str, media_type: str) -> str:
    """A name without folders and control characters, at most 150 characters, with an ending that fits the type."""
    plain = PurePosixPath(given.replace("\\", "/")).name
    plain = "".join(sign for sign in plain if sign.isprintable()).strip(" .")
    endings = EXTENSIONS[media_type]
    if not plain.lower().endswith(endings):
        plain = (plain or "file") + endings[0]
    stem, ending = plain[: plain.rfind(".")], plain[plain.rfind(".") :]
    return stem[: 150 - len(ending)] + ending


def _guesses(head: bytes) -> list[str]:
    try:
        return [guess.mime_type for guess in puremagic.magic_string(head)]
    except (puremagic.PureError, ValueError):
        return []


def _office(head: bytes, tail: bytes) -> str | None:
    """Which office document a zip is, by the names in it; None for other zips and for those with macros."""
    names = set(_names(tail))
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll")) for name in names):
        return None
    if "mimetype" in names:
        return _open_document(head)
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for part, kind in _PARTS.items() if part in names), None)


def _open_document(head: bytes) -> str | None:
    """OpenDocument says what it is in its first member, which is stored as it is (ODF 1.3 part 2, 3.3)."""
    name_size, extra_size = struct.unpack_from("<HH", head, 26)
    (size,) = struct.unpack_from("<I", head, 22)
    begin = 30 + name_size + extra_size
    said = head[begin : begin + min(size, 100)].decode("ascii", "replace")
    return said if head[30 : 30 + name_size] == b"mimetype" and said in EXTENSIONS else None


def _names(tail: bytes) -> Iterator[str]:
    """Names in the central directory of a zip, which must lie in `tail`; nothing where it does not (APPNOTE 4.3.12)."""
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        return
    count, size = struct.unpack_from("<HI", tail, end + 10)
    at = end - size
    if at < 0 or count > _MOST_NAMES:
        return
    for _ in range(count):
        if at + 46 > end or tail[at : at + 4] != b"PK\x01\x02":
            return
        name, extra, comment = struct.unpack_from("<HHH", tail, at + 28)
        yield tail[at + 46 : at + 46 + name].decode("utf-8", "replace")
        at += 46 + name + extra + comment
