"""As much of S3 as an object store's client uses: objects, multipart uploads, ranges; one bucket, in memory."""

import hashlib
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

BUCKET: Final = "evidence"


@dataclass
class S3Store:
    """`objects` by key; `parts` of uploads that are neither completed nor aborted."""

    objects: dict[str, bytes] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    signed: int = 0
    """Requests that came with a signature."""
    away: bool = False
    keeps: bool = False
    """Says that it deletes, and does not."""

    def app(self) -> web.Application:
        """Path style: `/<bucket>/<key>`."""
        app = web.Application(client_max_size=64_000_000)
        app.router.add_route("*", f"/{BUCKET}/{{key:.+}}", self._handle)
        return app

    async def _handle(self, request: web.Request) -> web.Response:
        if self.away:
            return web.Response(status=403, text="<Error><Code>AccessDenied</Code></Error>")
        self.signed += request.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256")
        key, upload = request.match_info["key"], request.query.get("uploadId")
        if request.method == "POST":
            return await self._complete(key, upload) if upload else self._begin(key)
        if request.method == "PUT":
            return self._put(key, upload, int(request.query.get("partNumber", 0)), await request.read())
        if request.method == "DELETE":
            if not self.keeps:
                (self.parts if upload else self.objects).pop(upload or key, None)
            return web.Response(status=204)
        return self._get(request, key)

    def _begin(self, key: str) -> web.Response:
        upload = f"upload-{len(self.parts)}"
        self.parts[upload] = {}
        said = f"<Bucket>{BUCKET}</Bucket><Key>{key}</Key><UploadId>{upload}</UploadId>"
        return _xml(f"<InitiateMultipartUploadResult>{said}</InitiateMultipartUploadResult>")

    async def _complete(self, key: str, upload: str) -> web.Response:
        parts = self.parts.pop(upload)
        self.objects[key] = b"".join(parts[number] for number in sorted(parts))
        said = f"<Location>/</Location><Bucket>{BUCKET}</Bucket><Key>{key}</Key><ETag>{_tag(self.objects[key])}</ETag>"
        return _xml(f"<CompleteMultipartUploadResult>{said}</CompleteMultipartUploadResult>")

    def _put(self, key: str, upload: str | None, number: int, content: bytes) -> web.Response:
        if upload:
            self.parts[upload][number] = content
        else:
            self.objects[key] = content
        return web.Response(headers={"ETag": _tag(content)})

    def _get(self, request: web.Request, key: str) -> web.Response:
        content = self.objects.get(key)
        if content is None:
            return web.Response(status=404, text="<Error><Code>NoSuchKey</Code></Error>")
        headers = {"ETag": _tag(content), "Last-Modified": "Wed, 01 Jul 2026 03:00:00 GMT"}
        return web.Response(body=content, headers=headers, content_type="application/octet-stream")


def _tag(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


def _xml(text: str) -> web.Response:
    return web.Response(text=f'<?xml version="1.0" encoding="UTF-8"?>{text}', content_type="application/xml")
