"""What waits for a digest, one document per event and endpoint."""

from datetime import datetime
from typing import Any, Final

from services.notifications.views import document
from shared.mongo import Collection, Index

ITEMS: Final = "digest_items"
COLLECTION: Final = Collection(
    ITEMS,
    indexes=(
        Index(("tenant", "endpoint", "at")),
        Index(("at",), across="One replica makes the digests of everybody."),
        Index(("expires",), expire_after=0, across="The database's own sweep of what has expired."),
    ),
)


def item(tenant: str, endpoint: str, event: str, at: datetime, *, said: bytes, expires: datetime) -> dict[str, Any]:
    """`said` are the bytes that a webhook would have; `at` is domain time, `expires` machine time.

    What waits for a digest that is not made, since its endpoint is paused, is kept no longer than other payloads.
    """
    own = {"endpoint": endpoint, "event": event, "at": at, "said": said, "expires": expires}
    return document(tenant, f"{endpoint}/{event}", **own)
