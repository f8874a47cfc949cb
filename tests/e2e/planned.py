"""What the first school has planned, for the walls: its vision, a yearly plan, and a matter of its line."""

from jembatan.demo.story import Story


async def planned(story: Story) -> dict[str, str]:
    """Path parameter → id of a real thing of the first school; its partner is asked by both."""
    school = story.palangka
    partners = {"partners": [story.things["partner"]]}
    vision = partners | {"statement": "Menjadi rujukan perhotelan.", "missions": ["Membangun kemitraan."]}
    plan = partners | {"title": "Rencana kemitraan", "school_year": "2031/2032"}
    made = {
        kind: str((await school["coordinator"].post(school.at("partners", f"/{kind}s"), body))["id"])
        for kind, body in (("vision", vision), ("plan", plan))
    }
    return {**made, "matter": "prepare_plans"}
