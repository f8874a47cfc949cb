"""`jembatan lag`: how far each service is behind what was published, and how much it has not published yet."""

from typing import Any

from jembatan.commands.options import Data, Json, OneService
from jembatan.commands.outcome import command, show, table
from jembatan.stack.local import DEFAULT_FOLDER


@command
async def lag(only: OneService = "", data: Data = DEFAULT_FOLDER, as_json: Json = False) -> None:
    """Show what each consumer group has yet to hear, dead letters, and what is not published yet."""
    import asyncio

    from jembatan.backlog import backlog
    from jembatan.environment import reachable
    from jembatan.registry import names
    from jembatan.serving import settings_of

    settings = settings_of((only,) if only else names(), reachable(data).variables)
    each = await asyncio.gather(*(backlog(name, one) for name, one in settings.items()))
    found = {key: [row for one in each for row in one[key]] for key in ("consumers", "dead_letters", "outboxes")}
    show(found, as_json, _told)


def _told(found: dict[str, list[dict[str, Any]]]) -> Any:
    rows = [(row["group"], row["topic"], row["behind"]) for row in found["consumers"] if row["behind"]]
    rows += [(row["service"], "not published yet", row["entries"]) for row in found["outboxes"] if row["entries"]]
    rows += [
        (row["group"], "dead letters, not redriven yet", row["records"])
        for row in found["dead_letters"]
        if row["records"]
    ]
    return table("who", "what", "records", rows=rows) if rows else "Nobody is behind, and there are no dead letters."
