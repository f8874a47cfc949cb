"""What can be listed of curriculum alignments."""

from typing import Any, Final

from services.partners.domain.curriculum import CURRICULUM
from services.partners.domain.curriculum.values import VersionStatus
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
