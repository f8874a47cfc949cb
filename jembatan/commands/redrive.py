"""`jembatan redrive`: let a service hear its dead letters again."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jembatan.commands.options import Data, Json, ServiceName
from jembatan.commands.outcome import command, show, table
from jembatan.stack.local import DEFAULT_FOLDER

if TYPE_CHECKING:
    from shared.consumer import DeadLetter


@command
async def redrive(
    name: ServiceName,
    *,
    tenant: Annotated[str, typer.Option(help="Only letters of this tenant.")] = "",
    type: Annotated[str, typer.Option(help="Only letters of this event type.")] = "",
    again: Annotated[bool, typer.Option("--again", help="Also those that were redriven before.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="Show them and send nothing.")] = False,
    data: Data = DEFAULT_FOLDER,
    as_json: Json = False,
) -> None:
    """Send a service's dead letters to its own redrive topics, once what stopped them is mended."""
    wanted = _filter(tenant, type)
    if listed:
        found = await _list(name, data, wanted)
        rows = [tuple(row.values()) for row in found]
        show(found, as_json, lambda _: table("at", "type", "tenant", "subject", "place", "reason", rows=rows))
        return
    done = await _send(name, data, wanted, again)
    rows = [(row["group"], row["sent"], row["passed_over"]) for row in done]
    show(done, as_json, lambda _: table("group", "sent again", "passed over", rows=rows))


def _filter(tenant: str, type: str) -> "Callable[[DeadLetter], bool] | None":
    if not (tenant or type):
        return None
    return lambda letter: tenant in {"", letter.tenant} and type in {"", letter.type}


def _groups(name: str, data: Path) -> tuple[list[str], dict[str, Any]]:
    from jembatan.environment import reachable
    from jembatan.registry import service
    from jembatan.serving import settings_of
    from shared.consumer import groups_of

    settings = settings_of([name], reachable(data).variables)[name]
    hears = service(name).hears
    return groups_of(hears, settings.topic_prefix) if hears else [], settings.kafka_client_options()


async def _list(name: str, data: Path, wanted: "Callable[[DeadLetter], bool] | None") -> list[dict[str, Any]]:
    from shared.consumer import dead_letters

    groups, kafka = _groups(name, data)
    letters = [letter for group in groups for letter in await dead_letters(group, kafka=kafka)]
    return [
        {
            "at": letter.at,
            "type": letter.type,
            "tenant": letter.tenant,
            "subject": letter.subject,
            "place": f"{letter.topic}/{letter.partition}/{letter.offset}",
            "reason": letter.reason,
        }
        for letter in letters
        if wanted is None or wanted(letter)
    ]


async def _send(
    name: str, data: Path, wanted: "Callable[[DeadLetter], bool] | None", again: bool
) -> list[dict[str, Any]]:
    from shared.consumer import redrive as send

    groups, kafka = _groups(name, data)
    done = {group: await send(group, kafka=kafka, where=wanted, again=again) for group in groups}
    return [{"group": group, "sent": one.sent, "passed_over": one.passed_over} for group, one in done.items()]
