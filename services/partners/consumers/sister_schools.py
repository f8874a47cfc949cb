"""What schools lend each other stands with both; programmes between them follow one another (C28)."""

from services.partners.consumers.heard import HEARD
from services.partners.domain.sister import SISTER_SCHOOL
from services.partners.domain.sister.programme.commands import RenewSisterSchool
from services.partners.usecases.borrowing import keep_borrowing, keep_shared_facility
from services.partners.usecases.needed import if_needed
from shared.consumer import Record
from shared.events import Value
from shared.runtime import Runtime

for _kind in ("facility-registered", "facility-revised", "facility-shared", "facility-withdrawn", "facility-closed"):
    HEARD.on(f"id.jembatan.partners.{_kind}.v1", topic="partners.facility.v1")(keep_shared_facility)


for _kind in (
    "facility-booking-requested",
    "facility-booked",
    "facility-booking-refused",
    "facility-booking-lapsed",
    "facility-booking-cancelled",
):
    HEARD.on(f"id.jembatan.partners.{_kind}.v1", topic="partners.facility-booking.v1")(keep_borrowing)


class Following(Value):
    """What counts of a programme between schools that began."""

    renews: str | None = None


@HEARD.on("id.jembatan.partners.sister-school-started.v1")
async def sister_school_started(rt: Runtime, record: Record) -> None:
    """The programme that it follows is renewed (C28)."""
    renews = record.read(Following).renews
    if renews:
        ctx = rt.context(record.tenant, record=record)
        command = RenewSisterSchool(by=record.subject)
        await if_needed(ctx.execute(SISTER_SCHOOL, renews, command), "renewal-without-review")
