"""What can be listed of entries that may be one organisation."""

from typing import Any, Final

from services.partners.domain.duplicate import DUPLICATE, DuplicateStatus
from services.partners.domain.organisation import ORGANISATION
from shared.context import Context
from shared.http import Column, Filter, Listing
from shared.http.listing import Sort
from shared.ids import Id
from shared.mongo import Collection, Index

DUPLICATES: Final = Listing(
    "duplicates",
    columns=(
        Column("first", "Entri pertama", "First entry", type=Id),
        Column("first_name", "Nama pertama", "First name", "first_name"),
        Column("first_nib", "NIB pertama", "First NIB", "first_nib"),
        Column("first_town", "Kota pertama", "First town", "first_town"),
        Column("second", "Entri kedua", "Second entry", type=Id),
        Column("second_name", "Nama kedua", "Second name", "second_name"),
        Column("second_nib", "NIB kedua", "Second NIB", "second_nib"),
        Column("second_town", "Kota kedua", "Second town", "second_town"),
        Column("score", "Kemiripan", "Likeness", type=int),
        Column("why", "Alasan", "Reasons", type=list[str]),
        Column("status", "Status", "Status", type=DuplicateStatus),
    ),
    filters=(
        Filter("status", "state.status", "in", DuplicateStatus),
        Filter("score", "state.score", "range", int, native=True),
        Filter("first", "state.first", type=Id),
        Filter("second", "state.second", type=Id),
    ),
    sort=Sort("state.score", descending=True),
)

COLLECTIONS: Final = (
    Collection(
        DUPLICATE.collection,
        (
            Index(("tenant", "state.status", "-state.score", "-_id")),
            Index(("tenant", "-state.score", "-_id")),
            Index(("tenant", "state.first")),
            Index(("tenant", "state.second")),
        ),
    ),
)


async def with_names(ctx: Context, page: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The page with what the register says of the entries; `ctx` is in the register."""
    ids = {one["state"][side] for one in page for side in ("first", "second")}
    found = await ctx.current(ORGANISATION).find({"_id": {"$in": [f"{ctx.tenant}/{id}" for id in sorted(ids)]}})
    known = {one["id"]: one["state"] for one in found}
    return [{**one, **_side(one, "first", known), **_side(one, "second", known)} for one in page]


def _side(pair: dict[str, Any], side: str, known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    state = known.get(pair["state"][side], {})
    addresses = [site.get("town") or site["address"] for site in state.get("sites", [])]
    return {
        f"{side}_name": state.get("name"),
        f"{side}_nib": state.get("nib"),
        f"{side}_town": next(iter(addresses), None),
    }
