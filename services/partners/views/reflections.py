"""What can be listed of reflections."""

from typing import Final

from services.partners.domain.reflection import REFLECTION, ReflectionStatus
from shared.http import Column, Filter, Listing
from shared.ids import Id
from shared.mongo import Collection, Index

REFLECTIONS: Final = Listing(
    "reflections",
    columns=(
        Column("status", "Status", "Status", type=ReflectionStatus),
        Column("partner", "Mitra", "Partner", "state.content.partner", type=Id),
        Column("programme", "Program", "Programme", "state.content.programme", type=Id),
        Column("school_year", "Tahun ajaran", "School year", "state.content.school_year"),
        Column("findings", "Simpulan", "Findings", lambda found: len(found["state"]["content"]["findings"]), type=int),
        Column("evaluations", "Evaluasi", "Evaluations", "state.content.evaluations", type=list[Id]),
    ),
    filters=(
        Filter("status", "state.status", "in", ReflectionStatus),
        Filter("partner", "state.content.partner", type=Id),
        Filter("programme", "state.content.programme", type=Id),
        Filter("school_year", "state.content.school_year"),
        Filter("evaluation", "state.content.evaluations", type=Id),
    ),
)

COLLECTIONS: Final = (
    Collection(
        REFLECTION.collection,
        (
            Index(("tenant", "state.status", "_id")),
            Index(("tenant", "state.content.partner", "_id")),
            Index(("tenant", "state.content.programme", "_id")),
            Index(("tenant", "state.content.school_year", "_id")),
            Index(("tenant", "state.content.evaluations", "_id")),
        ),
    ),
)
