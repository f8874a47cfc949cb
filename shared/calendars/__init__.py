"""Calendar feeds: what stands in a member's calendar, as iCalendar, by a secret link that the member can revoke.

    calendar_of(router, "/schools/{school}", allow(…), DATES, keys=keys_of_caller)

The link is made once per member and service; only its hash is stored. See `docs/kernel.md`.
"""

from shared.calendars.feeds import COLLECTION, Feed, Feeds
from shared.calendars.ical import Entry, written
from shared.calendars.routes import calendar_of

__all__ = ["COLLECTION", "Entry", "Feed", "Feeds", "calendar_of", "written"]
