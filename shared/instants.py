"""Instants as requests give them: with a zone, and within a time that everything behind can reckon with."""

from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime
from pydantic_core import PydanticCustomError

FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)
END: Final = datetime(3000, 1, 1, tzinfo=UTC)


def within_reach(at: datetime) -> datetime:
    """The same, from 1970 to 2999; else a `ValueError`. Beyond, a zone or a day more leads out of what can be kept."""
    if not FIRST <= at < END:
        raise PydanticCustomError("instant_out_of_reach", "The time is not between 1970 and 2999.")
    return at


Instant = Annotated[AwareDatetime, AfterValidator(within_reach)]
"""Of a body or a query parameter."""
