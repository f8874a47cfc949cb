"""What the first school weighs and evaluates with its partner, made for the walls to be tried on."""

from datetime import timedelta
from typing import Any, Final

from jembatan.demo.story import CULINARY, Story

LABEL: Final = {"id": "Mutu bimbingan", "en": "Quality of mentoring"}


async def evaluated(story: Story) -> dict[str, str]:
    """Path parameter → id of a real thing; its partner has a part in each, so that it may read it."""
    admin, alliance = story.admin, f"/partners/alliances/{story.alliance}"
    instrument = await _made(admin, f"{alliance}/instruments", {"name": LABEL, "criteria": [_criterion()]})
    await admin.post(f"{alliance}/instruments/{instrument}/publication")
    return {
        "instrument": instrument,
        "skill": await _made(admin, f"{alliance}/skills", {"code": "CUL.PLATING", "label": LABEL}),
        "school skill": await _asked_for(story),
        "concentration": CULINARY,
        "evaluation": await _opened(story, instrument),
        "contribution": await _given(story),
        "reflection": await _made(story.palangka["principal"], story.palangka.at("partners", "/reflections"), _kept()),
        "duplicate": await _alike(story),
        "site": story.things["site"],
    }


async def _made(caller: Any, path: str, body: dict[str, Any]) -> str:
    return str((await caller.post(path, body))["id"])


def _criterion() -> dict[str, Any]:
    return {"code": "mentoring", "label": LABEL, "weight": 100}


def _kept() -> dict[str, Any]:
    return {"school_year": "2026/2027", "findings": [{"verdict": "keep", "text": "Pembekalan bersama."}]}


async def _asked_for(story: Story) -> str:
    """A skill of the school's own, which its partner asks for and a concentration teaches."""
    coordinator, school, partner = story.palangka["coordinator"], story.palangka, story.things["partner"]
    skill = await _made(coordinator, school.at("partners", "/skills"), {"code": "CUL.HOUSE", "label": LABEL})
    demand = {"skill": skill, "concentration": CULINARY, "level": 3, "since": story.day(1).isoformat()}
    await coordinator.post(school.at("partners", f"/partners/{partner}/skill-demand"), demand)
    await coordinator.post(school.at("partners", "/skill-teaching"), demand | {"source": {"kind": "curriculum"}})
    return skill


async def _opened(story: Story, instrument: str) -> str:
    today = (await story.timeline.now()).date()
    days = {"starts_on": story.day(1), "ends_on": today, "due_on": today + timedelta(days=30)}
    body = {"programme": story.things["programme"], "instrument": instrument}
    body |= {name: day.isoformat() for name, day in days.items()}
    return await _made(story.palangka["coordinator"], story.palangka.at("partners", "/evaluations"), body)


async def _given(story: Story) -> str:
    gift = {"side": "partner", "kind": "time", "amount": 480, "given_on": story.day(2).isoformat()}
    body = gift | {"partner": story.things["partner"], "what": "Pelatihan barista."}
    return await _made(story.palangka["coordinator"], story.palangka.at("partners", "/contributions"), body)


async def _alike(story: Story) -> str:
    """Two entries that may be one, which the alliance has to decide on."""
    register = f"/partners/alliances/{story.alliance}"
    site = {"name": "Pusat", "address": "Jl. Tjilik Riwut 1, Palangka Raya", "zone": "Asia/Pontianak"}
    for name, nib in (("Hotel Dandang Tingang", "9120004799101"), ("Dandang Tingang Hotel", "9120004799102")):
        body = {"kind": "industry", "name": name, "nib": nib, "sites": [site]}
        await story.palangka["coordinator"].post(f"{register}/organisations", body)

    async def found() -> Any:
        return (await story.admin.get(f"{register}/duplicates"))["items"]

    pairs, _ = await story.until(found)
    return str(pairs[0]["id"])
