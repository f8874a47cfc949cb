"""Map → plan → MoU: from a hotel that nobody knew to a quota that students can be placed on (C1–C3, C8)."""

import time
from datetime import timedelta

from jembatan.demo.caller import Caller
from jembatan.demo.story import CULINARY, School, Story, school_year

HOTEL = {
    "name": "Hotel Anggrek Yogyakarta",
    "kind": "industry",
    "nib": "9120004799001",
    "sector": "55110",
    "sites": [
        {
            "name": "Malioboro",
            "address": "Jl. Malioboro 60, Yogyakarta",
            "zone": "Asia/Jakarta",
            "departments": ["kitchen", "front_office"],
        }
    ],
}
PLACES = 4
SCOPE = ["placement", "teacher_internship", "industry_class"]


async def map_and_plan(story: Story) -> None:
    """The hotel with kitchen and front office, an API key for its system, and an endorsed programme."""
    await _map(story, story.palangka)
    await _give_key(story)
    await _plan(story, story.palangka)


async def _map(story: Story, school: School) -> None:
    register, coordinator = f"/partners/alliances/{story.alliance}/organisations", school["coordinator"]
    organisation = (await coordinator.post(register, HOTEL))["id"]
    story.things["organisation"] = organisation
    story.things["site"] = (await coordinator.get(f"{register}/{organisation}"))["sites"][0]["site"]
    story.screen.step(
        "coordinator", "registers a hotel in Yogyakarta: kitchen, front office", "organisation-registered"
    )
    mapped = await coordinator.post(
        school.at("partners", "/partners"),
        {"organisation": organisation, "potential": "Dapur besar, chef mau mengajar."},
    )
    story.things["partner"] = partner = mapped["id"]
    story.screen.step("coordinator", "maps it as a partner", "partner-mapped")
    path = school.at("partners", f"/partners/{partner}")
    refusal = await coordinator.refused(f"{path}/qualification", None, "partner-without-contact")
    story.screen.refused("coordinator", "qualifies it too early", refusal.code, refusal.mend)
    contact = {
        "name": "Direktur Contoh",
        "email": "direktur@anggrek.example",
        "function": "signatory",
        "position": "GM",
    }
    await coordinator.post(f"{path}/contacts", contact)
    story.things["director"] = (await coordinator.get(f"{path}/contacts"))[0]["contact"]
    await coordinator.post(f"{path}/qualification")
    story.screen.step("coordinator", "names a contact and qualifies the partner", "partner-qualified")


async def _give_key(story: Story) -> None:
    """The directory knows an organisation once it has heard of it."""
    await story.timeline.settled()
    body = {
        "name": "hotel-system",
        "organisation": story.things["organisation"],
        "scopes": [
            f"{thing}:{verb}"
            for thing, verbs in {
                "partners": ("read", "write", "sign"),
                "placements": ("read", "write"),
                "webhook": ("read", "write"),
            }.items()
            for verb in verbs
        ],
    }
    issued = await story.admin.post(f"/directory/alliances/{story.alliance}/keys", body)
    story.hotel = story.key_holder("hotel's system", issued["key"])
    await story.timeline.settled()
    story.screen.step("alliance admin", "issues an API key for the hotel's system", "api-key-issued")


async def _plan(story: Story, school: School) -> None:
    body = {
        "partner": story.things["partner"],
        "kinds": SCOPE,
        "concentrations": [CULINARY],
        "school_year": school_year(story.today),
        "title": "PKL kuliner dan guru magang di Yogyakarta",
    }
    programme = (await school["coordinator"].post(school.at("partners", "/programmes"), body))["id"]
    story.things["programme"] = programme
    path = school.at("partners", f"/programmes/{programme}")
    story.screen.step("coordinator", "proposes a programme", "programme-proposed")
    refusal = await school["principal"].refused(f"{path}/approval", None, "not-endorsed")
    story.screen.refused("principal", "approves before anybody endorsed", refusal.code, refusal.mend)
    endorsers: tuple[tuple[Caller, str], ...] = (
        (school["teacher"], "teachers"),
        (school["committee"], "committee"),
        (story.partner, "partner"),
    )
    for caller, group in endorsers:
        seen = (await caller.get(path))["content_hash"]
        await caller.post(f"{path}/endorsements", {"group": group, "content_hash": seen})
        story.screen.step(caller.who, f"endorses for the {group}", "programme-endorsed")
    await school["principal"].post(f"{path}/approval")
    story.screen.step("principal", "approves", "programme-approved")


async def sign(story: Story) -> None:
    """Draft, review, signatures by the principal and by the hotel's director through a link without an account."""
    school, things = story.palangka, story.things
    body = {
        "programme": things["programme"],
        "scope": SCOPE,
        "concentrations": [CULINARY],
        "starts_on": story.day(1).isoformat(),
        "ends_on": (story.day(1).replace(year=story.day(1).year + 3, day=1)).isoformat(),
        "text": "Pasal 1. Para pihak bekerja sama dalam PKL, guru magang, dan penyelarasan kurikulum.",
    }
    mou = (await school["coordinator"].post(school.at("partners", "/mous"), body))["id"]
    things["mou"] = mou
    path = school.at("partners", f"/mous/{mou}")
    story.screen.step("coordinator", "drafts an MoU over three years", "mou-drafted")
    await school["coordinator"].post(f"{path}/submission")
    story.screen.step("coordinator", "lays it before the parties", "mou-submitted-for-review")
    await story.partner.post(f"{path}/comments", {"comment": "Mohon jumlah tempat ditegaskan di PKS."})
    story.screen.step("hotel's system", "comments in the review", "mou-review-commented")
    content = (await school["principal"].get(f"{path}/content"))["content_hash"]
    await school["principal"].post(f"{path}/signatures", {"content_hash": content})
    story.screen.step("principal", "signs what has this content hash", "mou-party-signed")
    invitation = {"organisation": things["organisation"], "person": things["director"]}
    await school["coordinator"].post(f"{path}/invitations", invitation)
    director = await story.link_holder("hotel's director", lambda letter: letter.to == "direktur@anggrek.example")
    seen = (await director.get(f"{path}/content"))["content_hash"]
    started = time.perf_counter()
    await director.post(f"{path}/signatures", {"content_hash": seen})
    receipt = await story.world.receiver.wait(lambda one: one.type == "id.jembatan.partners.mou-signed.v1")
    story.screen.step(
        "hotel's director",
        "signs by the link in the letter",
        "mou-party-signed, mou-signed",
        reached="verified webhook",
        ms=(receipt.at - started) * 1000,
    )


async def agree(story: Story) -> None:
    """Domain time reaches the start date; an agreement under the active MoU is signed and grants a quota."""
    school, things = story.palangka, story.things
    mou = school.at("partners", f"/mous/{things['mou']}")
    await story.timeline.move(story.midnight(story.day(1), school.zone) + timedelta(hours=9))
    if (state := (await school["principal"].get(mou))["status"]) != "active":
        raise AssertionError(f"The MoU must be active on its first day, but is {state}.")
    story.screen.step("time", f"it is {story.day(1)} in {school.zone}", "mou-activated, partner-activated")
    body = {
        "kind": "placement",
        "organisation": things["organisation"],
        "sites": [things["site"]],
        "concentrations": [CULINARY],
        "starts_on": story.day(1).isoformat(),
        "ends_on": story.day(364).isoformat(),
        "insured_until": story.day(364).isoformat(),
        "text": "Pasal 1. Hotel menerima siswa PKL di dapur.",
        "quota": [
            {"site": things["site"], "department": "kitchen", "concentration": CULINARY, "places": PLACES},
        ],
    }
    agreement = (await school["coordinator"].post(f"{mou}/agreements", body))["agreement"]
    things["agreement"] = agreement
    path = f"{mou}/agreements/{agreement}"
    seen = (await story.partner.get(f"{path}/content"))["content_hash"]
    await school["principal"].post(f"{path}/signatures", {"content_hash": seen})
    started = time.perf_counter()
    await story.partner.post(f"{path}/signatures", {"content_hash": seen})
    receipt = await story.world.receiver.wait(lambda one: one.type == "id.jembatan.partners.quota-granted.v1")
    story.screen.step(
        "hotel's system",
        "signs the agreement after the principal",
        f"agreement-signed, quota-granted ({PLACES} places)",
        reached="verified webhook",
        ms=(receipt.at - started) * 1000,
    )
