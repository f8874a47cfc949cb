"""Who may call what, over all routes of the service."""

import re
from collections.abc import Iterator
from typing import Final

from fastapi.routing import APIRoute

from services.partners.app import SERVICE
from services.partners.usecases.partnering import partnered
from shared.auth import Access
from shared.auth.documentation import accesses

NAMES_NOBODY: Final = {"skill", "attachment"}
"""Things at a school that name no organisation."""
FILTERED: Final = {
    "activities", "agreements", "contributions", "curricula", "evaluations", "follow-ups", "industry-classes",
    "meetings", "mous", "plans", "programmes", "today", "visions",
}  # fmt: skip
"""What a school lists for an organisation: that which names it, also without a partnership (an MoU of several)."""


def _of_partners() -> Iterator[tuple[APIRoute, Access]]:
    for route in (each for router in SERVICE.routers for each in router.routes if isinstance(each, APIRoute)):
        (access,) = accesses(route.dependant)
        if isinstance(access, Access) and access.partner:
            yield route, access


def test_a_key_reaches_what_names_nobody_only_where_its_organisation_is_a_partner() -> None:
    seen = set()
    for route, access in _of_partners():
        named = set(re.findall(r"{(\w+)}", route.path))
        if "school" not in named or named - NAMES_NOBODY != {"school"}:
            continue
        kind = route.path.removeprefix("/partners/schools/{school}/").partition("/")[0]
        if route.methods == {"POST"} or kind not in FILTERED:
            assert access.partner is partnered, f"{route.methods} {route.path} is open to every organisation"
            seen.add(kind)
    assert seen == {"skills", "attachments", "contributions"}
