"""`jembatan up`: everything on this machine, until Ctrl-C."""

from typing import Annotated

import typer

from jembatan.commands.options import Data
from jembatan.commands.outcome import command
from jembatan.stack.local import DEFAULT_FOLDER


@command
def up(
    processes: Annotated[
        bool, typer.Option("--processes", help="Each service as a process of its own, on a port of its own.")
    ] = False,
    port: Annotated[int, typer.Option(help="Port of all services in one process.", min=1, max=65535)] = 8000,
    data: Data = DEFAULT_FOLDER,
) -> None:
    """Start broker, database and every service, print where they are and a token per role, and stay."""
    from jembatan.upkeep import stay

    stay(data, port, processes=processes)
