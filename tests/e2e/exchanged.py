"""What the two schools lend and teach each other, made for the walls to be tried on."""

from datetime import UTC, datetime, timedelta
from typing import Any

from jembatan.demo.story import Story
from shared.ids import new_id


async def exchanged(story: Story) -> dict[str, str]:
    """Path parameter → id of a real thing of the first school, to which the other one is a party."""
    ours, theirs = story.palangka.id, story.banjarmasin.id
    programme = await _running(story)
    far = {"starts": _day(await story.timeline.now(), 3), "ends": _day(await story.timeline.now(), 4)}
    facility = await _made(story, "/facilities", {"name": "Dapur praktik", "kind": "kitchen", "capacity": 24})
    booking = {**far, "kind": "use", "purpose": "Latihan bersama."}
    visit = {**far, "programme": programme, "host": ours, "guest": theirs, "purpose": "Melihat edotel."}
    training = {**far, "programme": programme, "schools": [theirs], "lesson_hours": 8, "topic": "Plating."}
    lesson = {"taught_by": ours, "taught_to": theirs, "teachers": [new_id()], "students": 20, "lesson_hours": 4}
    on = (await story.timeline.now()).date()
    exchange = {"programme": programme, "on": on.isoformat(), "lessons": [lesson | {"subject": "Pelayanan kamar."}]}
    return {
        **await _shown(story),
        "sister_programme": programme,
        "facility": facility,
        "booking": await _made(story, f"/facilities/{facility}/bookings", booking),
        "visit": await _made(story, "/visits", visit),
        "training": await _made(story, "/joint-trainings", training),
        "exchange": await _made(story, "/practice-exchanges", exchange),
        "practice": await _made(story, "/practices", {"title": "Edotel", "body": "1. Giliran kerja."}),
    }


async def _made(story: Story, path: str, body: dict[str, Any]) -> str:
    school = story.palangka
    return str((await school["coordinator"].post(school.at("partners", path), body))["id"])


def _day(now: datetime, offset: int) -> str:
    """A whole minute, so many days later."""
    return (now + timedelta(days=offset)).replace(second=0, microsecond=0).astimezone(UTC).isoformat()


async def _shown(story: Story) -> dict[str, str]:
    """A partnership of the second school, which it lets the first one and the alliance read."""
    school, principal = story.banjarmasin, story.banjarmasin["principal"]
    body = {"organisation": story.things["organisation"], "potential": "Dekat dengan sekolah."}
    partner = await school["coordinator"].post(school.at("partners", "/partners"), body)
    for reader in (story.palangka.id, story.alliance):
        await principal.post(school.at("directory", "/grants"), {"to": reader, "what": ["partners"]})
    await story.timeline.settled()
    return {"shared owner": school.id, "shared partner": partner["id"]}


async def _running(story: Story) -> str:
    """A programme that both principals have agreed to and that has begun."""
    today = (await story.timeline.now()).date()
    body = {
        "schools": [story.banjarmasin.id],
        "scope": ["practice_exchange", "joint_training", "observation_visit", "facility_sharing"],
        "starts_on": (today - timedelta(days=1)).isoformat(),
        "ends_on": (today + timedelta(days=300)).isoformat(),
        "title": "Pertukaran praktik",
        "aims": "Saling belajar.",
    }
    programme = await _made(story, "/sister-programmes", body)
    for school in story.schools:
        agreement = school.at("partners", f"/sister-programmes/{programme}/agreement")
        await school["principal"].post(agreement, {})

    async def running() -> Any:
        path = story.palangka.at("partners", f"/sister-programmes/{programme}")
        return (await story.palangka["coordinator"].get(path))["status"] == "running"

    await story.until(running)
    return programme
