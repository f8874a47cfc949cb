"""What is done under a sister-school programme looks at it as a fact (C28)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from shared.events import Value
from shared.ids import Id
from shared.refusals import Refused

SharedKind = Literal["practice_exchange", "joint_training", "observation_visit", "facility_sharing"]


class UnderFact(Value):
    """The programme as it stands."""

    status: str
    schools: tuple[Id, ...]
    scope: tuple[SharedKind, ...]
    over_at: datetime | None = None
    """The instant at which its last day is over."""


def check_under(programme: UnderFact, schools: Iterable[str], kind: SharedKind) -> None:
    """Refuse what the programme does not cover."""
    if programme.status not in ("running", "reviewed"):
        raise Refused(
            "sister-school-not-running",
            f"The sister-school programme is {programme.status}.",
            mend="Wait until it has begun, or name one that is running.",
        )
    if not set(schools) <= set(programme.schools):
        raise Refused(
            "not-in-programme",
            "A school is not in the sister-school programme.",
            mend="Name schools that have agreed to the programme.",
        )
    if kind not in programme.scope:
        raise Refused(
            "outside-programme-scope", f"The programme does not cover {kind}.", mend="Agree on a wider programme."
        )


def with_itself() -> Refused:
    """A school has no sister-school programme with itself (C28)."""
    return Refused("school-with-itself", "A school cannot do this with itself.", mend="Name another school.")


def not_of_school(what: str) -> Refused:
    """The acting school may not do this part."""
    return Refused("not-your-part", f"This is for the {what} to do.", mend=f"Let the {what} do it.")
