"""The partner's system proves that it owns its endpoint, and hears from then on what names the partner."""

import secrets
from base64 import b64encode

from jembatan.demo.story import Story


async def register_endpoint(story: Story) -> None:
    """Registration with a secret of the partner's own, a signed challenge, verified with `standardwebhooks`."""
    hotel, path = story.partner, f"/notifications/organisations/{story.things['organisation']}/endpoints"
    story.world.receiver.secret = "whsec_" + b64encode(secrets.token_bytes(32)).decode()
    body = {"url": story.world.receiver.url, "filters": [], "secret": story.world.receiver.secret}
    endpoint = (await hotel.post(path, body))["id"]
    story.things["endpoint"] = endpoint
    story.screen.step("hotel's system", f"registers {story.world.receiver.url}", "endpoint-registered")
    await hotel.post(f"{path}/{endpoint}/verification")
    story.screen.step("hotel's system", "answers the signed challenge", "endpoint-verified")
