"""`jembatan trigger`: sends a sample of an event through the whole engine."""

from typing import Annotated, Any

import typer

from jembatan.commands.options import Json
from jembatan.commands.outcome import Exit, command, end, show, table
from jembatan.commands.webhook_options import LOCAL, Endpoint, Key, Organisation, Server


def _names(incomplete: str) -> list[str]:
    from services.notifications.catalogue import published

    short = (name.removesuffix(".v1") for name in published())
    return [name for name in short if name.startswith(incomplete)]


@command
async def trigger(
    event: Annotated[str, typer.Argument(help="Such as partners.mou-signed.", autocompletion=_names)],
    *,
    key: Key,
    organisation: Organisation,
    server: Server = LOCAL,
    endpoint: Endpoint = "",
    as_json: Json = False,
) -> None:
    """Send a sample of an event, marked as a test, to one endpoint or to all that would hear it.

    One that is named with --endpoint gets it whatever its filters say.
    """
    from jembatan.relaying.account import Unreachable, account_at
    from services.notifications.samples import known

    type = known(event).type
    account = account_at(server, key, organisation)
    try:
        async with account.http:
            sent = [
                {"endpoint": one["id"], "url": one["url"], **await account.post(_samples(one), {"event": type})}
                for one in await _hearers(account, endpoint, type)
            ]
    except Unreachable as error:
        end(Exit.UNREACHABLE, str(error))
    show({"event": type, "sent": sent}, as_json, _told)


def _samples(endpoint: dict[str, Any]) -> str:
    return f"endpoints/{endpoint['id']}/samples"


async def _hearers(account: Any, endpoint: str, type: str) -> list[dict[str, Any]]:
    from services.notifications.domain.filters import matches
    from shared.refusals import Refused

    if endpoint:
        return [await account.endpoint(endpoint)]
    every = await account.endpoints()
    verified = [one for one in every if one["status"] == "verified"]
    if not verified:
        what = f"None of {len(every)} endpoints is verified." if every else "There is no endpoint yet."
        raise Refused("nobody-hears", what, mend="Register one, and verify it: nothing is sent before.")
    if found := [one for one in verified if matches(one["filters"], type)]:
        return found
    what = f"The filters of none of {len(verified)} verified endpoints let {type} through."
    raise Refused("nobody-hears", what, mend="With --endpoint one gets it whatever its filters say.")


def _told(result: dict[str, Any]) -> Any:
    rows = [(one["url"], one["webhook_id"], one["delivery"]) for one in result["sent"]]
    return table("sent to", "webhook-id", "delivery", rows=rows)
