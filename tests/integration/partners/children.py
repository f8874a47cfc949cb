"""Processes that are to be killed on their way."""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[3]


async def ran(module: str, *args: str, environ: Mapping[str, str]) -> tuple[int | None, str]:
    """Status and output of `tests.integration.partners.<module>` with these arguments."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"tests.integration.partners.{module}", *args,
        env={**os.environ, **environ}, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await child.communicate()
    return child.returncode, said.decode()


async def killed(module: str, *args: str, environ: Mapping[str, str], point: str) -> None:
    """The same, killed when it first passes this point of `shared.faults`."""
    status, said = await ran(module, *args, environ={**environ, "JEMBATAN_FAULTS": f"{point}:kill:1"})
    assert (status, said.splitlines()[-1]) == (-9, f"killed at {point}")
