"""What is known of a programme between schools."""

from typing import Literal

from services.partners.domain.sister.programme.events import SisterTerms
from shared.events import Value
from shared.ids import Id

SisterStatus = Literal["proposed", "declined", "agreed", "running", "reviewed", "renewed", "ended"]


class Responsible(Value):
    """Who answers for it at a school."""

    school: Id
    member: Id


class SisterSchool(Value):
    """What is known of a programme between schools."""

    terms: SisterTerms
    status: SisterStatus = "proposed"
    agreed: tuple[Id, ...] = ()
    declined: tuple[Id, ...] = ()
    responsible: tuple[Responsible, ...] = ()
    review_asked: bool = False
    reviews: tuple[Id, ...] = ()
    """Schools that have reviewed it."""

    @property
    def schools(self) -> tuple[str, ...]:
        """Whom it concerns; nobody else sees it."""
        return self.terms.schools

    @property
    def is_reviewed(self) -> bool:
        """By each school."""
        return set(self.reviews) == set(self.schools)

    def with_responsible(self, school: str, member: str | None) -> "SisterSchool":
        """With this member for the school; as it is when none is named."""
        if member is None:
            return self
        others = tuple(each for each in self.responsible if each.school != school)
        return self.but(responsible=(*others, Responsible(school=school, member=member)))
