"""`jembatan topics apply`: the topics that each service publishes, and its dead letters."""

import typer

from jembatan.commands.options import Data, Json, OneService
from jembatan.commands.outcome import command, show, table
from jembatan.stack.local import DEFAULT_FOLDER

app = typer.Typer(help="Topics of the broker.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `apply` a word of its own."""


@app.command()
@command
async def apply(only: OneService = "", data: Data = DEFAULT_FOLDER, as_json: Json = False) -> None:
    """Create what is missing with its partitions and retention; repeating it changes nothing."""
    from jembatan.environment import reachable
    from jembatan.preparation import apply_topics
    from jembatan.registry import names

    environ = reachable(data).variables
    done = {name: await apply_topics(name, environ) for name in ((only,) if only else names())}
    rows = [(name, line) for name, lines in done.items() for line in lines or ["nothing was missing"]]
    show(done, as_json, lambda _: table("service", "created", rows=rows))
