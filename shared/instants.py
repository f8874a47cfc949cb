"""Instants as requests give them: with a zone, and within a time that everything behind can reckon with."""

from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime
from pydantic_core import PydanticCustomError

from shared.days import FIRST_DAY, LAST_DAY

FIRST: Final = datetime.combine(FIRST_DAY, time.min, UTC)
END: Final = datetime.combine(LAST_DAY + timedelta(days=1), time.min, UTC)


def within_reach(at: datetime) -> datetime:
    """The same, within the days that dates have (in UTC); else a `ValueError`. Far beyond, no zone can be reckoned."""
    if not FIRST <= at < END:
        raise PydanticCustomError("instant_out_of_reach", "The time is not between 1900 and 2199.")
    return at


Instant = Annotated[AwareDatetime, AfterValidator(within_reach)]
"""Of a body or a query parameter."""
