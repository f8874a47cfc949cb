"""What time brings about in a programme between schools, what waits for whom, and what stands in calendars."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from services.partners.domain.line import LINE, duty
from services.partners.domain.sister.programme.commands import AskForReviews, EndSisterSchool, StartSisterSchool
from services.partners.domain.sister.programme.events import SisterTerms
from services.partners.domain.sister.programme.state import SisterSchool
from shared.agenda import Addressee, Dated, Need
from shared.days import midnight
from shared.decider import Due

REVIEW_DAYS: Final = 60
"""Days before the end from which on each school is asked for its review."""
_DAY: Final = timedelta(days=1)
_MATTER: Final = "work_with_sister_schools"


def due(programme: SisterSchool) -> Due | None:
    if programme.status == "agreed":
        return Due(starts_at(programme.terms), StartSisterSchool(), "start-sister-school")
    if programme.status == "running" and not programme.review_asked:
        return Due(reviews_at(programme.terms), AskForReviews(), "ask-for-reviews")
    if programme.status in ("running", "reviewed"):
        return Due(over_at(programme.terms), EndSisterSchool(), "end-sister-school")
    return None


def starts_at(terms: SisterTerms) -> datetime:
    """The instant at which the first day begins."""
    return midnight(terms.starts_on, terms.zone)


def reviews_at(terms: SisterTerms) -> datetime:
    """From when on each school is asked for its review."""
    return midnight(max(terms.starts_on, terms.ends_on - timedelta(days=REVIEW_DAYS)), terms.zone)


def over_at(terms: SisterTerms) -> datetime:
    """The instant at which the last day is over."""
    return midnight(terms.ends_on + _DAY, terms.zone)


def needs(programme: SisterSchool) -> Iterator[Need]:
    path = "/schools/{school}/sister-programmes/{id}"
    if programme.status == "proposed":
        for school in sorted(set(programme.schools) - set(programme.agreed)):
            whom = duty("sign_mou", tenant=school)
            yield Need(
                what="agree-sister-school", whom=whom, action=f"POST {path}/agreement", by=programme.terms.starts_on
            )
    if programme.status == "declined":
        whom = duty(_MATTER, tenant=programme.schools[0])
        yield Need(what="revise-sister-school", whom=whom, action=f"PUT {path}/content")
    if programme.status == "running" and programme.review_asked:
        for school in sorted(set(programme.schools) - set(programme.reviews)):
            whom = duty(_MATTER, tenant=school)
            yield Need(
                what="review-sister-school", whom=whom, action=f"POST {path}/reviews", by=programme.terms.ends_on
            )


def dates(programme: SisterSchool) -> Iterator[Dated]:
    if programme.status in ("agreed", "running", "reviewed"):
        for school in programme.schools:
            last = programme.terms.ends_on
            whom = Addressee(roles=LINE, tenant=school)
            yield Dated(what="sister-school-ends", whom=whom, starts=last, ends=last, key=school)
