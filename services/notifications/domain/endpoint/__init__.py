"""Endpoint: where an organisation (its account) or a school hears events. Its secrets are kept elsewhere, sealed.

registered → verified ⇄ paused; disabled (410, or by hand) → verified again by a new verification.
"""

from services.notifications.domain.endpoint import evolution, rules
from services.notifications.domain.endpoint.events import EndpointEvent
from services.notifications.domain.endpoint.state import Endpoint
from shared.decider import Decider
from shared.decider import rules as ruled
from shared.events import Command

ENDPOINT: Decider[Endpoint, Command, EndpointEvent] = Decider(
    name="endpoint",
    state=Endpoint,
    events=EndpointEvent,
    decide=ruled("endpoint", rules.CREATING, rules.CHANGING),
    evolve=evolution.evolve,
    fold=3,
)

__all__ = ["ENDPOINT", "Endpoint"]
