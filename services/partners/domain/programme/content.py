"""What a programme states (C2)."""

from pydantic import Field

from services.partners.domain.aims import BudgetLine, PlannedActivity, Target
from services.partners.domain.values import ActivityKind, Concentration, ContentHash, SchoolYear
from shared.events import TextRef, Value
from shared.ids import Id


class Plan(Value):
    """The content of a programme."""

    partner: Id
    organisation: Id
    kinds: tuple[ActivityKind, ...] = Field(min_length=1)
    concentrations: tuple[Concentration, ...] = Field(min_length=1)
    school_year: SchoolYear
    title: TextRef
    aims: tuple[TextRef, ...] = ()
    targets: tuple[Target, ...] = ()
    activities: tuple[PlannedActivity, ...] = ()
    budget: tuple[BudgetLine, ...] = ()


class Content(Plan):
    """The same with the hash that endorsements name."""

    content_hash: ContentHash
