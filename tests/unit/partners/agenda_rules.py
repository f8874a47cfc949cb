"""What must hold for every need and date that an aggregate declares: words in both languages, and a route."""

import re
from typing import Any, Final

from services.partners import words
from services.partners.app import SERVICE
from services.partners.domain.coordination import Line
from services.partners.domain.line import MATTERS
from services.partners.usecases.coordination import Coordination, need_of
from shared.agenda import Need
from shared.auth.documentation import accesses
from shared.decider import Decider
from shared.ids import ID_PATTERN

ROUTES: Final = {
    f"{method} {re.sub(r'{[^}]+}', '{}', route.path.removeprefix('/partners'))}": accesses(route.dependant)[0]
    for router in SERVICE.routers
    for route in router.routes
    for method in route.methods
}

OF_NO_MATTER: Final = {
    "endorse-programme": "teachers, committee and partners speak for themselves (C8)",
    "endorse-plan": "likewise (C48)",
    "endorse-vision": "likewise (C48)",
    "reply-to-meeting": "the partner",
    "sign-off-curriculum": "the partner",
    "decide-duplicate": "the alliance's administrators",
    **{
        need_of(role): "nobody has the role (usecases/coordination.py)"
        for role in Coordination(Line(), {}, frozenset()).to_appoint()
    },
}
"""What waits for nobody whom a school's table names, and why."""

_ID: Final = ID_PATTERN.strip("^$")
"""A part of the state, like an agreement under an MoU, is named by its own id."""


def explained(decider: Decider[Any, Any, Any], state: Any) -> None:
    """Fails for what nobody could understand or do."""
    for need in decider.needs(state):
        assert need.what in words.NEEDS, f"words/*.py has no words for {need.what}"
        assert _route(need) in ROUTES, f"no route {need.action}"
        _addressed_by_the_line(need)
        assert set(re.findall(r"{(\w+)}", need.action)) <= {"school", "tenant", "id", "alliance"}, need.action
        assert need.whom.keys("t"), f"{need.what} waits for nobody"
    for dated in decider.dates(state):
        assert dated.what in words.DATES, f"words/*.py has no words for {dated.what}"
        assert dated.whom.keys("t"), f"{dated.what} concerns nobody"


def _route(need: Need) -> str:
    return re.sub(rf"{{[^}}]+}}|{_ID}", "{}", need.action)


def _addressed_by_the_line(need: Need) -> None:
    """To the matter that covers it, or to one who is named by id; whoever may be given the matter may do it (C6)."""
    if need.what in OF_NO_MATTER:
        return
    assert not need.whom.roles, f"{need.what} waits for roles, whatever the school's table says"
    if need.whom.duty is None:
        assert need.whom.member or need.whom.organisation, f"{need.what} waits for nobody"
        return
    matter = next(matter for name, matter in MATTERS.items() if name == need.whom.duty)
    assert need.what in matter.needs, f"{need.whom.duty} does not cover {need.what}"
    assert set(matter.able) <= set(ROUTES[_route(need)].roles), f"who has {need.whom.duty} may not {need.action}"
