"""What waits for a digest, one document per event and endpoint."""

from datetime import datetime
from typing import Any, Final

from services.notifications.views import document
from shared.mongo import Collection, Index

ITEMS: Final = "digest_items"
COLLECTION: Final = Collection(
    ITEMS,
    indexes=(Index(("tenant", "endpoint", "at")), Index(("at",), across="One replica makes the digests of everybody.")),
)


def item(tenant: str, endpoint: str, event: str, at: datetime, said: bytes) -> dict[str, Any]:
    """`said` are the bytes that a webhook would have; `at` is domain time."""
    return document(tenant, f"{endpoint}/{event}", endpoint=endpoint, event=event, at=at, said=said)
