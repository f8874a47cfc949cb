"""`jembatan serve`: one service, as an orchestrator runs it."""

from typing import Annotated, Literal

import typer

from jembatan.commands.options import Data, ServiceName
from jembatan.commands.outcome import command
from jembatan.stack.local import DEFAULT_FOLDER


@command
def serve(
    name: ServiceName,
    role: Annotated[
        Literal["api", "worker", "all"],
        typer.Option(help="api answers HTTP; worker publishes, hears and does timed work; all is both."),
    ] = "all",
    host: Annotated[str, typer.Option(help="Address to listen on; JEMBATAN_HOST when not given.")] = "",
    port: Annotated[int, typer.Option(help="Port to listen on; JEMBATAN_PORT when not given.", max=65535)] = 0,
    data: Data = DEFAULT_FOLDER,
) -> None:
    """Run one service until SIGTERM, then drain and end. Topics and indexes must have been applied."""
    from jembatan.environment import environment
    from jembatan.serving import run

    run([name], role, environment(data).variables, host=host or None, port=port or None)
