"""What can be listed of the alliance's register."""

from collections.abc import Iterable
from typing import Final, Literal

from services.partners.domain.organisation import ORGANISATION
from services.partners.domain.values import OrganisationKind
from shared.context import Context
from shared.http import Column, Filter, Listing
from shared.ids import Id
from shared.mongo import Collection, Index

ORGANISATIONS: Final = Listing(
    "organisations",
    columns=(
        Column("name", "Nama", "Name"),
        Column("kind", "Jenis", "Kind", type=OrganisationKind),
        Column("nib", "NIB", "NIB"),
        Column("npwp", "NPWP", "NPWP"),
        Column("sector", "KBLI", "Sector"),
        Column("country", "Negara", "Country"),
        Column("status", "Status", "Status"),
        Column("into", "Digabung ke", "Merged into", type=Id),
        Column("sites", "Lokasi", "Sites", lambda found: len(found["state"].get("sites", [])), type=int),
    ),
    filters=(
        Filter("nib", "state.nibs", description="Also that of an entry merged into it."),
        Filter("status", "state.status", "in", Literal["registered", "merged"]),
        Filter("name", "state.name", "prefix"),
        Filter("kind", "state.kind", "in", OrganisationKind),
        Filter("sector", "state.sector", "prefix"),
    ),
)

COLLECTIONS: Final = (
    Collection(
        ORGANISATION.collection,
        (
            Index(("tenant", "state.status", "_id")),
            Index(("tenant", "state.nibs", "_id")),
            Index(("tenant", "state.name", "_id")),
            Index(("tenant", "state.kind", "_id")),
            Index(("tenant", "state.sector", "_id")),
            Index(("tenant", "state.npwp")),
            Index(("tenant", "state.keys")),
        ),
    ),
)


async def names_of(register: Context, organisations: Iterable[str]) -> dict[str, str]:
    """The names that the register has; `register` is a context in the alliance."""
    keys = [f"{register.tenant}/{id}" for id in sorted(set(organisations))]
    found = await register.current(ORGANISATION).find({"_id": {"$in": keys}}, fields={"id": 1, "state.name": 1})
    return {one["id"]: one["state"]["name"] for one in found}
