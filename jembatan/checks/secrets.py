"""Secrets of webhook endpoints: can all of them be opened, and does an older key still seal some?"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pymongo.errors import PyMongoError

from jembatan.checks.finding import Finding
from shared.mongo import connect
from shared.settings import ServiceSettings

if TYPE_CHECKING:
    from services.notifications.settings import NotificationsSettings

SERVICE = "notifications"
VARIABLE = "JEMBATAN_NOTIFICATIONS_SECRET_KEYS"


async def secrets(settings: Mapping[str, ServiceSettings]) -> list[Finding]:
    """Of the service that sends webhooks. A database that does not answer is another check's finding."""
    from services.notifications.settings import NotificationsSettings

    each = settings.get(SERVICE)
    if not isinstance(each, NotificationsSettings):
        return []
    try:
        return [await _counted(each)]
    except PyMongoError:
        return []


async def _counted(settings: "NotificationsSettings") -> Finding:
    from services.notifications.resealing import count

    mongo = connect(settings.model_copy(update={"mongo_timeout_seconds": 5.0}))
    try:
        sealed = await count(mongo, settings.seal)
    finally:
        await mongo.close()
    if sealed.unknown:
        said = ", ".join(f"{number} under {id}" for id, number in sorted(sealed.unknown.items()))
        mend = f"Add the key with that id to {VARIABLE}, behind the first one; without it these endpoints get nothing"
        return Finding("secrets", SERVICE, ok=False, found=f"sealed with a key that is not set: {said}", mend=mend)
    said = f"{sealed.first} sealed under the first key"
    said += f", {sealed.older} under older ones: `jembatan reseal`, before those are taken away" if sealed.older else ""
    return Finding("secrets", SERVICE, ok=True, found=said)
