"""What the client does: stories of partnerships, some steps of which must be refused. The same for the same seed."""

import asyncio
import random
from typing import Any

from tests.chaos.cast import Cast, day, organisation_body
from tests.chaos.narrator import NO, OK, Narrator
from tests.chaos.placing import PLACES, Placing
from tests.chaos.teaching import Teaching


async def drive(cast: Cast, seed: int, stories: int, *, heard: bool = True) -> None:
    """The partner's own story with its students, a teacher's, `stories` others and the directory's, all at once.

    About 20 commands each. Without `heard`, for a time without a broker, nobody is placed: placements hear of places
    from partners.
    """
    others = [Story(cast, random.Random(f"{seed}/{n}"), n) for n in range(1, stories + 1)]
    teaching = Teaching(cast, random.Random(f"{seed}/teacher"))
    await asyncio.gather(
        _placed(cast, seed, heard),
        teaching.internship(),
        _directory(cast, stories),
        *(story.partnership() for story in others),
    )


async def _placed(cast: Cast, seed: int, heard: bool) -> None:
    hotel = Story(cast, random.Random(f"{seed}/hotel"), 0)
    placing = Placing(cast, random.Random(f"{seed}/students"))
    await asyncio.gather(hotel.whole_cycle(), placing.enrolled())
    if heard:
        await placing.placed()


async def _directory(cast: Cast, members: int) -> None:
    administrator, path = cast.people["administrator"], f"/directory/schools/{cast.school}/members"
    for number in range(members):
        body = {"subject": f"member-{number}", "name": "Anggota", "roles": ["teacher"]}
        await cast.client.command(administrator, path, body, must=OK)
        await cast.client.command(administrator, path, body, must=NO)


class Story(Narrator):
    """One partnership."""

    def __init__(self, cast: Cast, dice: random.Random, number: int) -> None:
        super().__init__(cast, dice)
        self.number = number
        self.organisation = cast.organisation if number == 0 else ""
        self.partner = ""
        self.register = f"/partners/alliances/{cast.alliance}/organisations"
        self.school = f"/partners/schools/{cast.school}"

    async def partnership(self) -> None:
        """Registered, mapped, qualified, blocked and qualified again."""
        await self._registered()
        await self._mapped()
        await self._qualified()
        await self._programme()
        path = f"{self.school}/partners/{self.partner}"
        await self.principal(f"{path}/block", {"reason": "Dapur ditutup."}, OK)
        await self.principal(f"{path}/block", {"reason": "Dapur ditutup."}, NO)
        await self.does(f"{path}/qualification", None, OK)
        await self._capacities()

    async def whole_cycle(self) -> None:
        """Also a programme that all endorse, an MoU that both sign, and an agreement under it that grants places."""
        await self._mapped()
        await self._qualified()
        programme = await self._programme()
        path = f"{self.school}/programmes/{programme}"
        await self.principal(f"{path}/approval", None, NO)
        seen = (await self.cast.client.seen(self.system, path))["content_hash"]
        await self.says(self.system, f"{path}/endorsements", {"group": "partner", "content_hash": seen}, OK)
        await self.principal(f"{path}/approval", None, OK)
        await self.principal(f"{path}/approval", None, NO)
        await self._granted(await self._signed(programme))

    async def _registered(self) -> None:
        body = organisation_body(self.number)
        self.organisation = (await self.does(self.register, body, OK)).id
        await self.does(self.register, {**body, "name": "Yang lain"}, NO)
        sites = f"{self.register}/{self.organisation}/sites"
        await self.does(sites, {"name": "Tanpa zona", "address": "Jl. Satu"}, NO)
        for number in range(self.dice.randint(0, 2)):
            await self.does(sites, {"name": f"Cabang {number}", "address": "Jl. Dua", "zone": "Asia/Makassar"}, OK)

    async def _mapped(self) -> None:
        body = {"organisation": self.organisation, "potential": "Dapur besar."}
        self.partner = (await self.does(f"{self.school}/partners", body, OK)).id
        await self.does(f"{self.school}/partners", body, NO)

    async def _qualified(self) -> None:
        path = f"{self.school}/partners/{self.partner}"
        await self.does(f"{path}/qualification", None, NO)
        await self._capacities()
        await self.does(f"{path}/contacts", {"name": "Kontak", "function": "signatory"}, OK)
        await self.does(f"{self.school}/programmes", self._plan(), NO)
        await self.does(f"{path}/qualification", None, OK)
        await self.does(f"{path}/qualification", None, NO)

    async def _capacities(self) -> None:
        path = f"{self.school}/partners/{self.partner}/capacity"
        for _ in range(self.dice.randint(1, 4)):
            body = {"concentration": f"9.1.{self.dice.randint(1, 3)}", "places": self.dice.randint(1, 20)}
            await self.cast.client.twice(self.cast.people["coordinator"], path, body)

    def _plan(self) -> dict[str, Any]:
        plain = {"kinds": ["placement"], "concentrations": ["9.1.1"], "school_year": "2026/2027", "title": "PKL"}
        return {"partner": self.partner, **plain}

    async def _programme(self) -> str:
        programme = (await self.does(f"{self.school}/programmes", self._plan(), OK)).id
        path = f"{self.school}/programmes/{programme}"
        teacher, committee = self.cast.people["teacher"], self.cast.people["committee"]
        seen = {"content_hash": (await self.cast.client.seen(teacher, path))["content_hash"]}
        await self.says(teacher, f"{path}/endorsements", seen | {"group": "teachers"}, OK)
        await self.says(teacher, f"{path}/endorsements", seen | {"group": "teachers"}, NO)
        if self.dice.random() < 0.5:
            await self.says(committee, f"{path}/objections", {"group": "committee", "reason": "Terlalu jauh."}, OK)
        await self.says(committee, f"{path}/endorsements", seen | {"group": "committee"}, OK)
        return programme

    async def _signed(self, programme: str) -> str:
        body = {
            "programme": programme, "scope": ["placement"], "concentrations": ["9.1.1"], "text": "Pasal 1.",
            "starts_on": str(day(-2)), "ends_on": str(day(1200)),
        }  # fmt: skip
        mou = (await self.does(f"{self.school}/mous", body, OK)).id
        path = f"{self.school}/mous/{mou}"
        await self.does(f"{path}/submission", None, OK)
        content = await self.cast.client.seen(self.system, f"{path}/content")
        signature = {"content_hash": content["content_hash"]}
        await self.principal(f"{path}/signatures", {"content_hash": "0" * 64}, NO)
        await self.principal(f"{path}/signatures", signature, OK)
        await self.says(self.system, f"{path}/signatures", signature, OK)
        return mou

    async def _granted(self, mou: str) -> None:
        path = f"{self.school}/mous/{mou}"
        await self.cast.client.until(self.cast.people["coordinator"], path, lambda seen: seen["status"] == "active")
        register = await self.cast.client.seen(self.cast.people["coordinator"], f"{self.register}/{self.organisation}")
        site = register["sites"][0]["site"]
        body = {
            "kind": "placement", "organisation": self.organisation, "concentrations": ["9.1.1"], "text": "Pasal 1.",
            "starts_on": str(day(0)), "ends_on": str(day(700)), "insured_until": str(day(700)), "sites": [site],
            "quota": [{"site": site, "concentration": "9.1.1", "places": PLACES}],
        }  # fmt: skip
        agreement = (await self.does(f"{path}/agreements", body, OK)).body["agreement"]
        path = f"{path}/agreements/{agreement}"
        content = await self.cast.client.seen(self.system, f"{path}/content")
        signature = {"content_hash": content["content_hash"]}
        await self.says(self.system, f"{path}/signatures", signature, OK)
        await self.principal(f"{path}/signatures", signature, OK)
