"""Where the bytes lie: a local folder or an S3-compatible store, chosen by settings alone. Keys name nobody."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from shared.refusals import Busy
from shared.settings import ServiceSettings

log = structlog.get_logger(__name__)

_PART: Final = 5 * 1024 * 1024
"""Octets. The smallest part of a multipart upload that S3 takes."""
_PARTS_AT_ONCE: Final = 2
_READ: Final = 256 * 1024
_CLIENT: Final[dict[str, Any]] = {"timeout": timedelta(minutes=5), "connect_timeout": timedelta(seconds=5)}
_RETRY: Final[Any] = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}


class Files:
    """The files of one service, by key `<tenant>/<id>`. Making one does no I/O."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings

    async def write(self, key: str, chunks: AsyncIterator[bytes]) -> None:
        """Store what comes; nothing stays when `chunks` raises. `Busy` when the store is away."""
        with _sorted_out():
            await obstore.put_async(
                self._store, self._path(key), chunks, chunk_size=_PART, max_concurrency=_PARTS_AT_ONCE
            )

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """Its pieces. `FileNotFoundError` when there is none, `Busy` when the store is away."""
        with _sorted_out():
            found = await obstore.get_async(self._store, self._path(key))
        return _pieces(found)

    async def remove(self, key: str) -> None:
        """Delete it, with what a killed process left of it; deleting twice is deleting once."""
        with _sorted_out():
            self._remove_unfinished(key)
            with suppress(FileNotFoundError):
                await obstore.delete_async(self._store, self._path(key))
            if await self._is_there(key):
                raise Busy("attachments-away", "The store did not delete a file.", mend="Try again in a moment.")

    async def probe(self) -> None:
        """Write, read and delete a small object; `Busy` when one of it fails."""
        await self.write("probe/probe", _once(b"probe"))
        async for _ in await self.read("probe/probe"):
            pass
        await self.remove("probe/probe")

    @cached_property
    def _store(self) -> ObjectStore:
        url = urlsplit(self._settings.attachments_url)
        match url.scheme:
            case "file":
                return LocalStore(Path(unquote(url.path)), mkdir=True, automatic_cleanup=True)
            case "s3":
                return self._s3(url.netloc)
        raise Busy("attachments-not-set", "This deployment keeps no files.", mend="Set JEMBATAN_ATTACHMENTS_URL.")

    def _s3(self, bucket: str) -> S3Store:
        settings = self._settings
        # one DELETE per file: not every S3-compatible store knows the bulk request, and some answer it with 404
        given: dict[str, Any] = {"region": settings.attachments_region, "disable_bulk_delete": True}
        if settings.attachments_endpoint:
            given |= {"endpoint": settings.attachments_endpoint, "virtual_hosted_style_request": False}
        if settings.attachments_access_key:
            given |= {
                "access_key_id": settings.attachments_access_key,
                "secret_access_key": settings.attachments_secret_key.get_secret_value(),
            }
        plain = settings.attachments_endpoint.startswith("http://")
        client: Any = _CLIENT | {"allow_http": plain}
        return S3Store(bucket, client_options=client, retry_config=_RETRY, **given)

    def _path(self, key: str) -> str:
        url = urlsplit(self._settings.attachments_url)
        prefix = url.path.strip("/") if url.scheme == "s3" else ""
        return "/".join(part for part in (prefix, self._settings.service, key) if part)

    async def _is_there(self, key: str) -> bool:
        """Erasing promises that a file is gone, so the store's word is not enough."""
        try:
            await obstore.head_async(self._store, self._path(key))
        except FileNotFoundError:
            return False
        return True

    def _remove_unfinished(self, key: str) -> None:
        """What a process that was killed while it wrote leaves in a folder; S3 keeps such parts out of sight."""
        url = urlsplit(self._settings.attachments_url)
        if url.scheme == "file":
            path = Path(unquote(url.path)) / self._path(key)
            for left in path.parent.glob(f"{path.name}#*"):
                left.unlink(missing_ok=True)


async def _pieces(found: Any) -> AsyncIterator[bytes]:
    with _sorted_out():
        async for piece in found.stream(min_chunk_size=_READ):
            yield bytes(piece)


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


@contextmanager
def _sorted_out() -> Iterator[None]:
    """Trouble of the store becomes `Busy`; its message may name addresses, so only its kind is logged."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        log.warning("attachments-away", error=type(error).__name__)
        raise Busy("attachments-away", "Files cannot be kept or read now.", mend="Try again in a moment.") from None
