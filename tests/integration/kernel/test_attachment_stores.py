"""The same files in a folder and in an S3-compatible store, chosen by settings alone."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from shared.attachments.files import Files
from shared.refusals import Busy, Invalid
from shared.settings import ServiceSettings
from tests.integration.kernel.s3_store import BUCKET, S3Store

KEY = "01981e4a-6c00-7000-8000-0000000000aa/01981e4a-6c00-7000-8000-000000000001"
LARGE = os.urandom(12_000_000)
"""More than two parts."""


@pytest.fixture
async def bucket() -> AsyncIterator[tuple[S3Store, str]]:
    """A store and its address."""
    store = S3Store()
    server = TestServer(store.app())
    await server.start_server()
    yield store, f"http://127.0.0.1:{server.port}"
    await server.close()


@pytest.fixture(params=["folder", "s3"])
def files(
    request: pytest.FixtureRequest, settings: ServiceSettings, tmp_path: Path, bucket: tuple[S3Store, str]
) -> Files:
    """Files in either."""
    if request.param == "folder":
        return Files(settings.model_copy(update={"attachments_url": (tmp_path / "with space").as_uri()}))
    return Files(s3_settings(settings, bucket[1]))


def s3_settings(settings: ServiceSettings, endpoint: str) -> ServiceSettings:
    given = {
        "attachments_url": f"s3://{BUCKET}/below",
        "attachments_endpoint": endpoint,
        "attachments_access_key": "key",
        "attachments_secret_key": SecretStr("secret"),
    }
    return settings.model_copy(update=given)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def pieces(content: bytes, size: int = 100_000, fail: Exception | None = None) -> AsyncIterator[bytes]:
    for at in range(0, len(content), size):
        yield content[at : at + size]
    if fail is not None:
        raise fail


async def whole(files: Files) -> bytes:
    return b"".join([piece async for piece in await files.read(KEY)])


@pytest.mark.parametrize("content", [b"x", LARGE], ids=["small", "large"])
async def test_what_was_written_is_read_and_removed(files: Files, content: bytes) -> None:
    await files.write(KEY, pieces(content))
    assert await whole(files) == content
    await files.remove(KEY)
    await files.remove(KEY)
    with pytest.raises(FileNotFoundError):
        await files.read(KEY)


async def test_what_breaks_off_is_nowhere(files: Files, bucket: tuple[S3Store, str], tmp_path: Path) -> None:
    broken = Invalid("upload-broken-off", "The connection ended.")
    with pytest.raises(Invalid) as raised:
        await files.write(KEY, pieces(LARGE, fail=broken))
    assert raised.value is broken
    store, _ = bucket
    assert (store.objects, store.parts) == ({}, {})
    assert files_in(tmp_path) == []


async def test_what_the_store_does_not_delete_is_not_called_deleted(
    settings: ServiceSettings, bucket: tuple[S3Store, str]
) -> None:
    store, endpoint = bucket
    files = Files(s3_settings(settings, endpoint))
    await files.write(KEY, pieces(b"x"))
    store.keeps = True
    with pytest.raises(Busy):
        await files.remove(KEY)


async def test_a_probe_leaves_nothing(files: Files, bucket: tuple[S3Store, str]) -> None:
    await files.probe()
    assert bucket[0].objects == {}


async def test_keys_lie_below_prefix_and_service_and_requests_are_signed(
    settings: ServiceSettings, bucket: tuple[S3Store, str]
) -> None:
    store, endpoint = bucket
    await Files(s3_settings(settings, endpoint)).write(KEY, pieces(b"x"))
    assert list(store.objects) == [f"below/test/{KEY}"]
    assert store.signed


async def test_a_store_that_refuses_is_away(
    settings: ServiceSettings, bucket: tuple[S3Store, str], capfd: pytest.CaptureFixture[str]
) -> None:
    store, endpoint = bucket
    store.away = True
    files = Files(s3_settings(settings, endpoint))
    with pytest.raises(Busy, match="attachments-away"):
        await files.write(KEY, pieces(b"x"))
    with pytest.raises(Busy, match="attachments-away"):
        await files.read(KEY)
    logged = "".join(capfd.readouterr())
    assert "attachments-away" in logged
    assert endpoint not in logged


async def test_no_store_at_all_says_which_variable_is_missing(settings: ServiceSettings) -> None:
    with pytest.raises(Busy, match="attachments-not-set") as refused:
        await Files(settings.model_copy(update={"attachments_url": ""})).probe()
    assert "JEMBATAN_ATTACHMENTS_URL" in refused.value.mend
