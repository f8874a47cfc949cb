"""Links of letters: one purpose each, bound to one endpoint; the token is in the query of our own page (ADR 0017)."""

from datetime import datetime, timedelta
from typing import Final, Literal

from services.notifications.domain.endpoint.values import Place
from shared.auth.links import LinkGrant

Act = Literal["confirmation", "unsubscription"]
ACTS: Final[tuple[Act, ...]] = ("confirmation", "unsubscription")

CONFIRM_WITHIN: Final = timedelta(days=7)
UNSUBSCRIBE_WITHIN: Final = timedelta(days=5 * 365)
"""A letter may be found again long after."""


def purpose(place: Place, act: Act) -> str:
    """Of the link, `school-mail-confirmation`; it opens nothing else."""
    return f"{place}-mail-{act}"


def path(place: Place, act: Act) -> str:
    """Of the page, with `{tenant}` and `{subject}`."""
    return f"/notifications/{place}s/{{tenant}}/mail-endpoints/{{subject}}/{act}"


PAGES: Final = {purpose(place, "confirmation"): path(place, "confirmation") for place in ("school", "alliance")}
"""For the kernel's letters."""


def confirmation(place: Place, tenant: str, endpoint: str, person: str, now: datetime) -> LinkGrant:
    """Confirms that whoever opens it reads what is sent to `person`. `now` is machine time."""
    return LinkGrant(purpose(place, "confirmation"), tenant, endpoint, _second(now + CONFIRM_WITHIN), person=person)


def unsubscription(place: Place, tenant: str, endpoint: str, delivery: str, since: datetime) -> LinkGrant:
    """Ends the letters of the endpoint. The same for every attempt of a delivery, which was made at `since`."""
    expires = _second(since + UNSUBSCRIBE_WITHIN)
    return LinkGrant(purpose(place, "unsubscription"), tenant, endpoint, expires, id=delivery)


def _second(at: datetime) -> datetime:
    return at.replace(microsecond=0)
