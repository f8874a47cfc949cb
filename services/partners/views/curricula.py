"""What can be listed of curriculum alignments."""

from typing import Any, Final

from services.partners.domain.curriculum import CURRICULUM
from services.partners.domain.curriculum.values import BEFORE_PARTNER, VersionStatus
from shared.http import Column, Filter, Listing
from shared.ids import Id
from shared.mongo import Collection, Index


def _newest(found: Any) -> Any:
    return found["state"]["versions"][-1]


CURRICULA: Final = Listing(
    "curricula",
    columns=(
        Column("partner", "Mitra", "Partner", "state.scope.partner", type=Id),
        Column("organisation", "Organisasi", "Organisation", "state.scope.organisation", type=Id),
        Column("concentration", "Konsentrasi", "Concentration", "state.scope.concentration"),
        Column("school_year", "Tahun ajaran", "School year", "state.scope.school_year"),
        Column("versions", "Versi", "Versions", lambda found: len(found["state"]["versions"]), type=int),
        Column("status", "Status", "Status", lambda found: _newest(found)["status"], type=VersionStatus),
        Column("hours", "JP", "Lesson hours", lambda found: sum(u["hours"] for u in _newest(found)["units"]), type=int),
    ),
    filters=(
        Filter("partner", "state.scope.partner", type=Id),
        Filter("concentration", "state.scope.concentration"),
        Filter("school_year", "state.scope.school_year"),
    ),
)


def laid_before(organisation: str) -> dict[str, Any]:
    """Matches the alignments of which this partner may see a version."""
    return {"state.scope.organisation": organisation, "state.versions.status": {"$in": list(BEFORE_PARTNER)}}


async def without_drafts(page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page as the partner may see it: rows are made of the versions that lay before it alone."""
    return [{**found, "state": {**found["state"], "versions": _seen(found)}} for found in page]


def _seen(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in found["state"]["versions"] if each["status"] in BEFORE_PARTNER]


COLLECTIONS: Final = (
    Collection(
        CURRICULUM.collection,
        (
            Index(("tenant", "state.scope.partner", "_id")),
            Index(("tenant", "state.scope.organisation", "_id")),
            Index(("tenant", "state.scope.concentration", "_id")),
            Index(("tenant", "state.scope.school_year", "_id")),
        ),
    ),
)
