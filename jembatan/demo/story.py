"""Who is in the story, and what they know of each other so far; the chapters act on it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from jembatan.cast import Cast, write
from jembatan.demo.caller import Caller
from jembatan.demo.mailbox import Letter
from jembatan.demo.screen import Screen
from jembatan.demo.world import World
from jembatan.timeline import Timeline
from shared.auth.development import OPERATOR, development_token
from shared.settings import ServiceSettings

LISTS: Final = Path(__file__).parents[2] / "demo"
ADMINISTRATOR: Final = "admin"
CULINARY, HOSPITALITY = "8.2.1", "8.1.1"


@dataclass
class School:
    """One school of the story and its people."""

    name: str
    npsn: str
    zone: str
    id: str = ""
    people: dict[str, Caller] = field(default_factory=dict)

    def __getitem__(self, role: str) -> Caller:
        return self.people[role]

    def subject(self, who: str) -> str:
        """Whom the tokens of this member stand for."""
        return f"{who.replace(' ', '-')}-{self.npsn}"

    def at(self, service: str, path: str) -> str:
        """A path below the school."""
        return f"/{service}/schools/{self.id}{path}"


@dataclass
class Story:
    """Everything that happened so far, as far as the next chapter needs it."""

    world: World
    screen: Screen
    settings: ServiceSettings
    alliance: str = ""
    palangka: School = field(default_factory=lambda: School("SMKN 3 Palangka Raya", "30203552", "Asia/Pontianak"))
    banjarmasin: School = field(default_factory=lambda: School("SMKN 4 Banjarmasin", "30304242", "Asia/Makassar"))
    today: date = field(default_factory=date.today)
    hotel: Caller | None = None
    things: dict[str, Any] = field(default_factory=dict)
    """Ids of what was made: `organisation`, `site`, `partner`, `programme`, `mou`, `grant`, …"""

    def __post_init__(self) -> None:
        self.operator = self.caller("operator", OPERATOR)
        self.admin = self.caller("alliance admin", ADMINISTRATOR)
        self.timeline = self.timeline_without()

    def timeline_without(self, *down: str) -> Timeline:
        """The time of all services but those that are down; they take it over when they are back."""
        urls = {name: url for name, url in self.world.urls.items() if name not in down}
        return Timeline(self.world.http, urls, self.operator.authorization.removeprefix("Bearer "))

    @property
    def schools(self) -> tuple[School, School]:
        """Both."""
        return self.palangka, self.banjarmasin

    @property
    def partner(self) -> Caller:
        """The hotel's system."""
        assert self.hotel is not None
        return self.hotel

    def caller(self, who: str, subject: str) -> Caller:
        """A member with a token of the development issuer."""
        bearer = f"Bearer {development_token(self.settings, subject)}"
        return Caller(who, bearer, self.world.http, self.world.urls)

    def key_holder(self, who: str, key: str) -> Caller:
        """A machine with an API key."""
        return Caller(who, f"Bearer {key}", self.world.http, self.world.urls)

    async def link_holder(self, who: str, wanted: Callable[[Letter], bool]) -> Caller:
        """Whoever opens the link of the newest letter that is wanted; the letter is shown."""
        letter = await self.world.mailbox.wait(wanted)
        self.screen.letter(letter.subject, letter.text.replace(letter.token, letter.token[:12] + "…"))
        return Caller(who, f"Link {letter.token}", self.world.http, self.world.urls)

    def leave_cast(self) -> None:
        """Beside the data, so that `jembatan up` on them can say who acts there."""
        if not self.palangka.people:
            return
        keys = {self.hotel.who: self.hotel.authorization.removeprefix("Bearer ")} if self.hotel else {}
        subjects = tuple(self.palangka.subject(who) for who in self.palangka.people)
        write(self.world.folder, Cast(self.alliance, self.palangka.id, ADMINISTRATOR, subjects, keys))

    def day(self, offset: int) -> date:
        """So many days after the story's first one."""
        return self.today + timedelta(days=offset)

    def midnight(self, day: date, zone: str) -> datetime:
        """When that day begins in that zone."""
        return datetime.combine(day, datetime.min.time(), ZoneInfo(zone))

    async def until(self, found: Callable[[], Awaitable[Any]], timeout: float = 120) -> tuple[Any, float]:
        """The first truthy answer and the milliseconds that it took."""
        started = time.perf_counter()
        async with asyncio.timeout(timeout):
            while True:
                if answer := await found():
                    break
                await asyncio.sleep(0.01)
        return answer, (time.perf_counter() - started) * 1000


def school_year(day: date) -> str:
    """July to June: `2026/2027`."""
    first = day.year if day.month >= 7 else day.year - 1
    return f"{first}/{first + 1}"
