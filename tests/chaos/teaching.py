"""A teacher's internship, already over when it is written down (C21, C23)."""

from tests.chaos.cast import day
from tests.chaos.narrator import NO, OK, Narrator


class Teaching(Narrator):
    """From registration to completion."""

    @property
    def _path(self) -> str:
        return f"/teachers/schools/{self.cast.school}"

    async def internship(self) -> None:
        """Nominated, approved, begun by the scheduler, reported, disseminated, completed."""
        await self.cast.client.seen(self.cast.people["coordinator"], f"{self._path}/teachers")
        teacher, colleague = [
            (await self.does(f"{self._path}/teachers", {"name": "Guru Contoh"}, OK)).id for _ in range(2)
        ]
        body = {
            "teacher": teacher, "organisation": self.cast.organisation, "lessons_missed": 48,
            "starts_on": str(day(-40)), "ends_on": str(day(-3)),
        }  # fmt: skip
        internship = (await self.does(f"{self._path}/internships", body, OK)).id
        await self.does(f"{self._path}/internships", body, NO)
        path = f"{self._path}/internships/{internship}"
        await self.principal(f"{path}/approval", {"substitute": None}, NO)
        await self.principal(f"{path}/approval", {"substitute": colleague}, OK)
        await self._ended(path)

    async def _ended(self, path: str) -> None:
        teacher = self.cast.people["teacher"]
        await self.cast.client.until(teacher, path, lambda seen: seen["state"] == "ongoing")
        await self.says(teacher, f"{path}/report", {"text": "Standar kebersihan dapur."}, OK)
        await self.does(f"{path}/completion", None, NO)
        passed_on = {"channel": "workshop", "held_on": str(day(-1)), "participants": 14, "summary": "Lokakarya."}
        await self.says(teacher, f"{path}/disseminations", passed_on, OK)
        await self.does(f"{path}/completion", None, OK)
        await self.does(f"{path}/completion", None, NO)
