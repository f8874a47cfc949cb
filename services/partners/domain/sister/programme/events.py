"""What happens to a programme between schools (C28)."""

from datetime import date

from pydantic import Field

from services.partners.domain.sister.under import SharedKind
from services.partners.domain.values import Zone
from shared.days import Period
from shared.events import Event, TextRef
from shared.ids import Id


class SisterTerms(Period):
    """What the schools agree on. The first school proposed it."""

    schools: tuple[Id, ...] = Field(min_length=1)
    scope: tuple[SharedKind, ...] = Field(min_length=1)
    zone: Zone
    """In which its days begin and end."""
    title: TextRef
    aims: TextRef
    renews: Id | None = None
    """The programme that this one follows."""


class SisterSchoolProposed(SisterTerms, Event):
    """A school proposed a programme to sister schools (C28)."""

    by: str
    responsible: Id | None = None
    """The member who answers for it at the proposing school."""


class SisterSchoolRevised(SisterTerms, Event):
    """Its terms changed; every school has to agree anew (C28)."""

    by: str


class SisterSchoolPartyAgreed(Event):
    """The principal of one school agreed (C28)."""

    school: Id
    by: str
    responsible: Id | None = None


class SisterSchoolAgreed(Period, Event):
    """Every school has agreed (C28)."""

    schools: tuple[Id, ...]
    scope: tuple[SharedKind, ...]


class SisterSchoolDeclined(Event):
    """The principal of one school does not agree, and says why (C28)."""

    school: Id
    by: str
    reason: TextRef


class SisterSchoolResponsibleNamed(Event):
    """Another member answers for it at one of the schools (C6, C28)."""

    school: Id
    member: Id
    by: str


class SisterSchoolStarted(Event):
    """Its first day has begun (C28)."""

    schools: tuple[Id, ...]
    renews: Id | None = None


class SisterSchoolReviewFell(Event):
    """It ends soon: each school is asked for its review (C5, C28)."""

    ends_on: date


class SisterSchoolReviewed(Event):
    """One school reviewed it (C5, C28)."""

    school: Id
    by: str
    rating: int = Field(ge=1, le=5)
    go_on: bool
    findings: TextRef
    complete: bool
    """No school's review is missing any more."""


class SisterSchoolRenewed(Event):
    """Another programme follows it (C28)."""

    by: Id


class SisterSchoolEnded(Event):
    """It is over: its last day has passed, or a principal ended it (C28)."""

    school: Id | None = None
    by: str | None = None
    reason: TextRef | None = None


SisterEvent = (
    SisterSchoolProposed
    | SisterSchoolRevised
    | SisterSchoolPartyAgreed
    | SisterSchoolAgreed
    | SisterSchoolDeclined
    | SisterSchoolResponsibleNamed
    | SisterSchoolStarted
    | SisterSchoolReviewFell
    | SisterSchoolReviewed
    | SisterSchoolRenewed
    | SisterSchoolEnded
)
