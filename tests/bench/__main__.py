"""Raw library loops and ours, side by side: `make bench`, or `python -m tests.bench --help` for rounds and sizes."""

import argparse
import gc
import os
import platform
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from tests.bench import bench_command, bench_delivery, bench_end_to_end, bench_projector, bench_relay, bench_sender
from tests.stack import VARIABLES, Run

Row = tuple[str, str, str, str]
CONSOLE = Console(soft_wrap=True)


@contextmanager
def servers() -> Iterator[list[str]]:
    """Broker and database, named in the environment of the block; yields which. Files lie on the disk, or in TMPDIR."""
    run = Run(f"bench-{uuid.uuid4().hex[:8]}", Path(tempfile.gettempdir()))
    try:
        urls = {variable: run.url(name) for name, variable in VARIABLES.items()}
        told = run.report()
        os.environ.update(urls)
        yield told
    finally:
        run.leave(wait=True)


def rate(name: str, raw: float, ours: float) -> Row:
    """What is counted per second."""
    return name, f"{raw:,.0f}/s", f"{ours:,.0f}/s", f"{ours / raw:.2f}"


def command_rows(rounds: int, size: int) -> list[Row]:
    """Command → journal."""
    found = bench_command.main(rounds, size)
    many = f"command → journal, new streams, {bench_command.AT_ONCE} at once"
    return [
        rate("command → journal, busy stream", found["raw"], found["busy"]),
        rate("command → journal, new streams", found["raw"], found["new"]),
        rate(many, found["raw_many"], found["new_many"]),
    ]


def flow_rows(rounds: int, size: int) -> list[Row]:
    """Relay, projector, rebuild."""
    relay = bench_relay.main(rounds, size)
    facts = bench_projector.main(rounds, size)
    return [
        rate("relay", relay["raw"], relay["ours"]),
        rate("projector, live", facts["raw"], facts["live"]),
        rate("projector, rebuild", facts["raw"], facts["rebuild"]),
    ]


def webhook_rows(rounds: int, size: int) -> list[Row]:
    """Sender, and the whole way from event to receipt."""
    found = bench_sender.main(rounds, size)
    return [
        rate("webhook sender", found["raw sender"], found["sender"]),
        rate("event → webhook, with its records", found["raw path"], found["path"]),
    ]


def delivery_rows(seconds: int, size: int) -> list[Row]:
    """Event → receipt at a steady rate, what one dead endpoint costs the others, what more replicas bring."""
    found = bench_delivery.main(seconds, size)
    p50, p99, dead = (f"{found[name]:.0f} ms" for name in ("p50", "p99", "p99 beside a dead one"))
    raw = f"p50 {found['raw p50']:.0f} ms, p99 {found['raw p99']:.0f} ms"
    name = f"event → webhook at {bench_delivery.RATE}/s"
    return [
        (name, raw, f"p50 {p50}, p99 {p99}", ""),
        (f"{name}, p99 without and with a dead endpoint", p99, dead, f"{found['dead ratio']:.2f}"),
        rate("webhooks by one replica and by three", found["one"], found["three"]),
    ]


def latency_row(seconds: int, each_second: int) -> Row:
    """HTTP → webhook. A machine that cannot keep up at all gets a row that says so."""
    name = f"HTTP request → webhook at {each_second}/s"
    try:
        found = bench_end_to_end.main(seconds, each_second)
    except (TimeoutError, httpx.TransportError) as error:
        return name, "", f"not kept up with ({type(error).__name__})", ""
    return name, "", f"p50 {found['p50']:.0f} ms, p99 {found['p99']:.0f} ms", ""


def arguments() -> argparse.Namespace:
    """Rounds and sizes."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds; medians are shown (%(default)s)")
    parser.add_argument("--commands", type=int, default=200, help="commands per round (%(default)s)")
    parser.add_argument("--events", type=int, default=5_000, help="events per round (%(default)s)")
    parser.add_argument("--webhooks", type=int, default=1_000, help="webhooks per round (%(default)s)")
    parser.add_argument("--seconds", type=int, default=15, help="of end-to-end load (%(default)s)")
    parser.add_argument("--rate", type=int, default=50, help="requests per second end to end (%(default)s)")
    return parser.parse_args()


def main() -> None:
    """Run all and print one table."""
    asked = arguments()
    began = time.monotonic()
    gc.freeze()  # as `jembatan serve` does: no collection looks through what was imported
    with servers() as told:
        for line in told:
            print(line)
        rows = command_rows(asked.rounds, asked.commands)
        rows += flow_rows(asked.rounds, asked.events)
        rows += webhook_rows(asked.rounds, asked.webhooks)
        rows += delivery_rows(asked.seconds, asked.webhooks)
        rows.append(latency_row(asked.seconds, asked.rate))
    title = f"Medians of {asked.rounds} interleaved rounds, Python {platform.python_version()}, {os.cpu_count()} cores"
    table = Table("", "raw loop", "ours", "ratio", title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    CONSOLE.print(table)
    print("\n".join([*told, f"{time.monotonic() - began:.0f} s in all"]))


if __name__ == "__main__":
    main()
