"""What reporting says, what it is made of, and that neither it nor the partner missed or doubled anything (C43)."""

from collections import Counter
from contextlib import suppress
from typing import Any

from jembatan.demo.story import School, Story


async def report(story: Story) -> None:
    """The figures of each school and of the alliance, each with the events that it was made of."""
    await story.timeline.settled()
    for school in story.schools:
        summary = await school["principal"].get(school.at("reporting", "/summary"))
        await _show(story, school.name, school["principal"], school.at("reporting", ""), summary)
    path = f"/reporting/alliances/{story.alliance}"
    await _show(story, "Aliansi", story.admin, path, await story.admin.get(f"{path}/summary"))


async def _show(story: Story, title: str, caller: Any, path: str, summary: dict[str, Any]) -> None:
    rows = []
    for figure in summary["figures"]:
        evidence = await _evidence(caller, f"{path}/evidence?figure={figure['name']}&limit=200")
        if len(evidence) != figure["number"]:
            raise AssertionError(
                f"{title}: {figure['name']} is {figure['number']}, but {len(evidence)} events stand behind it"
            )
        states = ", ".join(f"{state} {number}" for state, number in (figure.get("states") or {}).items() if number)
        first = f"{evidence[0]['type'].removeprefix('id.jembatan.')} {evidence[0]['event'][:18]}…" if evidence else ""
        rows.append([figure["name"], str(figure["number"]), states, first])
    story.screen.table(title, ["figure", "number", "by state", "made of, among others"], rows)


async def _evidence(caller: Any, path: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    page = await caller.get(path)
    items += page["items"]
    while page["next"]:
        page = await caller.get(f"{path}&cursor={page['next']}")
        items += page["items"]
    return items


async def account_for_everything(story: Story) -> None:
    """Every event that names the hotel since its endpoint was verified arrived; every figure equals its source."""
    school, things = story.palangka, story.things
    expected = await _named(story, school)
    receiver = story.world.receiver
    with suppress(TimeoutError):
        await story.until(lambda: _all_in(story, expected), timeout=60)
    counts = receiver.counts
    missing = sorted(expected - counts.keys())
    repeated = {id: count for id, count in counts.items() if count > 1}
    if missing:
        raise AssertionError(f"The partner's system never received {missing}")
    story.screen.step(
        "hotel's system",
        f"got all {len(expected)} events that the histories of programme, MoU, placements, internship show",
        "none lost",
    )
    story.screen.note(f"{len(counts)} different webhooks verified; {_others(story, expected)}")
    story.screen.note(f"{len(repeated)} came twice, with the same webhook-id; {receiver.forged} failed verification")
    deliveries = await story.partner.get(
        f"/notifications/organisations/{things['organisation']}/endpoints/{things['endpoint']}/deliveries?limit=200"
    )
    states = {each["state"] for each in deliveries["items"]}
    story.screen.note(f"the delivery log shows {len(deliveries['items'])} deliveries, all {', '.join(sorted(states))}")
    await _figures_equal_sources(story, school)


def _others(story: Story, expected: set[str]) -> str:
    """What else names the hotel, and was not looked up in a history."""
    types = {receipt.id: receipt.type for receipt in story.world.receiver.receipts if receipt.id not in expected}
    counted = Counter(type.split(".", 2)[-1].removesuffix(".v1") for type in types.values())
    each = ", ".join(f"{count} {type}" for type, count in sorted(counted.items()))
    return f"the other {len(types)} name the hotel too, in slots or before: {each}" if types else "no others"


async def _all_in(story: Story, expected: set[str]) -> bool:
    return expected <= story.world.receiver.counts.keys()


async def _named(story: Story, school: School) -> set[str]:
    """`webhook-id` of every event that names the hotel and is younger than its endpoint."""
    things, principal = story.things, school["principal"]
    streams = [
        *(("partners", f"/{kind}/{things[name]}") for kind, name in (("programmes", "programme"), ("mous", "mou"))),
        *(("placements", f"/placements/{placement}") for placement in things["placements"]),
        ("teachers", f"/internships/{things['internship']}"),
    ]
    since = min(receipt.body["timestamp"] for receipt in story.world.receiver.receipts)
    events: set[str] = set()
    for service, path in streams:
        history = await principal.get(school.at(service, f"{path}/history"))
        events |= {
            f"msg_{item['id'].replace('-', '')}"
            for item in history["items"]
            if item["at"] >= since and things["organisation"] in item["partners"]
        }
    return events


async def _figures_equal_sources(story: Story, school: School) -> None:
    """Counted in reporting after a kill and a restart, and counted anew in the services that own the facts."""
    principal = school["principal"]
    summary = await principal.get(school.at("reporting", "/summary"))
    figures = {figure["name"]: figure["number"] for figure in summary["figures"]}
    sources = {
        "partners": ("partners", "/partners"),
        "active_mous": ("partners", "/mous?status=active"),
        "placements": ("placements", "/placements"),
        "completions": ("placements", "/placements?state=completed"),
        "teacher_internships": ("teachers", "/internships"),
    }
    for figure, (service, path) in sources.items():
        joint = "&" if "?" in path else "?"
        listed = (await principal.get(school.at(service, f"{path}{joint}limit=200")))["items"]
        if len(listed) != figures[figure]:
            raise AssertionError(f"reporting says {figures[figure]} {figure}, {service} has {len(listed)}")
        story.screen.note(f"{figure}: reporting counts {figures[figure]}, {service} lists {len(listed)}")
    story.screen.step("reporting", "killed and restarted in the middle", "nothing lost, nothing counted twice")
