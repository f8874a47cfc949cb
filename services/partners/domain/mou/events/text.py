"""What happens to the text of an MoU until everybody has signed."""

from datetime import date
from typing import Literal

from pydantic import Field

from services.partners.domain.mou.terms import MoUTerms, Parties, Party
from services.partners.domain.values import ActivityKind, Concentration, ContentHash, Zone
from shared.days import Period
from shared.events import Event, TextRef
from shared.ids import Id

Verdict = Literal["agreed", "changes_wanted"]


class MoUDrafted(MoUTerms, Event):
    """An MoU was drafted for an approved programme (C3)."""


class MoURevised(MoUTerms, Event):
    """Terms or text changed before everybody had signed; signatures on the earlier content fall (C3)."""


class MoUSubmittedForReview(Event):
    """The draft got its number and lies before the parties: the first round of review begins (C3)."""

    number: str = Field(examples=["007/MoU/30203123/VII/2026"])
    content_hash: ContentHash


class MoUResubmitted(Event):
    """The changed text lies before the parties: another round of review begins (C3)."""

    round: int = Field(ge=2, examples=[2])
    content_hash: ContentHash
    on: date
    """The day in the zone of the school that drafted."""


class MoUReviewCommented(Event):
    """Somebody commented on the draft (C3)."""

    by: str
    comment: TextRef


class MoUPartyReviewed(Event):
    """A party said in this round whether it can agree (C3)."""

    party: Party
    round: int = Field(ge=1, examples=[1])
    verdict: Verdict
    by: str
    comment: TextRef | None = None


class MoUReviewRoundEnded(Event):
    """Every party has answered in this round (C3)."""

    round: int = Field(ge=1, examples=[1])
    changes_wanted_by: tuple[Party, ...] = ()


class MoUWithdrawn(Event):
    """The school took its draft back; its number stays taken (C3)."""

    by: str
    reason: TextRef


class MoUSigned(Period, Event):
    """Every party signed the same content (C3)."""

    number: str
    programme: Id
    parties: Parties
    zone: Zone
    scope: tuple[ActivityKind, ...]
    concentrations: tuple[Concentration, ...]
    renews: Id | None = None
    content_hash: ContentHash
