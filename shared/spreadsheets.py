"""Lists that people send: CSV or XLSX, columns found by name, every fault of every row reported, no value echoed."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any, Final

from python_calamine import CalamineWorkbook

from shared.refusals import Invalid

MOST_ROWS: Final = 20_000
_ALIKE: Final = 0.75
"""From here on two names of columns are taken for one that was misspelt; 1 is the same."""
_UNPACKED: Final = 200_000_000
_LONGEST_CELL: Final = 32_768
_XLSX_MAGIC: Final = b"PK\x03\x04"


class CellProblem(Exception):
    """A value that cannot be read. `code` has its words in the catalogue; `facts` never hold the value."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


Parser = Callable[[str], Any]
"""Text of one cell, ends trimmed, never empty → the value; or `CellProblem`."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One expected column. Its header is matched by `name` or an alias, whatever the capitals and spaces."""

    name: str
    parse: Parser
    aliases: Sequence[str] = ()
    required: bool = True
    """The column must be there and every row must have a value; else None where it is empty."""
    instead: Sequence[str] = ()
    """Columns of which one that has a value makes up for a required one that has none."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One fault in one row. Never holds what the cell says."""

    line: int
    """As a person sees it in the file; the header usually is line 1. 0 for the whole file."""
    column: str
    code: str
    what: str = ""
    mend: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One row with everything that could be read; usable only when there are no `problems`."""

    line: int
    values: dict[str, Any]
    problems: tuple[RowProblem, ...] = ()

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def __repr__(self) -> str:
        """Without the values, which must not reach a log."""
        return f"Row(line={self.line}, problems={len(self.problems)})"


@dataclass(frozen=True)
class Sheet:
    """What a list must look like. Columns that nobody asked for are ignored."""

    headings: Sequence[Heading]
    most_rows: int = MOST_ROWS

    def check(self, content: bytes) -> None:
        """Raises `Invalid` at once for what cannot be read at all, so that the sender need not wait for it."""
        next(self.read(content), None)

    def count(self, content: bytes) -> int:
        """How many rows there are."""
        return sum(1 for _ in self.read(content))

    def read(self, content: bytes) -> Iterator[Row]:
        """The rows, one after the other, empty ones left out.

        Raises `Invalid`: `file-unreadable`, `file-empty`, `columns-missing`, `file-too-long`.
        """
        lines = _filled_lines(content)
        _line, header = next(lines, (0, []))
        if not header:
            raise Invalid("file-empty", "The file has no rows.", mend="Send the list with a header row.")
        places = self._places(header)
        for counted, (line, cells) in enumerate(lines, 1):
            if counted > self.most_rows:
                raise Invalid(
                    "file-too-long", "The file has too many rows.", mend="Split the list.", limit=self.most_rows
                )
            yield self._row(line, cells, places)

    def _places(self, header: Sequence[str]) -> dict[str, int]:
        known = {normal(cell): place for place, cell in reversed(list(enumerate(header))) if cell}
        places: dict[str, int] = {}
        for heading in self.headings:
            names = [normal(name) for name in (heading.name, *heading.aliases)]
            found = next((known[name] for name in names if name in known), None)
            if found is not None:
                places[heading.name] = found
        missing = [one for one in self.headings if one.required and places.keys().isdisjoint(_any_of(one))]
        if missing:
            raise _columns_missing(
                missing, [cell for name, cell in _by_name(header) if known[name] not in places.values()]
            )
        return places

    def _row(self, line: int, cells: Sequence[str], places: dict[str, int]) -> Row:
        values: dict[str, Any] = {}
        problems: list[RowProblem] = []
        texts = {name: unquoted(cells[place]).strip() for name, place in places.items() if place < len(cells)}
        for heading in self.headings:
            try:
                values[heading.name] = _value(heading, texts)
            except CellProblem as problem:
                problems.append(RowProblem(line, heading.name, problem.code, facts=problem.facts))
        return Row(line, values, tuple(problems))


def unquoted(cell: str) -> str:
    """Without the `'` that an export of ours sets before what a spreadsheet would take for a formula."""
    quoted = cell[:1] == "'" and cell[1:].lstrip(" ")[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"}
    return cell[1:] if quoted else cell


def normal(header: str) -> str:
    """`Nama  Mitra*` → `nama mitra`."""
    return " ".join(header.replace("_", " ").replace("*", " ").split()).casefold()


def _by_name(header: Sequence[str]) -> list[tuple[str, str]]:
    return [(normal(cell), cell.strip()) for cell in header if cell]


def _columns_missing(missing: Sequence[Heading], unread: Sequence[str]) -> Invalid:
    """All of them at once, each with the column that may be meant; nothing else of the first row is said."""
    near = {one.name: meant for one in missing if (meant := _near(one, unread))}
    listed = ", ".join(f"{one.name} ({near[one.name]}?)" if one.name in near else one.name for one in missing)
    return Invalid(
        "columns-missing",
        f"Columns are missing: {listed}.",
        mend="Add all of them; what stands in brackets is in the file and may be misspelt.",
        columns=", ".join(one.name for one in missing),
        near=near,
        listed=listed,
    )


def _near(heading: Heading, unread: Sequence[str]) -> str | None:
    names = {normal(cell): cell for cell in unread}
    alike = (get_close_matches(normal(name), names, 1, _ALIKE) for name in (heading.name, *heading.aliases))
    return next((names[found[0]] for found in alike if found), None)


def _any_of(heading: Heading) -> tuple[str, ...]:
    return (heading.name, *heading.instead)


def _value(heading: Heading, texts: Mapping[str, str]) -> Any:
    text = texts.get(heading.name, "")
    if text:
        return heading.parse(text)
    if heading.required and not any(texts.get(name) for name in heading.instead):
        raise CellProblem("cell-missing")
    return None


def _filled_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    lines = _xlsx_lines(content) if content[:4] == _XLSX_MAGIC else _csv_lines(content)
    return ((line, cells) for line, cells in lines if any(cell.strip() for cell in cells))


def _csv_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error:
        raise _unreadable(begins) from None


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise _unreadable(0) from None
    if "\x00" in text:
        raise _unreadable(0)
    return text


def _delimiter(text: str) -> str:
    """Of the first line that says something; Excel in Indonesia writes semicolons."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


def _xlsx_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        _check_size(content)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except Invalid:
        raise
    except Exception:  # calamine raises several kinds for a broken file, none of which says more to the sender
        raise _unreadable(0) from None
    return ((line, [_text(cell) for cell in row]) for line, row in enumerate(rows, 1))


def _check_size(content: bytes) -> None:
    """A small archive may unpack to gigabytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > _UNPACKED:
            raise Invalid("file-too-long", "The file has too many rows.", mend="Split the list.", limit=MOST_ROWS)


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)[:_LONGEST_CELL]


def _unreadable(line: int) -> Invalid:
    return Invalid(
        "file-unreadable",
        "The file is neither CSV in UTF-8 nor XLSX.",
        mend="Save it as CSV UTF-8 or as XLSX.",
        line=line,
    )
