"""A cohort: more students than slots, a minor with a guardian, six months of logbook, completion (C15–C19)."""

import time
from datetime import date, timedelta
from typing import Any, Final

from jembatan.demo.caller import Caller
from jembatan.demo.chapters.partnership import PLACES
from jembatan.demo.story import CULINARY, School, Story, school_year

FIRST_DAY: Final = 14
"""Days after the story's first one."""
SURPLUS: Final = 2
MONTHS: Final = 6
DAYS: Final = 190
SHIFTS: Final = [{"weekday": day, "starts_at": "08:00:00", "ends_at": "16:00:00"} for day in range(1, 6)]
SCORES: Final = {"soft_skills": 90, "applying_hard_skills": 88, "developing_hard_skills": 80, "entrepreneurship": 75}
CONSENT: Final = "wali"
CHEF: Final = "chef@anggrek.example"


async def place(story: Story) -> None:
    """From the cohort to `internship-completed`, with two processes killed on the way."""
    school = story.palangka
    cohort = await _open(story, school)
    students = await _students(story, school)
    await _propose(story, school, cohort, students)
    await _prepare(story, school)
    await _begin(story, school)
    chef = story.things["chef"]
    for month in range(MONTHS):
        if month == 1:
            await _kill(story)
        if month == 3:
            await _restart(story)
        await _work(story, school, chef, month)
    await _complete(story, school, chef)


async def _open(story: Story, school: School) -> str:
    first, last = story.day(FIRST_DAY), story.day(FIRST_DAY + DAYS)
    body = {
        "concentration": CULINARY,
        "school_year": school_year(story.today),
        "starts_on": first.isoformat(),
        "ends_on": last.isoformat(),
    }
    cohort = (await school["coordinator"].post(school.at("placements", "/cohorts"), body))["id"]
    await school["coordinator"].post(school.at("placements", f"/cohorts/{cohort}/allocation"))
    story.screen.step("coordinator", f"opens a cohort from {first} to {last}", "cohort-opened")

    async def granted() -> Any:
        return (await school["coordinator"].get(school.at("placements", "/grants")))["items"]

    grants, waited = await story.until(granted)
    story.things["grant"] = grants[0]["id"]
    story.screen.step(
        "placements", f"has heard of {grants[0]['places']} places", "slots-opened", reached="own copy", ms=waited
    )
    return str(cohort)


async def _students(story: Story, school: School) -> list[dict[str, Any]]:
    """Culinary students who have a guardian; the first one is the one we follow."""
    listed = await school["coordinator"].get(school.at("placements", f"/students?concentration={CULINARY}&limit=200"))
    chosen = sorted((one for one in listed["items"] if one["guardian"]), key=lambda one: str(one["name"]))
    path = school.at("placements", f"/students/{chosen[0]['id']}/account")
    await school["coordinator"].post(path, {"member": school["student"].id})
    return chosen[: PLACES + SURPLUS]


async def _propose(story: Story, school: School, cohort: str, students: list[dict[str, Any]]) -> None:
    for number, student in enumerate(students):
        body = {"student": student["id"], "cohort": cohort, "grant": story.things["grant"]}
        path = school.at("placements", "/placements")
        if number < PLACES:
            made = await school["coordinator"].post(path, body)
            story.things.setdefault("placements", []).append(made["id"])
            story.screen.step("coordinator", f"proposes student {number + 1}", "placement-proposed, slot-reserved")
        else:
            refusal = await school["coordinator"].refused(path, body, "quota-exhausted")
            story.screen.refused("coordinator", f"proposes student {number + 1}", refusal.code, refusal.mend)
    story.things["placement"] = story.things["placements"][0]


async def _prepare(story: Story, school: School) -> None:
    coordinator, teacher = school["coordinator"], school["teacher"]
    await coordinator.post(_path(story, school, "offer"))
    chef = {"name": "Chef Contoh", "email": CHEF, "position": "Executive Chef"}
    await story.partner.post(_path(story, school, "acceptance"), {"supervisor": chef})
    story.screen.step(
        "hotel's system", "accepts and names an industry supervisor", "placement-offered, placement-accepted"
    )
    story.things["chef"] = await story.link_holder("industry supervisor", lambda letter: letter.to == CHEF)
    refusal = await school["principal"].refused(_path(story, school, "clearance"), None, "briefing-missing")
    story.screen.refused("principal", "clears it too early", refusal.code, refusal.mend)
    first, last = story.day(FIRST_DAY).isoformat(), story.day(FIRST_DAY + DAYS).isoformat()
    await coordinator.post(_path(story, school, "school-supervisor"), {"member": teacher.id})
    await teacher.post(_path(story, school, "briefing"), {"held_on": story.day(1).isoformat()})
    await coordinator.post(_path(story, school, "insurance"), {"starts_on": first, "ends_on": last})
    await teacher.post(_path(story, school, "roster"), {"place": "kitchen", "shifts": SHIFTS})
    story.screen.step("coordinator, teacher", "supervisor, briefing, insurance, roster", "briefing-completed")
    refusal = await school["principal"].refused(_path(story, school, "clearance"), None, "guardian-consent-missing")
    story.screen.refused("principal", "clears a minor without consent", refusal.code, refusal.mend)
    await coordinator.post(_path(story, school, "consent-requests"))
    guardian = await story.link_holder("guardian", lambda letter: letter.to.startswith(CONSENT))
    await guardian.post(_path(story, school, "consent"), {})
    story.screen.step("guardian", "agrees by the link in the letter", "guardian-consent-recorded")
    await school["principal"].post(_path(story, school, "clearance"))
    story.screen.step("principal", "clears the placement", "placement-cleared")


async def _begin(story: Story, school: School) -> None:
    await story.timeline.move(story.midnight(story.day(FIRST_DAY), school.zone) + timedelta(hours=9))
    story.screen.step("time", f"it is {story.day(FIRST_DAY)}", "internship-started")


async def _work(story: Story, school: School, chef: Caller, month: int) -> None:
    """One month: written by the student, read and approved by the industry supervisor."""
    first = story.day(FIRST_DAY + month * DAYS // MONTHS + (month > 0))
    last = story.day(FIRST_DAY + (month + 1) * DAYS // MONTHS)
    await story.timeline.move(story.midnight(last, school.zone) + timedelta(hours=20))
    entries = [_entry(day) for day in _days(first, last) if day.isoweekday() < 6]
    for start in range(0, len(entries), 31):
        await school["student"].post(_path(story, school, "logbook"), {"entries": entries[start : start + 31]})
    span = {"starts_on": first.isoformat(), "ends_on": last.isoformat()}
    query = f"logbook?starts_on={first}&ends_on={last}"
    book = await chef.get(_path(story, school, query))
    await chef.post(_path(story, school, "logbook/approvals"), span | {"seal": book["seal"]})
    story.screen.step("student, supervisor", f"logbook {first} – {last}: {len(entries)} days", "logbook-approved")


async def _complete(story: Story, school: School, chef: Caller) -> None:
    refusal = await school["coordinator"].refused(_path(story, school, "completion"), None, "assessment-missing")
    story.screen.refused("coordinator", "completes it unassessed", refusal.code, refusal.mend)
    await chef.post(_path(story, school, "assessments"), {"scores": SCORES, "remarks": "Disiplin, cepat belajar."})
    await school["teacher"].post(_path(story, school, "assessments"), {"scores": SCORES})
    story.screen.step("both supervisors", "assess the four elements", "internship-assessed")
    await story.timeline.move(story.midnight(story.day(FIRST_DAY + DAYS + 1), school.zone))
    started = time.perf_counter()
    await school["coordinator"].post(_path(story, school, "completion"))
    receipt = await story.world.receiver.wait(lambda one: one.type.endswith("placements.internship-completed.v1"))
    story.screen.step(
        "coordinator",
        f"completes the placement: {receipt.body['data']['hours']} hours",
        "internship-completed",
        reached="verified webhook",
        ms=(receipt.at - started) * 1000,
    )


async def _kill(story: Story) -> None:
    for name in ("notifications", "reporting"):
        pid = story.world.kill(name)
        story.screen.step("ops team", f"SIGKILL to {name} (process {pid}); the schools work on", "")
    story.timeline = story.timeline_without("notifications", "reporting")


async def _restart(story: Story) -> None:
    for name in ("notifications", "reporting"):
        await story.world.start(name)
        story.screen.step("ops team", f"starts {name} again", "")
    story.timeline = story.timeline_without()
    started = time.perf_counter()
    await story.timeline.settled()
    story.screen.note(f"what happened meanwhile was heard after {(time.perf_counter() - started) * 1000:.0f} ms")


def _path(story: Story, school: School, what: str) -> str:
    return school.at("placements", f"/placements/{story.things['placement']}/{what}")


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _entry(day: date) -> dict[str, Any]:
    return {"day": day.isoformat(), "minutes": 480, "text": "Mise en place, sarapan, dan kebersihan dapur."}
