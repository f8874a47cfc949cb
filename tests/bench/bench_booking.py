"""Bookings of a facility that has thousands: a stream for each month beside one for the whole facility.

`python -m tests.bench.bench_booking [bookings] [probes]`, with JEMBATAN_TEST_MONGO_URL. Both take the same hours, ten
a day, one at a time; measured are the last `probes` of them.
"""

import asyncio
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median

from services.partners.app import SERVICE
from services.partners.domain.facility import FACILITY_MONTH
from services.partners.domain.facility.hours import Slot
from services.partners.domain.facility.month import TakeSlots, month_id, months_of
from services.partners.settings import PartnersSettings
from shared.ids import new_id
from shared.mongo import apply
from shared.runtime import Runtime
from tests.bench.servers import bench_settings, open_mongo

FIRST = datetime(2026, 8, 3, tzinfo=UTC)


def hour(number: int) -> Slot:
    """Ten a day, one after the other."""
    starts = FIRST + timedelta(days=number // 10, hours=number % 10)
    return Slot(starts=starts, ends=starts + timedelta(hours=1))


async def took(room: Runtime, stream: Callable[[Slot], str], bookings: int, probes: int) -> list[float]:
    """Seconds for each of the last `probes` bookings."""
    tenant, facility = new_id(), new_id()
    seconds = []
    for number in range(bookings):
        slot = hour(number)
        began = time.perf_counter()
        command = TakeSlots(facility=facility, booking=new_id(), slots=(slot,))
        await room.context(tenant).execute(FACILITY_MONTH, stream(slot), command)
        seconds.append(time.perf_counter() - began)
    return seconds[-probes:]


async def main(bookings: int, probes: int) -> None:
    """Print the medians."""
    settings = bench_settings()
    async with open_mongo(settings) as mongo:
        own = PartnersSettings.model_validate(settings.model_dump() | {"service": "partners"})
        room = Runtime(SERVICE, own, mongo)
        await apply(mongo, room.collections())
        ways = {"month": lambda slot: month_id("bench", months_of(slot)[0]), "facility": lambda _: month_id("all", "")}
        for name, stream in ways.items():
            seconds = await took(room, stream, bookings, probes)
            print(f"{name}: the last {probes} of {bookings} took {median(seconds) * 1000:.1f} ms each (median)")


if __name__ == "__main__":
    asyncio.run(main(*(int(given) for given in (sys.argv[1:] or ["5000", "100"]))))
