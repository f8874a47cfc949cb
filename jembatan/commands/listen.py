"""`jembatan listen`: relays what comes to an endpoint to a program on this machine."""

import json
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jembatan.commands.outcome import Exit, command, end
from jembatan.commands.webhook_options import LOCAL, Endpoint, Key, Organisation, Server

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jembatan.relaying.account import Account
    from jembatan.relaying.forwarding import Came, Forwarding
    from jembatan.relaying.listening import Place


@command
async def listen(
    *,
    key: Key,
    organisation: Organisation,
    forward_to: Annotated[str, typer.Option("--forward-to", help="http://localhost:3000/hook", metavar="URL")],
    server: Server = LOCAL,
    endpoint: Endpoint = "",
    secret: Annotated[
        str, typer.Option(envvar="JEMBATAN_WEBHOOK_SECRET", help="The endpoint's; a temporary one when left out.")
    ] = "",
    cursor: Annotated[
        Path | None, typer.Option(help="Keep the place in this file, and go on from it.", metavar="FILE")
    ] = None,
    anywhere: Annotated[bool, typer.Option("--anywhere", help="Forward to other machines too.")] = False,
    count: Annotated[int, typer.Option(min=0, help="End after so many events; 0 means never.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document for each event.")] = False,
) -> None:
    """Relay what comes to an endpoint to a program on this machine, and show each event with its response.

    The endpoint need not be verified, and its own deliveries go on as they would. Events are signed anew.
    """
    from jembatan.relaying.account import Unreachable, account_at
    from jembatan.relaying.forwarding import Forwarding, checked, client, secret_of
    from jembatan.relaying.listening import Place, start

    url, (raw, text) = checked(forward_to, anywhere=anywhere), secret_of(secret)
    account = account_at(server, key, organisation)
    async with account.http, client() as http:
        try:
            heard = await account.endpoint(endpoint)
        except Unreachable as error:
            end(Exit.UNREACHABLE, str(error))
        place = Place(cursor)
        await start(account, heard["id"], place, _say)
        _say(f"Listening to {heard['url']}, forwarding to {url}.")
        if not secret:
            _say(f"Events are signed with {text} while this runs.")
        relay = _Relay(Forwarding(url, raw, http), as_json, count)
        await relay.run(account, heard["id"], place)


@dataclass
class _Relay:
    forwarding: "Forwarding"
    as_json: bool
    count: int
    done: int = 0

    @property
    def enough(self) -> bool:
        return self.count > 0 and self.done >= self.count

    async def run(self, account: "Account", endpoint: str, place: "Place") -> None:
        """Until there is enough. The place moves on once every event of a batch was sent."""
        from jembatan.relaying.listening import batches

        async with aclosing(batches(account, endpoint, place, _say)) as stream:
            async for batch in stream:
                for event in batch.events:
                    if self.enough:
                        return
                    _show(event, await self.forwarding.send(event), self.as_json)
                    self.done += 1
                place.keep(batch.next)
                if self.enough:
                    return


def _say(text: str) -> None:
    """To standard error: what is printed for scripts stays clean."""
    typer.echo(text, err=True)


def _show(event: "Mapping[str, Any]", came: "Came", as_json: bool) -> None:
    if as_json:
        result = {"status": came.status, "milliseconds": came.milliseconds, "response": came.said}
        typer.echo(json.dumps({**{name: event[name] for name in ("webhook_id", "type", "test")}, **result}))
        return
    from rich.console import Console
    from rich.text import Text

    line = Text.assemble(
        (str(event["type"]).removeprefix("id.jembatan."), "bold"),
        (" (test)" if event["test"] else "", "yellow"),
        (f"  {event['webhook_id']}  ", "dim"),
        (str(came.status or "–"), "green" if came.taken else "red"),
        (f"  {came.milliseconds} ms", "dim"),
    )
    console = Console(highlight=False, soft_wrap=True)
    console.print(line)
    if came.said and not came.taken:
        console.print(Text(f"  {_printable(came.said)}", style="red"))


def _printable(text: str) -> str:
    """Nothing that a terminal would obey."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
