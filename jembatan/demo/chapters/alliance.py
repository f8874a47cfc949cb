"""An alliance with two schools, members with their roles, and what the schools share with the alliance."""

import asyncio
from dataclasses import replace
from typing import Final

from jembatan.demo.story import ADMINISTRATOR, CULINARY, HOSPITALITY, School, Story

PEOPLE: Final = {
    "principal": ("principal",),
    "public relations": ("public_relations",),
    "coordinator": ("coordinator",),
    "teacher": ("teacher", "school_supervisor"),
    "intern": ("teacher",),
    "committee": ("committee",),
    "student": ("student",),
}


async def found_alliance(story: Story) -> None:
    """Operator, alliance administrator, two schools in two zones, seven members each."""
    body = {"name": "Aliansi SMK Kalimantan", "administrator": {"subject": ADMINISTRATOR, "name": "Admin Aliansi"}}
    story.alliance = (await story.operator.post("/directory/alliances", body))["id"]
    story.screen.step("operator", "founds the alliance", "alliance-founded")
    for school in story.schools:
        await _add_school(story, school)
    await asyncio.gather(*(_add_members(story, school) for school in story.schools))
    await story.timeline.settled()
    for school in story.schools:
        grant = {"to": story.alliance, "what": ["reporting"]}
        await school["principal"].post(school.at("directory", "/grants"), grant)
        story.screen.step(f"principal {school.npsn}", "lets the alliance see behind its figures", "sharing-granted")


async def _add_school(story: Story, school: School) -> None:
    taught = [{"code": CULINARY, "name": "Kuliner"}, {"code": HOSPITALITY, "name": "Perhotelan"}]
    body = {"npsn": school.npsn, "name": school.name, "zone": school.zone, "concentrations": taught}
    made = await story.admin.post(f"/directory/alliances/{story.alliance}/schools", body)
    school.id = made["id"]
    story.screen.step("alliance admin", f"adds {school.name} ({school.zone})", "school-added")


async def _add_members(story: Story, school: School) -> None:
    for who, roles in PEOPLE.items():
        subject = school.subject(who)
        body = {"subject": subject, "name": f"{who.title()} {school.name}", "roles": list(roles)}
        made = await story.admin.post(f"/directory/schools/{school.id}/members", body)
        school.people[who] = replace(story.caller(who, subject), id=made["id"])
    story.screen.step("alliance admin", f"adds {len(PEOPLE)} members of {school.name}", "member-added")
