"""What can be listed of evaluations; a view is listed once the evaluation is completed."""

from collections.abc import Callable
from typing import Any, Final

from services.partners.domain.evaluation import EVALUATION
from services.partners.domain.evaluation.state import EvaluationStatus
from shared.http import Column, Filter, Listing
from shared.ids import Id
from shared.mongo import Collection, Index


def _of(side: str, name: str) -> Callable[[Any], Any]:
    """From the open views, of which there are none before the evaluation is completed."""
    return lambda found: next((view[name] for view in found["state"]["views"] if view["side"] == side), None)


EVALUATIONS: Final = Listing(
    "evaluations",
    columns=(
        Column("status", "Status", "Status", type=EvaluationStatus),
        Column("programme", "Program", "Programme", "state.frame.programme", type=Id),
        Column("partner", "Mitra", "Partner", "state.frame.partner", type=Id),
        Column("organisation", "Organisasi", "Organisation", "state.frame.organisation", type=Id),
        Column("starts_on", "Mulai", "Starts on", "state.frame.starts_on"),
        Column("ends_on", "Selesai", "Ends on", "state.frame.ends_on"),
        Column("due_on", "Batas waktu", "Due on", "state.frame.due_on"),
        Column(
            "scored", "Sudah menilai", "Scored", lambda it: [one["side"] for one in it["state"]["seals"]], list[str]
        ),
        Column("overdue", "Terlambat", "Overdue", type=bool),
        Column("one_sided", "Satu pihak", "One-sided", type=bool),
        Column("school_total", "Nilai sekolah (1/100)", "School's total (1/100)", _of("school", "total"), type=int),
        Column("partner_total", "Nilai mitra (1/100)", "Partner's total (1/100)", _of("partner", "total"), type=int),
    ),
    filters=(
        Filter("status", "state.status", "in", EvaluationStatus),
        Filter("programme", "state.frame.programme", type=Id),
        Filter("partner", "state.frame.partner", type=Id),
        Filter("due_on", "state.frame.due_on", "range"),
    ),
)

COLLECTIONS: Final = (
    Collection(
        EVALUATION.collection,
        (
            Index(("tenant", "state.status", "_id")),
            Index(("tenant", "state.frame.organisation", "_id")),
            Index(("tenant", "state.frame.programme", "_id")),
            Index(("tenant", "state.frame.partner", "_id")),
            Index(("tenant", "state.frame.due_on", "_id")),
        ),
    ),
)
