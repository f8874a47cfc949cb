"""`jembatan replay-erasures`: after a restore, forget again everybody who had asked for it."""

from jembatan.commands.options import Data, Json, OneService
from jembatan.commands.outcome import command, show, table
from jembatan.stack.local import DEFAULT_FOLDER


@command
async def replay_erasures(only: OneService = "", data: Data = DEFAULT_FOLDER, as_json: Json = False) -> None:
    """Remove the personal data that a restored backup brought back of people who were erased (UU PDP 27/2022)."""
    from jembatan.environment import reachable
    from jembatan.preparation import replay_erasures as replay
    from jembatan.registry import names, service
    from shared.people import PERSON

    keepers = [name for name in names() if PERSON in service(name).deciders]
    environ = reachable(data).variables
    forgotten = {name: await replay(name, environ) for name in ([only] if only else keepers)}
    show(forgotten, as_json, lambda _: table("service", "people forgotten again", rows=list(forgotten.items())))
