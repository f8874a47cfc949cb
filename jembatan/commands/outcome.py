"""How a command ends: what it prints, and the exit code that a script can rely on."""

import asyncio
import functools
import json
import sys
from collections.abc import Callable, Coroutine
from enum import IntEnum
from inspect import iscoroutine
from typing import Any, Final, NoReturn, ParamSpec

import typer

P = ParamSpec("P")


class Exit(IntEnum):
    """Exit codes of every command."""

    OK = 0
    FAILED = 1
    """It did not work, or it found something that is wrong."""
    USAGE = 2
    CONFIGURATION = 3
    """The environment is wrong or incomplete."""
    UNREACHABLE = 4
    """Broker or database do not answer."""
    INTERRUPTED = 130


UNREACHABLE = frozenset(
    {"ConnectionFailure", "KafkaConnectionError", "KafkaTimeoutError", "NodeNotReadyError", "ConnectionError"}
)
"""Names of the exceptions, so that their libraries need not be imported to know them."""


WIDE: Final = 1000
"""Columns where nobody looks: what a script reads is not broken into lines."""


def end(code: Exit, message: str) -> NoReturn:
    """Says why on standard error and ends the command."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


def show(result: Any, as_json: bool, render: Callable[[Any], Any]) -> None:
    """Prints the result: one JSON document, or what `render` makes of it, for people."""
    if as_json:
        typer.echo(json.dumps(result, indent=None if not sys.stdout.isatty() else 2, default=str))
        return
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else WIDE, soft_wrap=not sys.stdout.isatty()).print(render(result))


def table(*columns: str, rows: list[tuple[Any, ...]], title: str | None = None) -> Any:
    """A table for `show`."""
    from rich.table import Table

    made = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in columns:
        made.add_column(column, overflow="fold")
    for row in rows:
        made.add_row(*(str(cell) for cell in row))
    return made


def command(function: Callable[P, None] | Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Runs a command, asynchronous or not, and turns what goes wrong into one line and an exit code."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            outcome = function(*args, **kwargs)
            if iscoroutine(outcome):
                asyncio.run(outcome)
        except KeyboardInterrupt:
            raise typer.Exit(Exit.INTERRUPTED) from None
        except typer.Exit:
            raise
        except Exception as error:
            if (code := _code(error)) is None:
                raise
            end(code, _line(error))

    return run


def _code(error: Exception) -> Exit | None:
    """None for what nobody foresaw: its traceback is worth more than a line."""
    names = {cls.__name__ for cls in type(error).__mro__}
    if names & {"SettingsError", "NothingRuns"}:
        return Exit.CONFIGURATION
    if names & UNREACHABLE:
        return Exit.UNREACHABLE
    if names & {"StackError", "Refusal", "NotDevelopment", "ContractError", "Unsent", "RebuildFailed"}:
        return Exit.FAILED
    return None


def _line(error: Exception) -> str:
    if type(error).__name__ in UNREACHABLE or not hasattr(error, "mend"):
        return str(error)
    return str(error) if type(error).__name__ == "StackError" else f"{error} {error.mend}"
