"""What can be listed of instruments."""

from typing import Any, Final

from services.partners.domain.instrument import INSTRUMENT, InstrumentStatus
from shared.http import Column, Filter, Listing
from shared.mongo import Collection, Index


def _newest(found: Any) -> dict[str, Any]:
    state = found["state"]
    shown: dict[str, Any] = (state["editions"] or [state["draft"]])[-1] or {}
    return shown


INSTRUMENTS: Final = Listing(
    "instruments",
    columns=(
        Column("name_id", "Nama", "Name (Indonesian)", lambda found: _newest(found)["name"]["id"]),
        Column("name_en", "Nama (Inggris)", "Name", lambda found: _newest(found)["name"]["en"]),
        Column("status", "Status", "Status", type=InstrumentStatus),
        Column("editions", "Edisi", "Editions", lambda found: len(found["state"]["editions"]), type=int),
        Column("criteria", "Kriteria", "Criteria", lambda found: len(_newest(found)["criteria"]), type=int),
    ),
    filters=(Filter("status", "state.status", "in", InstrumentStatus),),
)

COLLECTIONS: Final = (Collection(INSTRUMENT.collection, (Index(("tenant", "state.status", "_id")),)),)
