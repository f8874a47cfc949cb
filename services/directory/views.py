"""What can be listed of the directory, and the indexes for it."""

from typing import Final

from services.directory.consumers import ORGANISATIONS
from services.directory.domain.api_key import API_KEY
from services.directory.domain.member import MEMBER
from services.directory.domain.school import SCHOOL, Concentration
from services.directory.domain.sharing_grant import SHARING_GRANT
from shared.auth import COPIES, Role
from shared.auth.memberships import OWN
from shared.http import Column, Filter, Listing
from shared.ids import Id
from shared.mongo import Collection, Index

SCHOOLS: Final = Listing(
    "schools",
    columns=(
        Column("npsn", "NPSN", "NPSN"),
        Column("name", "Nama", "Name"),
        Column("zone", "Zona waktu", "Time zone"),
        Column("concentrations", "Konsentrasi keahlian", "Concentrations", type=list[Concentration]),
    ),
    filters=(Filter("npsn", "state.npsn"), Filter("zone", "state.zone")),
)

MEMBERS: Final = Listing(
    "members",
    columns=(
        Column("name", "Nama", "Name", "name"),
        Column("email", "Surel", "E-mail", "email"),
        Column("roles", "Peran", "Roles", type=list[Role]),
        Column("active", "Aktif", "Active", type=bool),
    ),
    filters=(Filter("role", "state.roles", type=Role), Filter("active", "state.active", type=bool)),
)

API_KEYS: Final = Listing(
    "api-keys",
    columns=(
        Column("name", "Nama", "Name"),
        Column("organisation", "Mitra", "Partner", type=Id),
        Column("scopes", "Cakupan", "Scopes", type=list[str]),
        Column(
            "secrets",
            "Rahasia",
            "Secrets",
            lambda document: [_shown(secret) for secret in document["state"]["secrets"]],
            type=list[str],
        ),
    ),
    filters=(Filter("organisation", "state.organisation", type=Id),),
)

SHARING_GRANTS: Final = Listing(
    "sharing-grants",
    columns=(
        Column("to", "Kepada", "To", type=Id),
        Column("what", "Isi", "What", type=list[str]),
        Column("active", "Berlaku", "Active", type=bool),
    ),
    filters=(Filter("to", "state.to", type=Id), Filter("active", "state.active", type=bool)),
)


def _shown(secret: dict[str, object]) -> str:
    """`Zk3vQ8mPx01a until 2027-06-30T…`: which secret it is, never its digest."""
    end = "revoked" if secret.get("revoked") else f"until {secret['expires']}"
    return f"{secret['prefix']} {end}"


_FOR_LISTS: Final = {
    SCHOOL.collection: (Index(("tenant", "state.npsn")),),
    MEMBER.collection: (Index(("tenant", "state.roles")),),
    API_KEY.collection: (Index(("tenant", "state.organisation")),),
    SHARING_GRANT.collection: (Index(("tenant", "state.active")),),
}

COLLECTIONS: Final = (
    Collection(ORGANISATIONS),
    *(Collection(OWN[copy.name], (*copy.indexes, *_FOR_LISTS[OWN[copy.name]])) for copy in COPIES),
)
"""The directory authorises by its own current states, so they have the indexes of every other service's copies."""
