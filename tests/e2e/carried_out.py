"""One of each thing that a school carries out with its partners, made for the walls to be tried on."""

from typing import Any, Final

from jembatan.demo.story import CULINARY, Story
from shared.ids import new_id

FAR: Final = {"starts_at": "2040-01-10T01:00:00Z", "ends_at": "2040-01-10T04:00:00Z"}


async def carried_out(story: Story) -> dict[str, str]:
    """Path parameter → id of a real thing of the first school."""
    partner = story.things["partner"]
    meeting = {"title": "Rapat koordinasi", "agenda": ["Evaluasi"], "partners": [{"partner": partner}]}
    rule = {"every": "month", "first_on": "2040-01-10", "at": "09:00:00"}
    return {
        "activity": await _made(story, "/activities", {"kind": "other", "title": "Kerja bakti", **FAR}),
        "meeting": await _made(story, "/meetings", meeting | FAR),
        "follow_up": new_id(),
        "series": await _made(story, "/meeting-series", meeting | rule),
        "communication": await _made(story, "/communications", _contact(partner)),
        "curriculum": await _aligned(story, partner),
        "industry_class": await _class(story, partner),
        "achievement": await _made(story, "/achievements", _won()),
    }


async def _made(story: Story, path: str, body: dict[str, Any], who: str = "coordinator") -> str:
    school = story.palangka
    return str((await school[who].post(school.at("partners", path), body))["id"])


def _contact(partner: str) -> dict[str, Any]:
    said = {"topics": ["curriculum"], "summary": "Hotel meminta kelas reservasi."}
    return {"partner": partner, "channel": "phone", "direction": "incoming", "at": "2020-01-10T01:00:00Z", **said}


def _won() -> dict[str, Any]:
    won = {"level": "province", "field": "skills", "rank": 1, "title": "Juara 1 LKS"}
    return {**won, "on": "2020-01-10", "students": 1}


async def _aligned(story: Story, partner: str) -> str:
    """A version that lies before the partner, so that it may read it."""
    scope = {"partner": partner, "concentration": CULINARY, "school_year": "2026/2027"}
    units = [{"code": "FB-1", "title": "Dapur hotel", "hours": 72}]
    id = await _made(story, "/curricula", {**scope, "units": units, "text": "Penyelarasan kurikulum."}, "teacher")
    school = story.palangka
    offer = school.at("partners", f"/curricula/{id}/offer")
    await school["coordinator"].post(offer)
    return id


async def _class(story: Story, partner: str) -> str:
    """A class under an agreement of its own, over the whole MoU."""
    school, things = story.palangka, story.things
    mou = school.at("partners", f"/mous/{things['mou']}")
    terms = (await school["principal"].get(mou))["terms"]
    period = {"starts_on": terms["starts_on"], "ends_on": terms["ends_on"]}
    body = {
        "kind": "industry_class", "organisation": things["organisation"], "sites": [things["site"]],
        "concentrations": [CULINARY], "text": "Pasal 1. Kelas industri.", **period,
    }  # fmt: skip
    agreement = (await school["coordinator"].post(f"{mou}/agreements", body))["agreement"]
    path = f"{mou}/agreements/{agreement}"
    seen = {"content_hash": (await school["principal"].get(f"{path}/content"))["content_hash"]}
    for signer in (school["principal"], story.partner):
        await signer.post(f"{path}/signatures", seen)
    terms = {"partner": partner, "mou": things["mou"], "agreement": agreement, "concentration": CULINARY}
    taught = {"places": 30, "teachers": [school["teacher"].id]}
    return await _made(story, "/industry-classes", {**terms, **period, **taught})
