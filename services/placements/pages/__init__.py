"""What guardians and industry supervisors see and do behind the links in their letters, with no account (ADR 0020)."""

from typing import Final

from services.placements.pages import consent, supervision
from shared.pages.links import Matter, link_pages

MATTERS: Final[tuple[Matter, ...]] = (consent.MATTER, supervision.MATTER)
ROUTERS: Final = link_pages("placements", MATTERS)
