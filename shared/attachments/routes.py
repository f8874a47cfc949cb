"""The routes of attachments, which a service adds in one line, with its own `allow`s."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import Depends, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from shared.attachments.attachments import NAME, Attachment, Attachments, Retention, own_uploads
from shared.attachments.incoming import FILE, incoming
from shared.attachments.kinds import EXTENSIONS
from shared.auth import Access, Visitor, public
from shared.context import Context
from shared.http.history import Guard
from shared.http.idempotency import REPLAYED
from shared.http.listing import Column, Filter, Listing
from shared.http.openapi import problem_responses
from shared.http.router import Router
from shared.ids import Id

_LISTING: Final = Listing(
    "attachments",
    columns=(
        Column("name", "Nama berkas", "File name", "name"),
        Column("media_type", "Jenis", "Type", "media_type"),
        Column("size", "Ukuran", "Size", "size", int),
        Column("sha256", "SHA-256", "SHA-256", "sha256"),
        Column("retention", "Masa simpan", "Retention", "retention"),
        Column("uploaded_at", "Diunggah", "Uploaded", "uploaded_at", datetime),
        Column("by", "Oleh", "By", "by"),
    ),
    filters=(Filter("media_type", "media_type", "in"), Filter("retention", "retention")),
)
_BYTES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The file.",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in EXTENSIONS},
    },
    **problem_responses((410,)),
}


class AttachmentView(BaseModel):
    """What is known of a file."""

    id: Id
    name: str = Field(examples=["foto-kegiatan.jpg"])
    media_type: str = Field(examples=["image/jpeg"])
    size: int = Field(description="Bytes.", examples=[184_213])
    sha256: str = Field(description="Hash of the content, hexadecimal.", examples=["0" * 64])
    retention: Retention
    about: list[Id] = Field(description="Persons whom it shows; erased with any of them.")
    uploaded_at: datetime
    by: str = Field(description="Who uploaded it.")
    href: str = Field(description="Downloads it without a credential until `href_expires`; keep it to yourself.")
    href_expires: datetime


def attachment_routes(
    router: Router,
    path: str = "/schools/{school}",
    *,
    upload: Access | None = None,
    read: Access | None = None,
    guard: Guard | None = None,
) -> None:
    """Add `POST` and `GET <path>/attachments`, `…/attachments/{attachment}` and `…/content`, by who may do which.

    With `read` also the service's `GET /<service>/attachments/{attachment}`, which a signed link opens: once per
    service. Organisations and holders of links see and name only what they have uploaded. A `path` that ends in a
    parameter (`/schools/{school}/mous/{mou}`) is of one thing; `guard` raises `NotFound` where it is not the caller's.
    """
    below = f"{path}/attachments"
    name = "_".join(part for part in path.split("/") if part and "{" not in part).replace("-", "_")
    if upload is not None:
        _add_upload(router, below, name, upload, guard)
    if read is not None:
        _add_reading(router, below, name, read)
        _add_download(router)


def _add_upload(router: Router, below: str, name: str, upload: Access, guard: Guard | None) -> None:
    allowed = upload.streaming()

    async def upload_attachment(
        request: Request,
        response: Response,
        ctx: Annotated[Context, Depends(allowed)],
        about: Annotated[list[Id], Query(default_factory=list, max_length=20, description="Persons whom it shows.")],
        retention: Retention = "evidence",
    ) -> AttachmentView:
        """Upload a file, as the body or as the part `file` of a form. A day later it is deleted if nothing names it.

        The file's name comes in `Content-Disposition` (`filename*=UTF-8''…`) or with the part.
        """
        if guard is not None:
            await guard(ctx, list(request.path_params.values())[-1])
        kept = await _desk(ctx).receive(ctx, await incoming(request), retention=retention, about=about)
        place, _, _ = request.url.path.partition(f"/{ctx.tenant}/")
        response.headers["Location"] = f"{place}/{ctx.tenant}/attachments/{kept.id}"
        if kept.repeated:
            response.headers[REPLAYED] = "true"
        return _view(ctx, kept)

    router.post(
        below,
        status_code=201,
        operation_id=f"{router.service}_{name}_upload_attachment",
        openapi_extra=FILE,
        responses=problem_responses((410, 415)),
    )(upload_attachment)


def _add_reading(router: Router, below: str, name: str, read: Access) -> None:
    async def list_attachments(request: Request, ctx: Annotated[Context, Depends(read)]) -> Response:
        """Files of the school, newest first; an organisation sees what it has uploaded."""
        return await _LISTING.answer(request, ctx[NAME], where={"state": "kept", **own_uploads(ctx.actor)})

    async def get_attachment(attachment: Id, ctx: Annotated[Context, Depends(read)]) -> AttachmentView:
        """What is known of a file, with a link that downloads it for some minutes."""
        return _view(ctx, await _desk(ctx).require(ctx.tenant, attachment, own_uploads(ctx.actor)))

    async def get_attachment_content(
        attachment: Id, request: Request, ctx: Annotated[Context, Depends(read)]
    ) -> Response:
        """The file."""
        desk = _desk(ctx)
        return await _answer(request, desk, await desk.require(ctx.tenant, attachment, own_uploads(ctx.actor)))

    gone, prefix = problem_responses((410,)), f"{router.service}_{name}"
    router.listing(below, _LISTING, operation_id=f"{prefix}_list_attachments")(list_attachments)
    router.get(below + "/{attachment}", operation_id=f"{prefix}_get_attachment", responses=gone)(get_attachment)
    router.get(
        below + "/{attachment}/content",
        operation_id=f"{prefix}_get_attachment_content",
        responses=_BYTES,
        response_class=Response,
    )(get_attachment_content)


def _add_download(router: Router) -> None:
    async def download_attachment(
        attachment: Id,
        request: Request,
        visitor: Annotated[Visitor, Depends(public("The query carries a signature that is good for minutes."))],
        ticket: Annotated[str, Query(max_length=200, description="From `href`.")],
    ) -> Response:
        """The file, for whoever was given the link."""
        runtime = visitor.runtime
        read = runtime.downloads.read(ticket, attachment, runtime.clock.machine())
        desk: Attachments = runtime.attachments
        return await _answer(request, desk, await desk.require(read.tenant, read.attachment))

    router.get("/attachments/{attachment}", responses=_BYTES, response_class=Response)(download_attachment)


def download_link(ctx: Context, attachment: str) -> tuple[str, datetime]:
    """A path that downloads an attachment of the context's tenant without a credential, and until when (machine time).

    For views of things that name attachments: whoever may see the thing may follow it.
    """
    runtime = ctx.runtime
    expires = runtime.clock.machine() + timedelta(seconds=runtime.settings.attachments_link_seconds)
    ticket = runtime.downloads.ticket(ctx.tenant, attachment, expires)
    return f"/{runtime.service}/attachments/{attachment}?ticket={ticket}", expires


async def _answer(request: Request, desk: Attachments, attachment: Attachment) -> Response:
    """Always as a file to save, never as a page to show."""
    headers = {
        "ETag": f'"{attachment.sha256}"',
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(attachment.name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "Cache-Control": "private, no-store",
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    pieces: AsyncIterator[bytes] = await desk.content(attachment)
    length = {"Content-Length": str(attachment.size)}
    return StreamingResponse(pieces, headers=headers | length, media_type=attachment.media_type)


def _desk(ctx: Context) -> Attachments:
    desk: Attachments = ctx.runtime.attachments
    return desk


def _view(ctx: Context, kept: Attachment) -> AttachmentView:
    href, expires = download_link(ctx, kept.id)
    return AttachmentView(
        id=kept.id,
        name=kept.name,
        media_type=kept.media_type,
        size=kept.size,
        sha256=kept.sha256,
        retention=kept.retention,
        about=list(kept.about),
        uploaded_at=kept.uploaded_at,
        by=kept.by,
        href=href,
        href_expires=expires,
    )
