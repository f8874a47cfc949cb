"""What must hold for every need and date that an aggregate declares: words in both languages, and a route."""

import re
from typing import Any, Final

from services.partners import words
from services.partners.app import SERVICE
from shared.decider import Decider
from shared.ids import ID_PATTERN

ROUTES: Final = {
    f"{method} {re.sub(r'{[^}]+}', '{}', route.path.removeprefix('/partners'))}"
    for router in SERVICE.routers
    for route in router.routes
    for method in route.methods
}

_ID: Final = ID_PATTERN.strip("^$")
"""A part of the state, like an agreement under an MoU, is named by its own id."""


def explained(decider: Decider[Any, Any, Any], state: Any) -> None:
    """Fails for what nobody could understand or do."""
    for need in decider.needs(state):
        assert need.what in words.NEEDS, f"words/*.py has no words for {need.what}"
        assert re.sub(rf"{{[^}}]+}}|{_ID}", "{}", need.action) in ROUTES, f"no route {need.action}"
        assert set(re.findall(r"{(\w+)}", need.action)) <= {"school", "tenant", "id"}, need.action
        assert need.whom.keys("t"), f"{need.what} waits for nobody"
    for dated in decider.dates(state):
        assert dated.what in words.DATES, f"words/*.py has no words for {dated.what}"
        assert dated.whom.keys("t"), f"{dated.what} concerns nobody"
