"""Domain time of a whole development deployment, moved through the services' own development routes.

A leap goes from due item to due item and waits for everybody to have heard of each, so that it tells the same story
as the time itself would have told.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import httpx

POLL_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class Stand:
    """What one service says of its clock."""

    now: datetime
    next_due: datetime | None
    waiting: int
    """Journal entries not yet published and records not yet heard."""


class Timeline:
    """`urls`: service → address. `token` is an operator's."""

    def __init__(self, http: httpx.AsyncClient, urls: Mapping[str, str], token: str) -> None:
        self._http = http
        self._urls = dict(urls)
        self._headers = {"Authorization": f"Bearer {token}"}

    async def stands(self) -> list[Stand]:
        """Of every service."""
        return list(await asyncio.gather(*(self._ask(name, "GET") for name in self._urls)))

    async def now(self) -> datetime:
        """The domain time that every service has reached."""
        return min(stand.now for stand in await self.stands())

    async def settled(self, timeout: float = 120) -> list[Stand]:
        """Wait until everything accepted has been heard by everybody: nothing waits anywhere, seen twice in a row."""
        async with asyncio.timeout(timeout):
            quiet = 0
            while True:
                stands = await self.stands()
                quiet = quiet + 1 if not any(stand.waiting for stand in stands) else 0
                if quiet == 2:
                    return stands
                await asyncio.sleep(POLL_SECONDS)

    async def move(self, to: datetime) -> int:
        """Let domain time reach `to` in every service; how many stops there were on the way."""
        stops, reached = 0, await self.now()
        stands = await self.settled()
        while reached < to:
            due = [stand.next_due for stand in stands if stand.next_due and reached < stand.next_due <= to]
            reached = min(due, default=to)
            await asyncio.gather(*(self._ask(name, "POST", {"to": reached.isoformat()}) for name in self._urls))
            stands = await self.settled()
            stops += 1
        return stops

    async def _ask(self, name: str, method: str, body: Mapping[str, str] | None = None) -> Stand:
        url = f"{self._urls[name]}/{name}/development/clock"
        answer = await self._http.request(method, url, json=body, headers=self._headers)
        answer.raise_for_status()
        found = answer.json()
        due = datetime.fromisoformat(found["next_due"]) if found["next_due"] else None
        return Stand(datetime.fromisoformat(found["now"]), due, found["outbox"] + found["lag"])
