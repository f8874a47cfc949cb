"""An MoU with the agreements and addenda under it, in one stream (C3)."""

from services.partners.domain.mou import (
    addendum_rules,
    agenda,
    agreement_rules,
    course_rules,
    evolution,
    mou_rules,
    recording,
    review_rules,
    signing_rules,
)
from services.partners.domain.mou.calendar import due
from services.partners.domain.mou.events import MoUEvent
from services.partners.domain.mou.state import MoU
from shared.decider import Decider, rules
from shared.events import Audience, Command


def _audience(mou: MoU, event: MoUEvent) -> Audience:
    """All parties; of an agreement, and of what is about it, only its two."""
    id = getattr(event, "agreement", None) or getattr(event, "addendum", None) or getattr(event, "document", None)
    addendum = mou.addendum(id)
    agreement = mou.agreement(addendum.agreement if addendum else id)
    if agreement is not None:
        return Audience(schools=(agreement.terms.school,), partners=(agreement.terms.organisation,))
    return Audience(schools=mou.terms.parties.schools, partners=mou.terms.parties.organisations)


MOU: Decider[MoU, Command, MoUEvent] = Decider(
    name="mou",
    state=MoU,
    events=MoUEvent,
    decide=rules(
        "MoU",
        mou_rules.CREATING | recording.CREATING,
        mou_rules.CHANGING
        | recording.CHANGING
        | review_rules.CHANGING
        | signing_rules.CHANGING
        | course_rules.CHANGING
        | agreement_rules.CHANGING
        | addendum_rules.CHANGING,
    ),
    evolve=evolution.evolve,
    audience=_audience,
    due=due,
    needs=agenda.needs,
    dates=agenda.dates,
    fold=5,
)

__all__ = ["MOU", "MoU", "MoUEvent"]
