"""The table of the coordination line as a list."""

from typing import Any, Final

from services.partners.domain.line import MATTERS, MatterName
from services.partners.usecases.coordination import Coordination
from services.partners.words.line import MATTER_NAMES
from shared.http import Column, Filter, Listing
from shared.ids import Id

LINE_TABLE: Final = Listing(
    "line",
    columns=(
        Column("id", "Kode", "Code", "matter", type=MatterName),
        Column("indonesian", "Urusan", "Matter (Indonesian)", "indonesian"),
        Column("english", "Urusan (Inggris)", "Matter", "english"),
        Column("roles", "Peran", "Roles", "roles", type=list[str]),
        Column("member", "Anggota", "Member", "member", type=Id),
        Column("decided", "Ditetapkan kepala sekolah", "Decided by the principal", "decided", type=bool),
        Column("fixed", "Tetap", "Fixed", "fixed", type=bool),
    ),
    filters=(Filter("member", "member", type=Id), Filter("decided", "decided", type=bool)),
)


def rows_of(table: Coordination) -> list[dict[str, Any]]:
    """One per matter, in the order of the cycle."""
    return [_row(table, matter, position) for position, matter in enumerate(MATTERS)]


def _row(table: Coordination, matter: MatterName, position: int) -> dict[str, Any]:
    holder = table.holder(matter)
    indonesian, english = MATTER_NAMES[matter]
    return {
        "matter": matter,
        "indonesian": indonesian,
        "english": english,
        "roles": list(table.roles(matter)),
        "member": holder.member if holder else None,
        "decided": holder is not None,
        "fixed": MATTERS[matter].fixed,
        "order": f"{position:02d}",
        "key": matter,
    }
