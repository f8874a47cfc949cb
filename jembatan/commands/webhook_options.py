"""Options of the commands for a partner's developers."""

from typing import Annotated

import typer

Server = Annotated[
    str, typer.Option("--server", envvar="JEMBATAN_SERVER", help="Where Jembatan answers.", metavar="URL")
]
Key = Annotated[
    str,
    typer.Option("--key", envvar="JEMBATAN_API_KEY", help="The partner's API key; better in the environment."),
]
Organisation = Annotated[
    str, typer.Option("--organisation", envvar="JEMBATAN_ORGANISATION", help="Id of the partner.", metavar="ID")
]
Endpoint = Annotated[str, typer.Option("--endpoint", help="Id of one endpoint.", metavar="ID")]
LOCAL = "http://127.0.0.1:8000"
