"""`jembatan demo`: the whole cycle on servers of its own, ending with nothing left running."""

import asyncio
from pathlib import Path

import httpx

from jembatan.demo.caller import Unexpected
from jembatan.demo.chapters import CHAPTERS
from jembatan.demo.screen import Screen
from jembatan.demo.story import Story
from jembatan.demo.world import World
from jembatan.registry import service
from jembatan.stack.errors import StackError
from jembatan.stack.local import WARNING
from shared.settings import load


def run(folder: Path) -> int:
    """Exit code: 0 when everything happened as told."""
    return asyncio.run(tell(folder, Screen()))


async def tell(folder: Path, screen: Screen) -> int:
    """Tell the story on a fresh world."""
    try:
        async with World(folder) as world:
            await tell_in(world, screen)
    except (Unexpected, AssertionError, TimeoutError, RuntimeError, StackError, httpx.HTTPError) as error:
        screen.failed(f"{type(error).__name__}: {error}", folder / "logs")
        return 1
    screen.console.print()
    screen.console.print(f"[bold green]{screen.steps} steps in {screen.seconds:.1f} s; nothing is left running.[/]")
    screen.console.print(f"Its data are in {folder}. Look around in them: [bold]make up DATA={folder}[/]")
    screen.console.print("Or start with data of your own: [bold]make up[/]")
    return 0


async def tell_in(world: World, screen: Screen) -> Story:
    """All chapters in a running world; the story at its end."""
    screen.console.print("[bold]Jembatan: the partnership cycle of two schools, a hotel and its system[/]")
    for name, origin in world.stack.origins.items():
        screen.note(f"{name}: {origin.address} ({origin.why})")
    screen.note(WARNING)
    screen.note(f"six services, each a process of its own, ready after {screen.seconds:.1f} s")
    settings = load(service("directory").settings, world.environment)
    story = Story(world, screen, settings)
    story.today = (await story.timeline.now()).date()
    try:
        for number, (title, chapter) in enumerate(CHAPTERS, 1):
            screen.chapter(number, title)
            await chapter(story)
    finally:
        story.leave_cast()
    return story
