"""`jembatan reseal`: bring the secrets of webhook endpoints under the first key."""

from dataclasses import asdict

import typer

from jembatan.commands.options import Data, Json
from jembatan.commands.outcome import Exit, command, show
from jembatan.stack.local import DEFAULT_FOLDER

SERVICE = "notifications"


@command
async def reseal(data: Data = DEFAULT_FOLDER, as_json: Json = False) -> None:
    """Seal the secrets of webhook endpoints under the first of their keys, so that older ones can go; work goes on."""
    from rich.console import Console
    from rich.progress import Progress

    from jembatan.environment import environment
    from jembatan.serving import settings_of
    from services.notifications.resealing import reseal as seal_anew
    from services.notifications.settings import NotificationsSettings
    from shared.mongo import connect

    settings = settings_of([SERVICE], environment(data).variables)[SERVICE]
    assert isinstance(settings, NotificationsSettings)
    mongo = connect(settings)
    try:
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("secrets")
            done = await seal_anew(mongo, settings.seal, lambda at, total: bar.update(task, completed=at, total=total))
    finally:
        await mongo.close()
    show(asdict(done), as_json, lambda result: ", ".join(f"{key}: {value}" for key, value in result.items()))
    if done.unopened:
        raise typer.Exit(Exit.FAILED)
