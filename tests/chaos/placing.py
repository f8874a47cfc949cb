"""A cohort and its students, more of them than the partner has places for (C15, C16)."""

from tests.chaos.cast import day
from tests.chaos.narrator import NO, OK, Narrator
from tests.ledger.client import Verdict

PLACES = 2
STUDENTS = 4
CHEF = {"supervisor": {"name": "Chef Contoh", "email": "chef@hotel.example"}}


class Placing(Narrator):
    """`enrolled()` needs no partner, `placed()` a grant of `PLACES` places."""

    cohort = ""

    @property
    def _path(self) -> str:
        return f"/placements/schools/{self.cast.school}"

    async def enrolled(self) -> None:
        """Students come, some of them twice, and a cohort is opened for them."""
        await self.cast.client.seen(self.cast.people["coordinator"], f"{self._path}/cohorts")
        self.students = [await self._student(number) for number in range(STUDENTS)]
        body = {
            "concentration": "9.1.1", "school_year": "2026/2027",
            "starts_on": str(day(14)), "ends_on": str(day(210)),
        }  # fmt: skip
        await self.does(f"{self._path}/cohorts", {**body, "ends_on": str(day(20))}, NO)
        self.cohort = (await self.does(f"{self._path}/cohorts", body, OK)).id

    async def _student(self, number: int) -> str:
        body = {
            "name": "Siswa Contoh", "nisn": f"{number:010d}", "birth_date": "2009-03-14", "sex": "female",
            "concentration": "9.1.1", "guardian": {"name": "Wali Contoh", "email": "wali@contoh.example"},
        }  # fmt: skip
        student = (await self.does(f"{self._path}/students", body, OK)).id
        await self.does(f"{self._path}/students", body, NO)
        return student

    async def placed(self) -> None:
        """As many as there are places; the first is rejected, and the next one has the place."""
        granted = await self.cast.client.until(
            self.cast.people["coordinator"], f"{self._path}/grants", lambda seen: bool(seen["items"])
        )
        grant = str(granted["items"][0]["id"])
        await self._proposed(0, grant, NO)
        await self.does(f"{self._path}/cohorts/{self.cohort}/allocation", None, OK)
        held = [await self._proposed(number, grant, OK) for number in range(PLACES)]
        await self._proposed(0, grant, NO)
        await self._proposed(PLACES, grant, NO)
        await self._answered(held[0], "rejection", {"reason": "Dapur ditutup."})
        held[0] = await self._proposed(PLACES, grant, OK)
        for placement in held:
            await self._answered(placement, "acceptance", CHEF)
            await self._prepared(placement)

    async def _proposed(self, number: int, grant: str, must: Verdict) -> str:
        body = {"student": self.students[number], "cohort": self.cohort, "grant": grant}
        said = await self.does(f"{self._path}/placements", body, must)
        return said.id

    async def _answered(self, placement: str, how: str, body: dict[str, object]) -> None:
        path = f"{self._path}/placements/{placement}"
        await self.does(f"{path}/offer", None, OK)
        await self.does(f"{path}/offer", None, NO)
        await self.says(self.system, f"{path}/{how}", body, OK)
        await self.says(self.system, f"{path}/{how}", body, NO)

    async def _prepared(self, placement: str) -> None:
        path = f"{self._path}/placements/{placement}"
        await self.principal(f"{path}/clearance", None, NO)
        insured = {"starts_on": str(day(14)), "ends_on": str(day(210))}
        await self.does(f"{path}/insurance", insured, OK)
