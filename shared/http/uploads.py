"""A list that somebody sends: as the body itself, or as the part `file` of a form."""

from dataclasses import dataclass
from typing import Any, Final

from starlette.datastructures import UploadFile
from starlette.requests import Request

from shared.http.listing.negotiation import CSV, XLSX
from shared.refusals import Invalid, Refusal

_RAW: Final = {CSV, XLSX, "application/octet-stream", "text/plain"}
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}


def uploaded(example: str) -> dict[str, Any]:
    """For the route: `openapi_extra=uploaded(…)`, with a CSV that the route takes."""
    content = {
        CSV: {"schema": {"type": "string"}, "example": example},
        XLSX: _BINARY,
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        },
    }
    return {"requestBody": {"required": True, "content": content}}


UPLOAD: Final = uploaded("nama,nib\nHotel Contoh,0123456789012\n")
"""`openapi_extra=UPLOAD`, where a route has no example of its own."""


class NotAList(Refusal):
    """The body is neither CSV nor XLSX nor a form with one (415)."""

    status = 415
    title = "Unsupported content type"


@dataclass(frozen=True, slots=True)
class Upload:
    """What was sent."""

    content: bytes
    media_type: str

    def __repr__(self) -> str:
        """Without the content."""
        return f"Upload({len(self.content)} bytes)"


async def upload(request: Request) -> Upload:
    """As a dependency: the file. `NotAList` (415) for other content types, `Invalid` when there is none."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "multipart/form-data":
        return await _from_form(request)
    if media_type not in _RAW:
        raise NotAList(
            "unsupported-media-type", "The body is not a list.", expected=f"{CSV}, {XLSX}, multipart/form-data"
        )
    return _filled(await request.body(), media_type)


async def _from_form(request: Request) -> Upload:
    part = (await request.form(max_files=1, max_fields=10)).get("file")
    if not isinstance(part, UploadFile):
        raise Invalid("file-missing", "There is no file.", mend="Send it as the part `file`.")
    await part.seek(0)
    return _filled(await part.read(), part.content_type or "")


def _filled(content: bytes, media_type: str) -> Upload:
    if not content:
        raise Invalid("file-missing", "There is no file.", mend="Send CSV or XLSX.")
    return Upload(content, media_type)
