"""What the rules of a placement have in common."""

from typing import Any

from services.placements.domain.placement.state import Placement, State
from shared.events import Actor
from shared.refusals import Refused


def who(actor: Actor) -> str:
    """The person where one is known, else the credential: the one who must not approve their own step."""
    return actor.person or actor.id


def of(state: Placement) -> dict[str, Any]:
    """What every event of a placement carries."""
    return {"placement": state.placement, "student": state.student, "organisation": state.organisation}


def expect(state: Placement, *allowed: State) -> None:
    """`Refused` unless the placement is in one of these states."""
    if state.state not in allowed:
        raise Refused(
            "wrong-state",
            f"The placement is {state.state}.",
            mend=f"This can be done while it is {' or '.join(allowed)}.",
            state=state.state,
        )


def never_own_step(actor: Actor, earlier: str | None, what: str) -> None:
    """`Refused` when the one who acts is the one who took the step before."""
    if who(actor) == earlier:
        raise Refused("own-step", f"You cannot {what}.", mend="Let somebody else do it.")
