"""The roles that a member can hold in a school or an alliance, and who may hand them out."""

from typing import Final, Literal, get_args

Role = Literal[
    "alliance_admin",
    "principal",
    "public_relations",
    "coordinator",
    "head_of_programme",
    "teacher",
    "school_supervisor",
    "student",
    "partner",
    "committee",
    "auditor",
    "service",
]

ROLES: Final[tuple[Role, ...]] = get_args(Role)

ALLIANCE_ROLES: Final[frozenset[Role]] = frozenset({"alliance_admin", "committee", "auditor"})
"""What a membership in an alliance may hold."""

SCHOOL_ROLES: Final[frozenset[Role]] = frozenset(ROLES) - {"alliance_admin", "partner", "service"}
"""What a membership in a school may hold. `partner` and `service` are what API keys and links act as."""

PRIVILEGED_ROLES: Final[frozenset[Role]] = frozenset({"alliance_admin", "principal"})
"""A write that only these may do is refused while the copy of the directory is too old to be trusted."""

READ_ONLY_ROLES: Final[frozenset[Role]] = frozenset({"auditor"})
"""Never satisfies a route that writes, whatever the route lists."""
