"""What time alone brings about in an MoU: days begin and end in the zone of the school that drafted."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from services.partners.domain.mou.commands import (
    ActivateAgreement,
    ActivateMoU,
    ConcludeTermination,
    EndAgreement,
    ExpireMoU,
    MarkReminder,
    NoticeExpiry,
)
from services.partners.domain.mou.state import Agreement, Document, Invited, MoU
from services.partners.domain.mou.terms import Party
from shared.days import Period, midnight
from shared.decider import Due

NOTICES: Final = (90, 30, 7)
"""Days before the end at which the parties are told."""

REMINDERS: Final = (3, 7, 14)
"""Days after an invitation at which its holder is reminded."""

MORNING: Final = timedelta(hours=8)
"""Letters that time alone sends go out at this hour of the school."""

_DAY: Final = timedelta(days=1)


def starts_at(period: Period, zone: str) -> datetime:
    """The instant at which the first day begins."""
    return midnight(period.starts_on, zone)


def over_at(period: Period, zone: str) -> datetime:
    """The instant at which the last day is over."""
    return midnight(period.ends_on + _DAY, zone)


def notice_day(mou: MoU, days: int) -> date:
    """The day on which `days` days are left."""
    return mou.terms.ends_on - timedelta(days=days)


def notice_at(mou: MoU, days: int) -> datetime:
    """The instant at which `days` days are left."""
    return midnight(notice_day(mou, days), mou.terms.zone)


def next_notice(mou: MoU) -> int | None:
    """The next notice to give, none when all are given. What was past when the period was agreed on is left out."""
    since = max(mou.active_since or mou.terms.starts_on, mou.amended_on or date.min)
    return next(
        (days for days in NOTICES if (mou.noticed is None or days < mou.noticed) and notice_day(mou, days) > since),
        None,
    )


def reminder_at(mou: MoU, invited: Invited, number: int) -> datetime:
    """When the holder of a link is reminded for the `number`-th time."""
    return midnight(invited.on + timedelta(days=REMINDERS[number - 1]), mou.terms.zone) + MORNING


def waits_for(mou: MoU, document: Document, invited: Invited) -> bool:
    """Whether the document still waits for whoever holds this link."""
    party = Party(kind="organisation", id=invited.organisation)
    return mou.open_to_sign(document) and party in document.missing()


def due(mou: MoU) -> Due | None:
    """The first thing that time will bring. At one instant: agreements before their MoU."""
    things = [*_of_agreements(mou), *_of_mou(mou), *_of_links(mou)]
    return min(things, key=lambda thing: thing.at, default=None)


def _of_mou(mou: MoU) -> Iterator[Due]:
    if mou.status == "signed":
        yield Due(starts_at(mou.terms, mou.terms.zone), ActivateMoU(), "activate-mou")
    if mou.binding and mou.terminates_on is not None:
        yield Due(midnight(mou.terminates_on, mou.terms.zone), ConcludeTermination(), "conclude-termination")
    if mou.in_force:
        days = next_notice(mou)
        if days is not None:
            yield Due(notice_at(mou, days), NoticeExpiry(days=days), f"notice-expiry-{days}")
        yield Due(over_at(mou.terms, mou.terms.zone), ExpireMoU(), "expire-mou")


def _of_agreements(mou: MoU) -> Iterator[Due]:
    for agreement in mou.agreements:
        thing = _of_agreement(mou, agreement)
        if thing is not None:
            yield thing


def _of_agreement(mou: MoU, agreement: Agreement) -> Due | None:
    id, zone = agreement.terms.agreement, mou.terms.zone
    if agreement.status == "signed" and mou.status == "active":
        return Due(starts_at(agreement.terms, zone), ActivateAgreement(agreement=id), f"activate-agreement-{id}")
    if agreement.stands and mou.in_force:
        return Due(over_at(agreement.terms, zone), EndAgreement(agreement=id), f"end-agreement-{id}")
    return None


def _of_links(mou: MoU) -> Iterator[Due]:
    agreements = [(each.terms.agreement, each) for each in mou.agreements]
    addenda = [(each.addendum, each) for each in mou.addenda]
    for id, document in [(None, mou), *agreements, *addenda]:
        for invited in document.invited:
            if invited.reminders < len(REMINDERS) and waits_for(mou, document, invited):
                yield _reminder(mou, invited, id)


def _reminder(mou: MoU, invited: Invited, document: str | None) -> Due:
    number = invited.reminders + 1
    command = MarkReminder(organisation=invited.organisation, person=invited.person, document=document)
    job = f"remind-{document or 'mou'}-{invited.person}-{number}"
    return Due(reminder_at(mou, invited, number), command, job)
