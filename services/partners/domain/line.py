"""Who answers for what at a school, as roles: whom needs and dates are addressed to (C6)."""

from typing import Final, Literal

from shared.events import Actor
from shared.refusals import Refused

LINE: Final = ("principal", "public_relations", "coordinator")
"""The coordination line."""

STAFF: Final = (*LINE, "head_of_programme")

Deed = Literal["decides", "approves", "agrees", "reflects", "signs"]
"""What nobody but a principal does."""

_ALONE: Final[dict[Deed, str]] = {
    "decides": "Only the principal decides this.",
    "approves": "Only the principal approves.",
    "agrees": "Only the principal decides this for a school.",
    "reflects": "Only the principal reflects here.",
    "signs": "With an account only a school's principal signs.",
}


def only_principal(by: Actor, deed: Deed = "decides") -> None:
    """Refuse everybody else (C6)."""
    if "principal" not in by.roles:
        raise principal_alone(deed)


def principal_alone(deed: Deed) -> Refused:
    """What everybody else is told: `only-principal-<deed>`."""
    return Refused(f"only-principal-{deed}", _ALONE[deed], mend="Ask the principal.")
