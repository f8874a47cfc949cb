"""What can be listed of industry classes."""

from datetime import date
from typing import Final, Literal

from services.partners.domain.industry_class import INDUSTRY_CLASS
from shared.days import Day
from shared.http import Column, Filter, Listing, Sort
from shared.ids import Id
from shared.mongo import Collection, Index

INDUSTRY_CLASSES: Final = Listing(
    "industry-classes",
    columns=(
        Column("status", "Status", "Status"),
        Column("partner", "Mitra", "Partner", "state.terms.partner", type=Id),
        Column("organisation", "Organisasi", "Organisation", "state.terms.organisation", type=Id),
        Column("agreement", "PKS", "Agreement", "state.terms.agreement", type=Id),
        Column("concentration", "Konsentrasi", "Concentration", "state.terms.concentration"),
        Column("starts_on", "Mulai", "Starts on", "state.terms.starts_on", type=date),
        Column("ends_on", "Selesai", "Ends on", "state.terms.ends_on", type=date),
        Column("places", "Tempat", "Places", "state.terms.places", type=int),
        Column("enrolled", "Peserta", "Enrolled", "state.outcomes.enrolled", type=int),
        Column("completed", "Tamat", "Completed", "state.outcomes.completed", type=int),
        Column("certified", "Bersertifikat", "Certified", "state.outcomes.certified", type=int),
        Column("hired", "Diterima bekerja", "Hired", "state.outcomes.hired", type=int),
    ),
    filters=(
        Filter("status", "state.status", "in", Literal["opened", "closed"]),
        Filter("partner", "state.terms.partner", type=Id),
        Filter("concentration", "state.terms.concentration"),
        Filter("starts_on", "state.terms.starts_on", "range", Day),
    ),
    sort=Sort("state.terms.starts_on", descending=True, days=True),
)

COLLECTIONS: Final = (
    Collection(
        INDUSTRY_CLASS.collection,
        (
            Index(("tenant", "state.terms.starts_on", "_id")),
            Index(("tenant", "state.status", "state.terms.starts_on", "_id")),
            Index(("tenant", "state.terms.partner", "state.terms.starts_on", "_id")),
            Index(("tenant", "state.terms.organisation", "state.terms.starts_on", "_id")),
            Index(("tenant", "state.terms.concentration", "state.terms.starts_on", "_id")),
        ),
    ),
)
