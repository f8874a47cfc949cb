"""`jembatan doctor`: what is wrong with this deployment, and how to mend it."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from jembatan.commands.options import Data, Json, OneService
from jembatan.commands.outcome import Exit, command, show, table
from jembatan.stack.local import DEFAULT_FOLDER

if TYPE_CHECKING:
    from jembatan.checks import Finding


@command
async def doctor(only: OneService = "", data: Data = DEFAULT_FOLDER, as_json: Json = False) -> None:
    """Check configuration, broker, database, topics, indexes and clocks; say how to mend what is wrong."""
    import logging

    from jembatan.checks import Finding, examine
    from jembatan.environment import NothingRuns, reachable
    from jembatan.registry import names

    logging.disable(logging.CRITICAL)  # what the libraries would say is in the findings
    try:
        found = await examine((only,) if only else names(), reachable(data))
    except NothingRuns as nothing:
        found = [Finding("configuration", "stack", ok=False, found=str(nothing), mend=nothing.mend)]
    wrong = [each for each in found if not each.ok]
    show({"ok": not wrong, "findings": [asdict(each) for each in found]}, as_json, lambda _: _told(found))
    if wrong:
        raise typer.Exit(_code(wrong))


def _code(wrong: "list[Finding]") -> Exit:
    if any(each.area == "configuration" for each in wrong):
        return Exit.CONFIGURATION
    return Exit.UNREACHABLE if any(each.unreachable for each in wrong) else Exit.FAILED


def _told(found: "list[Finding]") -> object:
    from rich.markup import escape

    rows = []
    for each in found:
        mark = "[green]ok[/]" if each.ok else "[red]wrong[/]"
        said = each.found if each.ok else f"{each.found}\n→ {each.mend}"
        rows.append((mark, each.area, each.subject, escape(said)))
    return table("", "area", "of", "found", rows=rows)
