"""Who agrees to, reviews, renews and ends a programme between schools (C28)."""

from datetime import datetime
from typing import Any, Final

from services.partners.domain.line import only_principal
from services.partners.domain.sister.programme.calendar import over_at, reviews_at, starts_at
from services.partners.domain.sister.programme.commands import (
    AgreeSisterSchool,
    AskForReviews,
    DeclineSisterSchool,
    EndSisterSchool,
    NameResponsible,
    ProposeSisterSchool,
    RenewSisterSchool,
    ReviewSisterSchool,
    ReviseSisterSchool,
    StartSisterSchool,
)
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
from services.partners.domain.sister.programme.state import SisterSchool, SisterStatus
from services.partners.domain.sister.under import with_itself
from services.partners.domain.values import must_be_due
from shared.events import Actor
from shared.refusals import NotFound, Refused


def _propose(command: ProposeSisterSchool, now: datetime) -> list[SisterEvent]:
    _check_terms(command, command.reviewed_before, now)
    return [SisterSchoolProposed.model_validate(command.model_dump(exclude={"reviewed_before"}))]


def _revise(programme: SisterSchool, command: ReviseSisterSchool, now: datetime) -> list[SisterEvent]:
    _open_to_terms(programme)
    if command.school != programme.schools[0] or command.schools[0] != command.school:
        raise Refused("not-your-part", "The proposing school changes the terms.", mend="Let it change them.")
    _check_terms(command, command.reviewed_before, now)
    return [SisterSchoolRevised.model_validate(command.model_dump(exclude={"reviewed_before", "school"}))]


def _check_terms(terms: SisterTerms, reviewed_before: bool, now: datetime) -> None:
    if len(set(terms.schools)) < max(2, len(terms.schools)):
        raise with_itself()
    if terms.ends_on <= terms.starts_on:
        raise Refused("ends-not-after-start", "It ends before it has begun.", mend="Let it end later.")
    if over_at(terms) <= now:
        raise Refused("period-over", "Its period is over already.", mend="Choose a period to come.")
    if not reviewed_before:
        raise Refused(
            "renewal-without-review",
            "The programme before was not reviewed by each school.",
            mend="Let each school review it first.",
        )


def _open_to_terms(programme: SisterSchool) -> None:
    if programme.status not in ("proposed", "declined"):
        raise Refused(
            "sister-school-decided", f"The programme is {programme.status} already.", mend="Propose another one."
        )


def _agree(programme: SisterSchool, command: AgreeSisterSchool, now: datetime) -> list[SisterEvent]:
    _may_decide(programme, command.school, command.by)
    if programme.status != "proposed":
        _open_to_terms(programme)
        raise Refused("sister-school-declined", "A school has declined these terms.", mend="Change the terms first.")
    if command.school in programme.agreed:
        raise Refused("agreed-already", "The school agreed already.", mend="Nothing has to be done.")
    if over_at(programme.terms) <= now:
        raise Refused("period-over", "Its period is over already.", mend="Change the period first.")
    agreed = SisterSchoolPartyAgreed(school=command.school, by=command.by.id, responsible=command.responsible)
    if {*programme.agreed, command.school} != set(programme.schools):
        return [agreed]
    return [agreed, SisterSchoolAgreed(**programme.terms.model_dump())]


def _decline(programme: SisterSchool, command: DeclineSisterSchool, _now: datetime) -> list[SisterEvent]:
    _may_decide(programme, command.school, command.by)
    _open_to_terms(programme)
    if command.school in programme.declined:
        raise Refused("declined-already", "The school declined already.", mend="Nothing has to be done.")
    return [SisterSchoolDeclined(school=command.school, by=command.by.id, reason=command.reason)]


def _may_decide(programme: SisterSchool, school: str, by: Actor) -> None:
    _of_it(programme, school)
    only_principal(by, "agrees")


def _of_it(programme: SisterSchool, school: str) -> None:
    if school not in programme.schools:
        raise NotFound("sister-school")


def _name(programme: SisterSchool, command: NameResponsible, _now: datetime) -> list[SisterEvent]:
    _of_it(programme, command.school)
    _not_over(programme)
    return [SisterSchoolResponsibleNamed(**command.model_dump())]


def _start(programme: SisterSchool, _command: StartSisterSchool, now: datetime) -> list[SisterEvent]:
    _must_be(programme, "agreed")
    must_be_due(starts_at(programme.terms), now)
    return [SisterSchoolStarted(schools=programme.schools, renews=programme.terms.renews)]


def _ask_for_reviews(programme: SisterSchool, _command: AskForReviews, now: datetime) -> list[SisterEvent]:
    _must_be(programme, "running")
    if programme.review_asked:
        return []
    must_be_due(reviews_at(programme.terms), now)
    return [SisterSchoolReviewFell(ends_on=programme.terms.ends_on)]


def _review(programme: SisterSchool, command: ReviewSisterSchool, _now: datetime) -> list[SisterEvent]:
    _of_it(programme, command.school)
    if command.school in programme.reviews:
        raise Refused("reviewed-already", "The school reviewed it already.", mend="Nothing has to be done.")
    if programme.status not in ("running", "ended"):
        _must_be(programme, "running")
    complete = {*programme.reviews, command.school} == set(programme.schools)
    return [SisterSchoolReviewed(**command.model_dump(), complete=complete)]


def _renew(programme: SisterSchool, command: RenewSisterSchool, _now: datetime) -> list[SisterEvent]:
    if programme.status not in ("reviewed", "ended") or not programme.is_reviewed:
        raise Refused("renewal-without-review", "It was not reviewed by each school.", mend="Let each review it first.")
    return [SisterSchoolRenewed(by=command.by)]


def _end(programme: SisterSchool, command: EndSisterSchool, now: datetime) -> list[SisterEvent]:
    if command.school is not None and command.by is not None:
        _may_decide(programme, command.school, command.by)
    if programme.status not in ("agreed", "running", "reviewed"):
        raise Refused("nothing-to-end", f"The programme is {programme.status}.", mend="Nothing has to be done.")
    if command.by is None:
        must_be_due(over_at(programme.terms), now)
    by = command.by.id if command.by else None
    return [SisterSchoolEnded(school=command.school, by=by, reason=command.reason)]


def _not_over(programme: SisterSchool) -> None:
    if programme.status in ("renewed", "ended"):
        raise Refused("nothing-to-end", f"The programme is {programme.status}.", mend="Nothing has to be done.")


def _must_be(programme: SisterSchool, status: SisterStatus) -> None:
    if programme.status != status:
        raise Refused(
            f"sister-school-not-{status}",
            f"The programme is {programme.status}, not {status}.",
            mend="Wait until it has come so far, or name another one.",
        )


CREATING: Final[dict[Any, Any]] = {ProposeSisterSchool: _propose}
CHANGING: Final[dict[Any, Any]] = {
    ReviseSisterSchool: _revise,
    AgreeSisterSchool: _agree,
    DeclineSisterSchool: _decline,
    NameResponsible: _name,
    StartSisterSchool: _start,
    AskForReviews: _ask_for_reviews,
    ReviewSisterSchool: _review,
    RenewSisterSchool: _renew,
    EndSisterSchool: _end,
}
