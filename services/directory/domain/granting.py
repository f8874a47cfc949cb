"""Who may hand out which role: nobody one that he could not hold power over himself (C6)."""

from collections.abc import Iterable
from typing import Final, Literal

from shared.auth.roles import ALLIANCE_ROLES, ROLES, SCHOOL_ROLES, Role
from shared.refusals import Refused

Place = Literal["school", "alliance"]

OPERATOR: Final = "operator"
"""Stands for those who run the deployment: they found alliances and name the first administrators, no more."""

MAY_GRANT: Final[dict[str, frozenset[Role]]] = {
    OPERATOR: frozenset({"alliance_admin"}),
    "alliance_admin": ALLIANCE_ROLES | SCHOOL_ROLES,
    "principal": SCHOOL_ROLES,
}

HOLDABLE: Final[dict[Place, frozenset[Role]]] = {"school": SCHOOL_ROLES, "alliance": ALLIANCE_ROLES}

STEWARD: Final[dict[Place, Role]] = {"school": "principal", "alliance": "alliance_admin"}
"""The role of which a place always keeps at least one holder."""


def grantable(by: Iterable[str]) -> frozenset[Role]:
    """Every role that somebody with the roles `by` may give and take."""
    return frozenset[Role]().union(*(MAY_GRANT.get(role, frozenset()) for role in by))


def require_grantable(roles: Iterable[Role], by: Iterable[str], place: Place) -> None:
    """Refuse roles that the place does not have, and roles that `by` may not touch."""
    asked = frozenset(roles)
    if foreign := asked - HOLDABLE[place]:
        raise Refused(
            "role-not-here",
            f"A membership in this {place} cannot hold: {', '.join(sorted(foreign))}.",
            mend=f"Use: {', '.join(role for role in ROLES if role in HOLDABLE[place])}.",
        )
    if beyond := asked - grantable(by):
        raise Refused(
            "role-beyond-yours",
            f"Your roles do not let you give or take: {', '.join(sorted(beyond))}.",
            mend="Ask the principal or the alliance's administrator.",
        )
