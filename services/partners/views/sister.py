"""What can be listed of what sister schools do together."""

from collections.abc import Mapping
from typing import Any, Final

from services.partners.domain.sister import EXCHANGE, PRACTICE, SISTER_SCHOOL, TRAINING, VISIT
from services.partners.domain.sister.exchange import ExchangeStatus
from services.partners.domain.sister.practice import PracticeStatus
from services.partners.domain.sister.programme.state import SisterStatus
from services.partners.domain.sister.training import TrainingStatus
from services.partners.domain.sister.visit import VisitStatus
from shared.http import Column, Filter, Listing
from shared.ids import Id
from shared.mongo import Collection, Index

SISTERS: Final = Listing(
    "sister-programmes",
    columns=(
        Column("status", "Status", "Status", type=SisterStatus),
        Column("schools", "Sekolah", "Schools", "state.terms.schools", type=list[Id]),
        Column("scope", "Lingkup", "Scope", "state.terms.scope", type=list[str]),
        Column("starts_on", "Mulai", "Starts on", "state.terms.starts_on"),
        Column("ends_on", "Selesai", "Ends on", "state.terms.ends_on"),
        Column("renews", "Memperpanjang", "Renews", "state.terms.renews", type=Id),
    ),
    filters=(
        Filter("status", "state.status", "in", SisterStatus),
        Filter("ends_on", "state.terms.ends_on", "range"),
    ),
)

VISITS: Final = Listing(
    "observation-visits",
    columns=(
        Column("status", "Status", "Status", type=VisitStatus),
        Column("programme", "Program", "Programme", "state.plan.programme", type=Id),
        Column("host", "Tuan rumah", "Host", "state.plan.host", type=Id),
        Column("guest", "Tamu", "Guest", "state.plan.guest", type=Id),
        Column("starts", "Mulai", "Starts", "state.plan.starts"),
        Column("ends", "Selesai", "Ends", "state.plan.ends"),
        Column("accepted", "Diterima", "Accepted", type=bool),
    ),
    filters=(
        Filter("status", "state.status", "in", VisitStatus),
        Filter("programme", "state.plan.programme", type=Id),
        Filter("starts", "state.plan.starts", "range"),
    ),
)

TRAININGS: Final = Listing(
    "joint-trainings",
    columns=(
        Column("status", "Status", "Status", type=TrainingStatus),
        Column("programme", "Program", "Programme", "state.plan.programme", type=Id),
        Column("schools", "Sekolah", "Schools", "state.plan.schools", type=list[Id]),
        Column("starts", "Mulai", "Starts", "state.plan.starts"),
        Column("ends", "Selesai", "Ends", "state.plan.ends"),
        Column("lesson_hours", "JP", "Lesson hours", "state.plan.lesson_hours", type=int),
    ),
    filters=(
        Filter("status", "state.status", "in", TrainingStatus),
        Filter("programme", "state.plan.programme", type=Id),
        Filter("starts", "state.plan.starts", "range"),
    ),
)

EXCHANGES: Final = Listing(
    "practice-exchanges",
    columns=(
        Column("status", "Status", "Status", type=ExchangeStatus),
        Column("programme", "Program", "Programme", "state.record.programme", type=Id),
        Column("on", "Tanggal", "On", "state.record.on"),
        Column("schools", "Sekolah", "Schools", type=list[Id]),
        Column("recorded_by", "Dicatat oleh", "Recorded by", "state.record.school", type=Id),
        Column("lessons", "Pelajaran", "Lessons", lambda found: len(found["state"]["record"]["lessons"]), type=int),
    ),
    filters=(
        Filter("status", "state.status", "in", ExchangeStatus),
        Filter("programme", "state.record.programme", type=Id),
        Filter("on", "state.record.on", "range"),
    ),
)

PRACTICES: Final = Listing(
    "practices",
    columns=(
        Column("status", "Status", "Status", type=PracticeStatus),
        Column("school", "Sekolah", "School", type=Id),
        Column("edition", "Edisi", "Edition", "state.published.edition", type=int),
        Column("title", "Judul", "Title", "title"),
        Column("copied_from", "Disalin dari", "Copied from", lambda found: _copied_from(found["state"]), type=Id),
        Column("adoptions", "Diadopsi", "Adopted", lambda found: len(found["state"].get("adoptions", [])), type=int),
    ),
    filters=(
        Filter("status", "state.status", "in", PracticeStatus),
        Filter("school", "state.school", type=Id),
        Filter("concentration", "state.published.content.concentrations"),
    ),
)


def _copied_from(state: Mapping[str, Any]) -> str | None:
    lineage = state.get("lineage") or [{}]
    origin: str | None = lineage[-1].get("practice")
    return origin


VISITING: Final = ("state.plan.host", "state.plan.guest")

COLLECTIONS: Final = (
    Collection(
        SISTER_SCHOOL.collection,
        (
            Index(("tenant", "state.terms.schools", "_id")),
            Index(("tenant", "state.terms.schools", "state.status", "_id")),
            Index(("tenant", "state.terms.schools", "state.terms.ends_on", "_id")),
        ),
    ),
    Collection(
        VISIT.collection,
        (
            *(Index(("tenant", side, "_id")) for side in VISITING),
            *(Index(("tenant", side, "state.status", "_id")) for side in VISITING),
            *(Index(("tenant", side, "state.plan.starts", "_id")) for side in VISITING),
            Index(("tenant", "state.plan.programme", "_id")),
        ),
    ),
    Collection(
        TRAINING.collection,
        (
            Index(("tenant", "state.plan.schools", "_id")),
            Index(("tenant", "state.plan.schools", "state.status", "_id")),
            Index(("tenant", "state.plan.schools", "state.plan.starts", "_id")),
            Index(("tenant", "state.plan.programme", "_id")),
        ),
    ),
    Collection(
        EXCHANGE.collection,
        (
            Index(("tenant", "state.schools", "_id")),
            Index(("tenant", "state.schools", "state.status", "_id")),
            Index(("tenant", "state.schools", "state.record.on", "_id")),
            Index(("tenant", "state.record.programme", "_id")),
        ),
    ),
    Collection(
        PRACTICE.collection,
        (
            Index(("tenant", "state.status", "_id")),
            Index(("tenant", "state.school", "_id")),
            Index(("tenant", "state.published.content.concentrations", "_id")),
        ),
    ),
)
