"""What waits for a digest, one document per event and endpoint."""

from collections.abc import Collection as Some
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from services.notifications.mail.letters import DIGEST_TYPE
from services.notifications.views import DELIVERIES, MESSAGES, document, key
from shared.mongo import Collection, Index, Mongo

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


async def unfiled(mongo: Mongo, items: Sequence[dict[str, Any]], redriven: Some[str]) -> list[dict[str, Any]]:
    """Without those of the redriven events that a digest has told: its items are taken away, so no `_id` says so."""
    return [one for one in items if one["event"] not in redriven or not await _filed(mongo, one)]


async def _filed(mongo: Mongo, one: dict[str, Any]) -> bool:
    digests = {"tenant": one["tenant"], "endpoint": one["endpoint"], "type": DIGEST_TYPE}
    made = await mongo.documents(DELIVERIES).find(digests, fields={"event": 1})
    messages = [key(one["tenant"], digest["event"]) for digest in made]
    told = {"_id": {"$in": messages}, "items": one["event"]}
    return await mongo.documents(MESSAGES).find_one(told) is not None
