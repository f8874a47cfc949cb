"""Who tells a story: commands of the school's people, each after a short pause of its own."""

import asyncio
import random
from typing import Any

from tests.chaos.cast import Cast
from tests.ledger.client import Caller, Said, Verdict

OK: Verdict = "accepted"
NO: Verdict = "refused"


class Narrator:
    """Says commands as one of the cast, and what must become of each."""

    def __init__(self, cast: Cast, dice: random.Random) -> None:
        self.cast = cast
        self.dice = dice

    @property
    def system(self) -> Caller:
        """The partner's."""
        assert self.cast.partner_system is not None
        return self.cast.partner_system

    async def does(self, path: str, body: dict[str, Any] | None, must: Verdict) -> Said:
        """The coordinator."""
        return await self.says(self.cast.people["coordinator"], path, body, must)

    async def principal(self, path: str, body: dict[str, Any] | None, must: Verdict) -> Said:
        """The principal."""
        return await self.says(self.cast.people["principal"], path, body, must)

    async def says(self, caller: Caller, path: str, body: dict[str, Any] | None, must: Verdict) -> Said:
        """Anybody."""
        await asyncio.sleep(self.dice.random() * 0.02)
        return await self.cast.client.command(caller, path, body, must=must)
