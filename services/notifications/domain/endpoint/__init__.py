"""Endpoint: where an organisation (its account), a school or a member (by mail) hears events.

Secrets are kept elsewhere, sealed, and mail addresses in `people`.

registered → verified ⇄ paused; disabled (410, or by hand) → verified again by a new verification; removed for good.
"""

from services.notifications.domain.endpoint import evolution, mail, removal, rules
from services.notifications.domain.endpoint.events import EndpointEvent
from services.notifications.domain.endpoint.state import Endpoint
from shared.decider import Decider
from shared.decider import rules as ruled
from shared.events import Command

ENDPOINT: Decider[Endpoint, Command, EndpointEvent] = Decider(
    name="endpoint",
    state=Endpoint,
    events=EndpointEvent,
    decide=ruled("endpoint", rules.CREATING, removal.ending(rules.CHANGING)),
    evolve=evolution.evolve,
    due=mail.due,
    fold=4,
)

__all__ = ["ENDPOINT", "Endpoint"]
