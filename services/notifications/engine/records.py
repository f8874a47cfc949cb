"""What a record of an attempt says of its delivery: the same when it is written, and when it is found after a crash."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from services.notifications.domain.retries import Ours


def is_told(record: Mapping[str, Any]) -> bool:
    """Does the record say what came of the attempt, and what follows?"""
    return record["error"] is None or (record["error"] != "unknown" and "next_due" in record)


def changes_by(record: Mapping[str, Any], tries: int, live: timedelta) -> dict[str, Any]:
    """How the delivery stands after it, if `tries` counted before; what has ended is kept for as long as `live`."""
    error, due, ended = record["error"], record.get("next_due"), record["ended"]
    changes = {
        "tries": tries + (error not in Ours),
        "status": record["status"],
        "error": error,
        "last_at": ended,
        "trigger": "schedule",
    }
    if due is not None:
        return {**changes, "state": "pending", "due": due}
    return {**changes, "state": "failed" if error else "delivered", "finished": ended, "expires": ended + live}


def unknown_attempt(one: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The record of an attempt of this stored delivery of which nobody knows whether it was made."""
    return {
        "number": one["attempts"],
        "trigger": one["trigger"],
        "worker": one.get("worker"),
        "fence": one["fence"],
        "started": one.get("sending_at"),
        "ended": now,
        "status": None,
        "error": "unknown",
        "detail": "the worker ended after it had recorded this attempt",
        "next_due": now,
        "why": "sent again with the same webhook-id",
    }
