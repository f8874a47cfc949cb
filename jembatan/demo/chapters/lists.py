"""Partners and students come in from two CSV files through the import endpoints that a school would use."""

import re
from typing import Any

from jembatan.demo.caller import Caller
from jembatan.demo.story import LISTS, Story

WRITTEN_IN = 2026
"""The year that the files speak of; later demos shift their dates, so that a minor stays a minor."""


async def import_lists(story: Story) -> None:
    """Good rows are kept; each faulty one is reported with line, column, what is wrong and how to mend it."""
    school = story.palangka
    for service, name in (("partners", "partners"), ("placements", "students")):
        text = _shifted((LISTS / f"{name}.csv").read_text(), story.today.year - WRITTEN_IN)
        coordinator = school["coordinator"]
        started = await coordinator.upload(school.at(service, f"/imports/{name}"), text.encode())
        story.screen.step("coordinator", f"uploads demo/{name}.csv", "202 Accepted")
        done = await _finished(story, coordinator, school.at(service, f"/operations/{started['id']}"))
        story.screen.note(
            f"{done['done']} of {done['total']} rows done: {done['accepted']} kept, {done['rejected']} faulty"
        )
        _show_problems(story, done["problems"])
        if not done["accepted"] or not done["problems"]:
            raise AssertionError(f"The import of {name} must keep good rows and report the faulty ones: {done}")


async def _finished(story: Story, caller: Caller, path: str) -> dict[str, Any]:
    async def finished() -> Any:
        operation = await caller.get(path)
        return operation if operation["state"] in {"finished", "failed"} else None

    operation, _ = await story.until(finished)
    if operation["state"] == "failed":
        raise AssertionError(f"The import failed: {operation}")
    return dict(operation)


def _show_problems(story: Story, problems: list[dict[str, Any]]) -> None:
    rows = [[str(each["line"]), each["column"] or "", each["what"], each["mend"]] for each in problems]
    story.screen.table("", ["line", "column", "what is wrong", "how to mend it"], rows)


def _shifted(text: str, years: int) -> str:
    """Every year from 2000 to 2099 in dates and school years, so many years later."""
    return re.sub(r"\b(20\d\d)(?=-\d\d-\d\d|/20\d\d)|(?<=\d{4}/)(20\d\d)\b", lambda m: str(int(m[0]) + years), text)
