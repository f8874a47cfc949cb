"""A file as it comes in: the body itself, or the part `file` of a form, never held as a whole."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from shared.refusals import Invalid

_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}

FILE: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/pdf": _BINARY,
            "image/*": _BINARY,
            "application/octet-stream": _BINARY,
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
        },
    }
}
"""For a route that reads a file."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What is about to be read."""

    name: str
    declared: str
    chunks: AsyncIterator[bytes]

    def __repr__(self) -> str:
        """Without the name, which people write."""
        return f"Incoming({self.declared})"


async def incoming(request: Request) -> Incoming:
    """The file of a request; `Invalid` for a form without one. Reading the rest may raise `Invalid`, too."""
    media_type, options = parse_options_header(request.headers.get("content-type", ""))
    if media_type == b"multipart/form-data":
        return await _Form(options.get(b"boundary", b""), _stream(request)).file()
    name = _announced_name(request.headers.get("content-disposition", ""))
    return Incoming(name, media_type.decode("latin-1").lower(), _stream(request))


class _Form:
    """Looks for the part `file`, then passes it on as it comes; other parts are skipped."""

    def __init__(self, boundary: bytes, stream: AsyncIterator[bytes]) -> None:
        if not boundary:
            raise _broken()
        self._stream = stream
        self._ended = False
        self._header = [b"", b""]
        self._headers: dict[bytes, bytes] = {}
        self._reading = False
        self._found: tuple[str, str] | None = None
        self._data: list[bytes] = []
        calls: dict[str, Callable[..., None]] = {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, begin, end: self._add_header(0, data[begin:end]),
            "on_header_value": lambda data, begin, end: self._add_header(1, data[begin:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._open_part,
            "on_part_data": self._add_data,
            "on_part_end": self._close_part,
            "on_end": self._end,
        }
        try:
            self._parser = MultipartParser(boundary, calls)  # type: ignore[arg-type]  # these are its callbacks
        except FormParserError:
            raise _broken() from None

    async def file(self) -> Incoming:
        async for chunk in self._stream:
            self._feed(chunk)
            if self._found is not None:
                return Incoming(*self._found, self._chunks())
        raise Invalid("file-missing", "There is no file.", mend="Send it as the part `file`.")

    async def _chunks(self) -> AsyncIterator[bytes]:
        while True:
            data, self._data = self._data, []
            for piece in data:
                yield piece
            try:
                self._feed(await anext(self._stream))
            except StopAsyncIteration:
                break
        if not self._ended:
            raise _broken()

    def _feed(self, chunk: bytes) -> None:
        try:
            self._parser.write(chunk)
        except FormParserError:
            raise _broken() from None

    def _begin(self) -> None:
        self._headers = {}

    def _add_header(self, which: int, data: bytes) -> None:
        self._header[which] += data

    def _end_header(self) -> None:
        self._headers[self._header[0].lower()] = self._header[1]
        self._header = [b"", b""]

    def _open_part(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        if self._found is None and options.get(b"name") == b"file":
            declared, _ = parse_options_header(self._headers.get(b"content-type", b""))
            self._found = (_file_name(options), declared.decode("latin-1").lower())
            self._reading = True

    def _add_data(self, data: bytes, begin: int, end: int) -> None:
        if self._reading:
            self._data.append(data[begin:end])

    def _close_part(self) -> None:
        self._reading = False

    def _end(self) -> None:
        self._ended = True


async def _stream(request: Request) -> AsyncIterator[bytes]:
    try:
        async for chunk in request.stream():
            if chunk:
                yield chunk
    except ClientDisconnect:
        raise Invalid("upload-broken-off", "The connection ended before the file did.", mend="Send it again.") from None


def _announced_name(disposition: str) -> str:
    """Of a body that is the file itself; `filename*` is read in UTF-8 only (RFC 6266, RFC 8187)."""
    extended = re.search(r"filename\*\s*=\s*utf-8'[^']*'([^;\s]+)", disposition, re.IGNORECASE)
    return unquote(extended[1]) if extended else _file_name(parse_options_header(disposition)[1])


def _file_name(options: dict[bytes, bytes]) -> str:
    """Of a part of a form, whose header is UTF-8 (RFC 7578, 5.1)."""
    return options.get(b"filename", b"").decode("utf-8", "replace")


def _broken() -> Invalid:
    return Invalid("form-not-readable", "The form cannot be read.", mend="Send multipart/form-data with a part `file`.")
