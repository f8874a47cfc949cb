"""PDF by typst, beside the event loop, a few at once. The same template and data always give the same octets."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import typst

from shared.refusals import Busy

_AT_ONCE: Final = 2
_PATIENCE: Final = 30.0
"""Seconds that a request waits for its turn."""


class Printer:
    """Renders the templates of one folder: `<name>.typ`, which reads `sys.inputs.data` as JSON.

    What people wrote is data. The template shows it as strings, which typst never reads as markup; it can open no file
    outside of its folder and fetches nothing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._turns: asyncio.Semaphore | None = None

    async def pdf(self, template: str, data: Mapping[str, Any]) -> bytes:
        """The document; `Busy` when too many are being printed."""
        if self._turns is None:
            self._turns = asyncio.Semaphore(_AT_ONCE)
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._turns.acquire()
        except TimeoutError:
            raise Busy("printing-busy", "Too much is being printed.", mend="Try again in a moment.") from None
        try:
            return await asyncio.to_thread(self._compile, template, json.dumps(data, sort_keys=True))
        finally:
            self._turns.release()

    def _compile(self, template: str, data: str) -> bytes:
        compiler = typst.Compiler(root=self._folder, ignore_system_fonts=True)
        printed = compiler.compile(
            self._folder / f"{template}.typ", format="pdf", sys_inputs={"data": data}, timestamp=0
        )
        if not isinstance(printed, bytes):
            raise TypeError("typst gave no single document")
        return printed
