"""What can be listed of contributions."""

from typing import Final

from services.partners.domain.contribution import (
    CONTRIBUTION,
    UNITS,
    ContributionKind,
    ContributionStatus,
    Side,
)
from shared.http import Column, Filter, Listing
from shared.ids import Id
from shared.mongo import Collection, Index

CONTRIBUTIONS: Final = Listing(
    "contributions",
    columns=(
        Column("partner", "Mitra", "Partner", type=Id),
        Column("organisation", "Organisasi", "Organisation", type=Id),
        Column("side", "Pemberi", "Given by", "state.gift.side", type=Side),
        Column("kind", "Jenis", "Kind", "state.gift.kind", type=ContributionKind),
        Column("amount", "Jumlah", "Amount", "state.gift.amount", type=int),
        Column("unit", "Satuan", "Unit", lambda found: UNITS[found["state"]["gift"]["kind"]]),
        Column("given_on", "Tanggal", "Given on", "state.gift.given_on"),
        Column("school_year", "Tahun ajaran", "School year"),
        Column("status", "Status", "Status", type=ContributionStatus),
        Column("recorded_by", "Dicatat oleh", "Recorded by", type=Side),
        Column("programme", "Program", "Programme", "state.gift.programme", type=Id),
        Column("evidence", "Bukti", "Evidence", lambda found: len(found["state"]["gift"]["evidence"]), type=int),
        Column("corrections", "Koreksi", "Corrections", lambda found: len(found["state"]["earlier"]), type=int),
    ),
    filters=(
        Filter("partner", "state.partner", type=Id),
        Filter("status", "state.status", "in", ContributionStatus),
        Filter("kind", "state.gift.kind", "in", ContributionKind),
        Filter("side", "state.gift.side", type=Side),
        Filter("school_year", "state.school_year"),
        Filter("given_on", "state.gift.given_on", "range"),
    ),
)

COLLECTIONS: Final = (
    Collection(
        CONTRIBUTION.collection,
        (
            Index(("tenant", "state.partner", "_id")),
            Index(("tenant", "state.organisation", "_id")),
            Index(("tenant", "state.status", "_id")),
            Index(("tenant", "state.gift.kind", "_id")),
            Index(("tenant", "state.gift.side", "_id")),
            Index(("tenant", "state.school_year", "_id")),
            Index(("tenant", "state.gift.given_on", "_id")),
        ),
    ),
)
