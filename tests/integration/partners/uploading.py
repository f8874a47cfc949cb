"""Files that tests upload, and what then lies in the store."""

from pathlib import Path
from typing import Any

import httpx

from services.partners.app import SERVICE
from services.partners.settings import PartnersSettings
from shared.mongo import Mongo, apply
from shared.runtime import Runtime
from shared.settings import ServiceSettings
from tests.integration.kernel.house import MovableClock
from tests.integration.partners.world import START, Caller, done

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256)) * 40
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
NAME = "Sentinel Siti di dapur.jpg"
FORM = {"file": (NAME, JPEG, "image/jpeg")}


async def limited(settings: ServiceSettings, mongo: Mongo) -> Runtime:
    """The service with a limit that a test can reach."""
    given = settings.model_dump() | {"service": "partners", "attachments_max_bytes": 100_000}
    runtime = Runtime(SERVICE, PartnersSettings.model_validate(given), mongo, MovableClock(START))
    await apply(mongo, runtime.collections())
    return runtime


async def send(caller: Caller, *, path: str = "/attachments", **request: Any) -> httpx.Response:
    """POST a file as this caller."""
    headers = {"authorization": caller.authorization, **request.pop("headers", {})}
    url = f"/partners/schools/{caller.school}{path}"
    return await caller.world.http.post(url, headers=headers, **request)


async def uploaded(caller: Caller, **request: Any) -> dict[str, Any]:
    """The attachment that came of it."""
    return dict(done(await send(caller, **(request or {"files": FORM})), 201))


def stored(tmp_path: Path) -> list[Path]:
    """What lies in the store, unfinished things included."""
    return sorted(path for path in (tmp_path / "attachments").rglob("*") if path.is_file())
