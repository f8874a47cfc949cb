"""What can be wanted of a programme between schools."""

from services.partners.domain.sister.programme.events import SisterTerms
from shared.events import Actor, Command, TextRef
from shared.ids import Id


class ProposeSisterSchool(SisterTerms, Command):
    """Propose it to the other schools."""

    by: str
    responsible: Id | None = None
    reviewed_before: bool = True
    """Fact: the programme that it renews was reviewed by each school."""


class ReviseSisterSchool(SisterTerms, Command):
    """Change the terms before all have agreed."""

    school: Id
    by: str
    reviewed_before: bool = True


class AgreeSisterSchool(Command):
    """Agree for a school, as its principal."""

    school: Id
    by: Actor
    responsible: Id | None = None


class DeclineSisterSchool(Command):
    """Do not agree, as the principal of a school."""

    school: Id
    by: Actor
    reason: TextRef


class NameResponsible(Command):
    """Name who answers for it at a school."""

    school: Id
    member: Id
    by: str


class StartSisterSchool(Command):
    """Its first day has come."""


class AskForReviews(Command):
    """It ends soon."""


class ReviewSisterSchool(Command):
    """Review it for a school."""

    school: Id
    by: str
    rating: int
    go_on: bool
    findings: TextRef


class RenewSisterSchool(Command):
    """The programme that follows has begun."""

    by: Id


class EndSisterSchool(Command):
    """Its last day has passed, or a principal ends it."""

    school: Id | None = None
    by: Actor | None = None
    reason: TextRef | None = None
