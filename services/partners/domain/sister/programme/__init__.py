"""What schools do together: agreed by every principal, carried out, reviewed by each, renewed or ended (C28).

Its stream belongs to the alliance, since it is no single school's.
"""

from typing import Final

from services.partners.domain.sister.programme import rules as programme_rules
from services.partners.domain.sister.programme.calendar import dates, due, needs
from services.partners.domain.sister.programme.events import (
    SisterEvent,
    SisterSchoolAgreed,
    SisterSchoolDeclined,
    SisterSchoolEnded,
    SisterSchoolPartyAgreed,
    SisterSchoolProposed,
    SisterSchoolRenewed,
    SisterSchoolResponsibleNamed,
    SisterSchoolReviewed,
    SisterSchoolReviewFell,
    SisterSchoolRevised,
    SisterSchoolStarted,
    SisterTerms,
)
from services.partners.domain.sister.programme.state import SisterSchool
from shared.decider import Decider, changes, rules
from shared.events import Audience, Command


def _proposed(event: SisterSchoolProposed) -> SisterSchool:
    programme = SisterSchool(terms=SisterTerms.model_validate(event.model_dump()))
    return programme.with_responsible(event.schools[0], event.responsible)


def _revised(programme: SisterSchool, event: SisterSchoolRevised) -> SisterSchool:
    terms = SisterTerms.model_validate(event.model_dump())
    kept = tuple(each for each in programme.responsible if each.school in terms.schools)
    return programme.but(terms=terms, status="proposed", agreed=(), declined=(), responsible=kept)


def _party_agreed(programme: SisterSchool, event: SisterSchoolPartyAgreed) -> SisterSchool:
    return programme.but(agreed=(*programme.agreed, event.school)).with_responsible(event.school, event.responsible)


def _declined(programme: SisterSchool, event: SisterSchoolDeclined) -> SisterSchool:
    agreed = tuple(school for school in programme.agreed if school != event.school)
    return programme.but(status="declined", declined=(*programme.declined, event.school), agreed=agreed)


def _reviewed(programme: SisterSchool, event: SisterSchoolReviewed) -> SisterSchool:
    status = "reviewed" if event.complete and programme.status == "running" else programme.status
    return programme.but(reviews=(*programme.reviews, event.school), status=status)


SISTER_SCHOOL: Final[Decider[SisterSchool, Command, SisterEvent]] = Decider(
    name="sister-school",
    state=SisterSchool,
    events=SisterEvent,
    decide=rules("sister-school", programme_rules.CREATING, programme_rules.CHANGING),
    evolve=changes(
        _proposed,
        {
            SisterSchoolRevised: _revised,
            SisterSchoolPartyAgreed: _party_agreed,
            SisterSchoolAgreed: lambda old, _: old.but(status="agreed"),
            SisterSchoolDeclined: _declined,
            SisterSchoolResponsibleNamed: lambda old, event: old.with_responsible(event.school, event.member),
            SisterSchoolStarted: lambda old, _: old.but(status="running"),
            SisterSchoolReviewFell: lambda old, _: old.but(review_asked=True),
            SisterSchoolReviewed: _reviewed,
            SisterSchoolRenewed: lambda old, _: old.but(status="renewed"),
            SisterSchoolEnded: lambda old, _: old.but(status="ended"),
        },
    ),
    audience=lambda programme, _: Audience(schools=programme.schools),
    due=due,
    needs=needs,
    dates=dates,
    fold=2,
)

__all__ = ["SISTER_SCHOOL", "SisterEvent", "SisterSchool"]
