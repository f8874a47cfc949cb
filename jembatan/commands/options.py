"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document for scripts.")]
Data = Annotated[
    Path,
    typer.Option("--data", envvar="JEMBATAN_DATA", help="Folder of the local stack that `up` runs.", metavar="DIR"),
]


def _names(incomplete: str) -> list[str]:
    from jembatan.registry import names

    return [name for name in names() if name.startswith(incomplete)]


def _known(name: str) -> str:
    from jembatan.registry import names

    if name and name not in names():
        raise typer.BadParameter(f"there is no service {name!r}; there are {', '.join(names())}")
    return name


ServiceName = Annotated[
    str, typer.Argument(metavar="SERVICE", help="Name of a service.", autocompletion=_names, callback=_known)
]
OneService = Annotated[
    str,
    typer.Option("--service", metavar="SERVICE", help="Only this service.", autocompletion=_names, callback=_known),
]
