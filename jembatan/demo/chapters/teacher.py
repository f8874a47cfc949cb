"""A teacher internship in the partner's kitchen, from nomination to completion (C21, C23)."""

from datetime import timedelta

from jembatan.demo.chapters.placement import DAYS, FIRST_DAY
from jembatan.demo.story import Story


async def send_teacher(story: Story) -> None:
    """Nomination, substitute, approval, four weeks, report, dissemination, completion."""
    school = story.palangka
    coordinator, principal = school["coordinator"], school["principal"]
    intern = await _register(story, "Guru Magang Contoh", school["intern"].id)
    story.things["teacher"] = intern
    colleague = await _register(story, "Guru Pengganti Contoh", None)
    first, last = story.day(FIRST_DAY + DAYS + 10), story.day(FIRST_DAY + DAYS + 37)
    body = {
        "teacher": intern,
        "organisation": story.things["organisation"],
        "scheme": "domestic",
        "starts_on": first.isoformat(),
        "ends_on": last.isoformat(),
        "lessons_missed": 48,
    }
    internship = (await coordinator.post(school.at("teachers", "/internships"), body))["id"]
    story.things["internship"] = internship
    story.screen.step("coordinator", f"nominates a teacher for {first} – {last}", "teacher-nominated")
    path = school.at("teachers", f"/internships/{internship}")
    refusal = await coordinator.refused(school.at("teachers", "/internships"), body, "internships-overlap")
    story.screen.refused("coordinator", "nominates the same teacher twice", refusal.code, refusal.mend)
    refusal = await principal.refused(f"{path}/approval", {"substitute": None}, "no-substitute")
    story.screen.refused("principal", "approves without a substitute", refusal.code, refusal.mend)
    await principal.post(f"{path}/approval", {"substitute": colleague})
    story.screen.step("principal", "approves, a colleague takes 48 lesson hours", "teacher-internship-approved")
    await story.timeline.move(story.midnight(last + timedelta(days=1), school.zone) + timedelta(hours=9))
    story.screen.step("time", f"it is {last + timedelta(days=1)}", "teacher-internship-started (four weeks ago)")
    report = {"text": "Standar kebersihan dapur hotel dan alur mise en place dibawa ke praktik siswa."}
    await school["intern"].post(f"{path}/report", report)
    story.screen.step("teacher", "reports what comes home", "teacher-report-submitted")
    refusal = await coordinator.refused(f"{path}/completion", None, "not-disseminated")
    story.screen.refused("coordinator", "completes it before it was passed on", refusal.code, refusal.mend)
    held = (last + timedelta(days=1)).isoformat()
    body = {"channel": "workshop", "held_on": held, "participants": 14, "summary": "Lokakarya untuk guru kuliner."}
    await school["intern"].post(f"{path}/disseminations", body)
    story.screen.step("teacher", "passes it on to 14 colleagues", "practice-disseminated")
    await coordinator.post(f"{path}/completion")
    story.screen.step("coordinator", "completes the internship", "teacher-internship-completed")


async def _register(story: Story, name: str, member: str | None) -> str:
    school = story.palangka
    made = await school["coordinator"].post(school.at("teachers", "/teachers"), {"name": name, "member": member})
    return str(made["id"])
