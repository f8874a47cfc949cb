"""Where evidence files are kept: can a file be written there, read and deleted?"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from jembatan.checks.finding import Finding
from shared.attachments.files import Files
from shared.refusals import Refusal
from shared.settings import ServiceSettings


async def attachments(settings: Mapping[str, ServiceSettings]) -> list[Finding]:
    """Of each service that keeps files."""
    return [await _one(name, each) for name, each in settings.items() if each.attachments_url]


async def _one(name: str, settings: ServiceSettings) -> Finding:
    url = urlsplit(settings.attachments_url)
    where = f"bucket {url.netloc}" if url.scheme == "s3" else f"folder {url.path}"
    try:
        await Files(settings).probe()
    except (Refusal, FileNotFoundError):
        said = f"{where} does not take, give and delete a file"
        mend = f"Check JEMBATAN_ATTACHMENTS_URL, its key and the rights that {name} has there"
        return Finding("attachments", name, ok=False, found=said, mend=mend)
    return Finding("attachments", name, ok=True, found=where)
