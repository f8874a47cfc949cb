"""An alliance's instrument, a running programme, and its evaluation, over HTTP."""

from typing import Any, Final

from services.partners.domain.programme import PROGRAMME, StartProgramme
from shared.mongo import Mongo
from tests.integration.partners.cast import Cast
from tests.integration.partners.passing import hear
from tests.integration.partners.world import Caller, done

SCHOOL_POINTS, PARTNER_POINTS = 731, 457
"""Sentinels: on this scale nothing else is such a number."""
CRITERIA: Final = [
    {"code": "mentoring", "label": {"id": "Mutu bimbingan", "en": "Mentoring"}, "weight": 60},
    {"code": "communication", "label": {"id": "Komunikasi", "en": "Communication"}, "weight": 40},
]
INSTRUMENT: Final[dict[str, Any]] = {
    "name": {"id": "Evaluasi kemitraan", "en": "Partnership evaluation"},
    "scale": {"least": 0, "most": 1000},
    "criteria": CRITERIA,
}


def scores(points: int) -> dict[str, Any]:
    """The same points for each criterion."""
    return {"scores": [{"criterion": each["code"], "points": points} for each in CRITERIA]}


async def admin_of(cast: Cast) -> Caller:
    """The administrator of the alliance."""
    return await cast.world.member("admin", "alliance_admin", school=cast.world.alliance)


async def published_instrument(cast: Cast) -> str:
    """An instrument in use."""
    admin, register = await admin_of(cast), f"/partners/alliances/{cast.world.alliance}/instruments"
    instrument = str(done(await admin.post(register, INSTRUMENT), 201)["id"])
    done(await admin.post(f"{register}/{instrument}/publication"))
    return instrument


async def opened_evaluation(cast: Cast, room: Any, **changed: Any) -> str:
    """A running programme is being evaluated."""
    await cast.context(room).execute(PROGRAMME, cast.programme, StartProgramme())
    body = {
        "programme": cast.programme, "instrument": await published_instrument(cast),
        "starts_on": "2026-01-05", "ends_on": "2026-06-30", "due_on": "2026-07-20",
    }  # fmt: skip
    return str(done(await cast.coordinator.post("/evaluations", body | changed), 201)["id"])


async def evaluated(cast: Cast, room: Any, mongo: Mongo, **days: str) -> None:
    """Both sides have scored the programme for these days; for those before the MoU when none are given."""
    evaluation = await opened_evaluation(cast, room, **days)
    for caller in (cast.coordinator, cast.hotel):
        done(await caller.post(f"/evaluations/{evaluation}/views", scores(800)), 201)
    await hear(room, mongo, "evaluation")
