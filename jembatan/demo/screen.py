"""What the demo shows: one line per step, with who did it, what it became, and how long until others knew."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table


@dataclass
class Screen:
    """Prints as things happen; in a pipe too, without colours."""

    console: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=True))
    steps: int = 0
    started: float = field(default_factory=time.perf_counter)

    def chapter(self, number: int, title: str) -> None:
        """A new part of the story."""
        self.console.print()
        self.console.print(f"[bold cyan]{number}. {escape(title)}[/]")

    def step(self, who: str, what: str, became: str = "", *, reached: str = "", ms: float | None = None) -> None:
        """Something was done. `reached` says who knows of it, after `ms` milliseconds."""
        self.steps += 1
        line = f"  [green]✓[/] [bold]{escape(who):<22}[/] {escape(what)}"
        if became:
            line += f"  [yellow]→ {escape(became)}[/]"
        if ms is not None:
            line += f"  [dim]{escape(reached)} after {ms:.0f} ms[/]"
        self.console.print(line)

    def refused(self, who: str, what: str, code: str, mend: str) -> None:
        """Something was refused, as it should be."""
        self.steps += 1
        self.console.print(f"  [red]✗[/] [bold]{escape(who):<22}[/] {escape(what)}  [red]→ {escape(code)}[/]")
        self.console.print(f"      [dim]{escape(mend)}[/]")

    def note(self, text: str) -> None:
        """A line of explanation."""
        self.console.print(f"      [dim]{escape(text)}[/]")

    def letter(self, subject: str, text: str) -> None:
        """A letter that went out; its link is shown shortened."""
        self.console.print(f"      [magenta]✉ {escape(subject)}[/]")
        for line in text.strip().splitlines():
            self.console.print(f"      [dim]│ {escape(line)}[/]")

    def table(self, title: str, columns: list[str], rows: list[list[str]]) -> None:
        """A small table."""
        table = Table(*columns, title=title, title_justify="left", box=None, pad_edge=False, title_style="bold")
        for row in rows:
            table.add_row(*row)
        self.console.print(table)

    @property
    def seconds(self) -> float:
        """Since the demo began."""
        return time.perf_counter() - self.started

    def failed(self, why: str, logs: Path) -> None:
        """The story broke off."""
        self.console.print(f"[bold red]The demo broke off:[/] {escape(why)}")
        self.console.print(f"The services' logs are in {logs}.")
