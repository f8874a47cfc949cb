"""`Idempotency-Key`: which command a request is, and a hash that tells whether a repetition asks for the same."""

import hashlib
import json
import re

from starlette.datastructures import UploadFile
from starlette.requests import Request

from shared.refusals import Refusal

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"


class BadIdempotencyKey(Refusal):
    """The key is not 1 to 128 printable ASCII characters (400)."""

    status = 400
    title = "Unreadable request"


async def command_identity(request: Request, credential_id: str, *, streamed: bool = False) -> tuple[str | None, str]:
    """The command id (the key, scoped to the credential; none without a key) and the hash of the request.

    Of a `streamed` request without its body, which the route compares itself.

    The key is hashed, so that the journal holds nothing that a caller put into it.
    """
    key = request.headers.get(HEADER)
    request_hash = _hash_of_head(request) if streamed else await hash_of(request)
    if key is None:
        return None, request_hash
    if re.fullmatch(r"[\x20-\x7e]{1,128}", key) is None:
        raise BadIdempotencyKey("bad-idempotency-key", "Idempotency-Key must be 1 to 128 printable ASCII characters.")
    return "key:" + _digest(credential_id.encode(), key.encode()), request_hash


async def hash_of(request: Request) -> str:
    """SHA-256 of method, path and body: JSON in canonical form, uploads by content, everything else as it is."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await _form_digest(request) if media_type == "multipart/form-data" else await request.body()
    return _digest(request.method.encode(), request.url.path.encode(), _canonical(body, media_type))


def _hash_of_head(request: Request) -> str:
    return _digest(request.method.encode(), request.url.path.encode(), request.url.query.encode())


def _canonical(body: bytes, media_type: str) -> bytes:
    if not media_type.endswith("json"):
        return body
    try:
        return json.dumps(json.loads(body), sort_keys=True, separators=(",", ":")).encode()
    except (ValueError, RecursionError):
        return body


async def _form_digest(request: Request) -> bytes:
    """Parts by name and content, since each attempt has its own boundary."""
    parts: list[bytes] = []
    for name, value in (await request.form()).multi_items():
        content = await _content(value) if isinstance(value, UploadFile) else value.encode()
        parts.append(_digest(name.encode(), content).encode())
    return b"".join(parts)


async def _content(upload: UploadFile) -> bytes:
    await upload.seek(0)
    content = await upload.read()
    await upload.seek(0)
    return content


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()
