"""The composition of the placements service."""

from pathlib import Path

from services.placements.api import ROUTERS
from services.placements.consumers import HEARD
from services.placements.domain.calendar import CALENDAR
from services.placements.domain.cohort import COHORT
from services.placements.domain.grant import GRANT
from services.placements.domain.placement import PLACEMENT
from services.placements.domain.student import STUDENT
from services.placements.imports import OPERATIONS
from services.placements.pages import ROUTERS as PAGES
from services.placements.settings import PlacementsSettings
from services.placements.views import COLLECTIONS
from shared.people import PERSON
from shared.service import Service

SERVICE = Service(
    name="placements",
    title="Jembatan: placements",
    description="Students, cohorts, slots, and every placement up to its completion (C14–C20).",
    settings=PlacementsSettings,
    deciders=(STUDENT, COHORT, GRANT, CALENDAR, PLACEMENT, PERSON),
    routers=(*ROUTERS, *PAGES),
    hears=HEARD,
    collections=COLLECTIONS,
    operations=OPERATIONS,
    letters=Path(__file__).parent / "letters",
)
