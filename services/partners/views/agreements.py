"""What can be listed of agreements, whichever MoU they are under."""

from datetime import date
from typing import Final

from services.partners.domain.mou import MOU
from services.partners.domain.mou.state import AgreementStatus
from shared.days import Day
from shared.http import Column, Filter, Listing
from shared.ids import Id
from shared.mongo import Collection, Index

WITHIN: Final = "state.agreements"
ORGANISATION: Final = f"{WITHIN}.terms.organisation"

AGREEMENTS: Final = Listing(
    "agreements",
    columns=(
        Column("number", "Nomor", "Number", "part.number"),
        Column("status", "Status", "Status", "part.status", AgreementStatus),
        Column("kind", "Jenis", "Kind", "part.terms.kind"),
        Column("mou", "MoU", "MoU", "parent", Id),
        Column("mou_number", "Nomor MoU", "Number of the MoU", "state.number"),
        Column("school", "Sekolah", "School", "part.terms.school", Id),
        Column("organisation", "Organisasi", "Organisation", "part.terms.organisation", Id),
        Column("concentrations", "Konsentrasi", "Concentrations", "part.terms.concentrations", list[str]),
        Column("starts_on", "Mulai", "Starts on", "part.terms.starts_on", date),
        Column("ends_on", "Selesai", "Ends on", "part.terms.ends_on", date),
        Column("ended", "Sebab berakhir", "Ended by", "part.ended"),
    ),
    filters=(
        Filter("status", f"{WITHIN}.status", "in", AgreementStatus),
        Filter("kind", f"{WITHIN}.terms.kind"),
        Filter("organisation", ORGANISATION, type=Id),
        Filter("ends_on", f"{WITHIN}.terms.ends_on", "range", Day),
    ),
)

COLLECTIONS: Final = (
    Collection(
        MOU.collection,
        (
            Index(("tenant", f"{WITHIN}.status", "_id")),
            Index(("tenant", f"{WITHIN}.terms.kind", "_id")),
            Index(("tenant", ORGANISATION, "_id")),
            Index(("tenant", f"{WITHIN}.terms.ends_on", "_id")),
        ),
    ),
)
