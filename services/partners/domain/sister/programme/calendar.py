"""What time brings about in a programme between schools, what waits for whom, and what stands in calendars."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from services.partners.domain.sister.programme.commands import AskForReviews, EndSisterSchool, StartSisterSchool
from services.partners.domain.sister.programme.state import SisterSchool
from services.partners.domain.values import midnight
from shared.agenda import Addressee, Dated, Need
from shared.decider import Due

REVIEW_DAYS: Final = 60
"""Days before the end from which on each school is asked for its review."""
_DAY: Final = timedelta(days=1)
_LINE: Final = ("principal", "public_relations", "coordinator")


def due(programme: SisterSchool) -> Due | None:
    terms = programme.terms
    if programme.status == "agreed":
        return Due(midnight(terms.starts_on, terms.zone), StartSisterSchool(), "start-sister-school")
    if programme.status == "running" and not programme.review_asked:
        asked_on = max(terms.starts_on, terms.ends_on - timedelta(days=REVIEW_DAYS))
        return Due(midnight(asked_on, terms.zone), AskForReviews(), "ask-for-reviews")
    if programme.status in ("running", "reviewed"):
        return Due(midnight(terms.ends_on + _DAY, terms.zone), EndSisterSchool(), "end-sister-school")
    return None


def needs(programme: SisterSchool) -> Iterator[Need]:
    path = "/schools/{school}/sister-programmes/{id}"
    if programme.status == "proposed":
        for school in sorted(set(programme.schools) - set(programme.agreed)):
            whom = Addressee(roles=("principal",), tenant=school)
            yield Need(
                what="agree-sister-school", whom=whom, action=f"POST {path}/agreement", by=programme.terms.starts_on
            )
    if programme.status == "declined":
        whom = Addressee(roles=_LINE, tenant=programme.schools[0])
        yield Need(what="revise-sister-school", whom=whom, action=f"PUT {path}/content")
    if programme.status == "running" and programme.review_asked:
        for school in sorted(set(programme.schools) - set(programme.reviews)):
            whom = Addressee(roles=_LINE, tenant=school)
            yield Need(
                what="review-sister-school", whom=whom, action=f"POST {path}/reviews", by=programme.terms.ends_on
            )


def dates(programme: SisterSchool) -> Iterator[Dated]:
    if programme.status in ("agreed", "running", "reviewed"):
        for school in programme.schools:
            last = programme.terms.ends_on
            whom = Addressee(roles=_LINE, tenant=school)
            yield Dated(what="sister-school-ends", whom=whom, starts=last, ends=last, key=school)
