"""What a school finds among its own of what other schools lend it: kept as the lender's events are heard (C28)."""

from services.partners.domain.booking import BOOKING
from services.partners.domain.facility import FACILITY
from services.partners.domain.facility.hours import instant
from services.partners.views.facilities import BORROWINGS, SHARED_FACILITIES
from shared.consumer import Record
from shared.events import jsonable
from shared.runtime import Runtime


async def keep_shared_facility(rt: Runtime, record: Record) -> None:
    """The facility as it now stands, with every school that may ask for it; gone where it is not shared any more."""
    loaded = await rt.context(record.tenant, record=record).load(FACILITY, record.subject)
    if loaded is None:
        return
    facility = loaded.state
    shown = jsonable(facility.terms.but(rules=None)) | {"owner": record.tenant}
    for school in record.schools:
        theirs = rt.context(school, record=record)[SHARED_FACILITIES]
        if school in facility.shared_with and facility.status == "open":
            await theirs.put(record.subject, shown)
        else:
            await theirs.remove(record.subject)


async def keep_borrowing(rt: Runtime, record: Record) -> None:
    """The booking as it now stands, with the school that borrows."""
    loaded = await rt.context(record.tenant, record=record).load(BOOKING, record.subject)
    if loaded is None:
        return
    terms = loaded.state.terms
    shown = {
        "owner": terms.owner,
        "facility": terms.facility,
        "status": loaded.state.status,
        "starts": instant(loaded.state.starts),
        "ends": instant(loaded.state.ends),
        "people": terms.people,
    }
    for school in record.schools:
        await rt.context(school, record=record)[BORROWINGS].put(record.subject, shown)
