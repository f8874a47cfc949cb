"""What of a programme waits for whom, and what stands in calendars (C6)."""

from collections.abc import Iterable
from typing import Final

from services.partners.domain.aims import days_of
from services.partners.domain.endorsing import ANSWERED_WITHIN, needs_of
from services.partners.domain.line import STAFF, duty
from services.partners.domain.programme.state import Programme
from shared.agenda import Addressee, Dated, Need

PATH: Final = "/schools/{school}/programmes/{id}"
PREPARES: Final = duty("prepare_programmes")
APPROVES: Final = duty("approve_programme")


def needs(programme: Programme) -> Iterable[Need]:
    """Endorsements, the principal's approval, the start, the closure.

    By the first day of the school year; each step has fourteen days from what made it possible, or from what happened
    last while it waits. So nothing is overdue at once where a programme is proposed in the middle of its year.
    """
    year, within = days_of(programme.plan.school_year), ANSWERED_WITHIN
    match programme.status:
        case "proposed":
            yield from needs_of(programme, endorse="endorse-programme", answer=PREPARES, path=PATH, by=year.starts_on)
        case "endorsed":
            action = f"POST {PATH}/approval"
            yield Need(what="approve-programme", whom=APPROVES, action=action, by=year.starts_on, within=within)
        case "approved":
            action = f"POST {PATH}/start"
            yield Need(what="start-programme", whom=PREPARES, action=action, by=year.starts_on, within=within)
        case "evaluated":
            yield Need(what="close-programme", whom=PREPARES, action=f"POST {PATH}/closure")


def dates(programme: Programme) -> Iterable[Dated]:
    """Activities that are planned for certain days, once the programme is approved."""
    if programme.status not in ("approved", "running"):
        return
    whom = Addressee(roles=STAFF, organisation=programme.plan.organisation)
    for position, each in enumerate(programme.plan.activities):
        if each.starts_on is not None:
            ends = each.ends_on or each.starts_on
            yield Dated(what="planned-activity", whom=whom, starts=each.starts_on, ends=ends, key=str(position))
