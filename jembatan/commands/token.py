"""`jembatan token`: a bearer token for trying out."""

from datetime import timedelta
from typing import Annotated

import typer

from jembatan.commands.options import Data, Json
from jembatan.commands.outcome import command, show
from jembatan.stack.local import DEFAULT_FOLDER


@command
def token(
    subject: Annotated[
        str, typer.Argument(help="Whom the token stands for: `operator`, or a member's subject such as `principal`.")
    ] = "operator",
    hours: Annotated[float, typer.Option(min=0.01, max=24 * 31, help="How long it is good for.")] = 12,
    data: Data = DEFAULT_FOLDER,
    as_json: Json = False,
) -> None:
    """Print a bearer token of the development issuer."""
    from jembatan.environment import reachable
    from jembatan.registry import names, service
    from shared.auth.development import DEVELOPMENT_ISSUER, development_token
    from shared.settings import load

    settings = load(service(names()[0]).settings, reachable(data).variables)
    made = development_token(settings, subject, lifetime=timedelta(hours=hours))
    show(
        {"token": made, "issuer": DEVELOPMENT_ISSUER, "subject": subject, "hours": hours},
        as_json,
        lambda result: result["token"],
    )
