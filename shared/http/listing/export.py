"""Every row of a list as CSV (RFC 4180, with a byte order mark, so that Excel reads UTF-8) or XLSX."""

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, Final

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response, StreamingResponse
from xlsxwriter import Workbook

from shared.http.listing.columns import Column, cell, harmless
from shared.http.listing.negotiation import CSV, XLSX
from shared.http.words import Language
from shared.refusals import Invalid

Pages = AsyncIterator[list[dict[str, Any]]]
_MOST_ROWS: Final = 1_048_575
_LONGEST_CELL: Final = 32_767


async def as_csv(name: str, columns: Sequence[Column], pages: Pages, language: Language) -> Response:
    """Streams; the first page is read before the answer begins, so that a database that is away is a clean 503."""
    first: list[dict[str, Any]] = await anext(pages, [])

    async def lines() -> AsyncIterator[bytes]:
        yield "\ufeff".encode() + _csv_lines([[column.label(language) for column in columns]])
        yield _csv_lines(_rows(columns, first, language))
        async for page in pages:
            yield _csv_lines(_rows(columns, page, language))

    media_type = f"{CSV}; charset=utf-8; header=present"
    return StreamingResponse(lines(), headers=_named(name, "csv", language), media_type=media_type)


async def as_xlsx(name: str, columns: Sequence[Column], pages: Pages, language: Language) -> Response:
    """Written row by row to a temporary file, which is removed once it was sent."""
    folder = tempfile.TemporaryDirectory(prefix="jembatan-")
    path = Path(folder.name) / "list.xlsx"
    try:
        await _write(path, columns, pages, language)
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(
        path, headers=_named(name, "xlsx", language), media_type=XLSX, background=BackgroundTask(folder.cleanup)
    )


async def _write(path: Path, columns: Sequence[Column], pages: Pages, language: Language) -> None:
    book = Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    _put(sheet, 0, [column.label(language) for column in columns], book.add_format({"bold": True}))
    line = 1
    async for page in pages:
        if line + len(page) > _MOST_ROWS:
            raise Invalid("too-many-rows", "The list is too long for one sheet.", mend="Filter it, or ask for CSV.")
        await asyncio.to_thread(_put_all, sheet, line, list(_rows(columns, page, language)))
        line += len(page)
    await asyncio.to_thread(book.close)


def _put_all(sheet: Any, line: int, rows: list[list[Any]]) -> None:
    for offset, row in enumerate(rows):
        _put(sheet, line + offset, row)


def _put(sheet: Any, line: int, row: Sequence[Any], style: Any = None) -> None:
    for position, value in enumerate(row):
        if isinstance(value, str):
            sheet.write_string(line, position, value[:_LONGEST_CELL], style)
        else:
            sheet.write_number(line, position, value, style)


def _rows(columns: Sequence[Column], items: Sequence[dict[str, Any]], language: Language) -> list[list[Any]]:
    return [[cell(item.get(column.name), language) for column in columns] for item in items]


def _csv_lines(rows: Sequence[Sequence[Any]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([[harmless(value) for value in row] for row in rows])
    return buffer.getvalue().encode()


def _named(name: str, extension: str, language: Language) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}.{extension}"', "Content-Language": language}
