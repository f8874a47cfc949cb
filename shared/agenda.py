"""What waits for somebody and what stands in a calendar: derived from a state, kept beside it, found by addressee."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Any holder of one of `roles` in `tenant`, whoever has a duty there, one member, or an organisation."""

    roles: tuple[str, ...] = ()
    member: str | None = None
    """Id of the membership, as `ctx.actor.id` has it."""
    duty: str | None = None
    """What the tenant has given to somebody: only the service knows whose keys contain it (`today_of(keys=)`)."""
    organisation: str | None = None
    tenant: str | None = None
    """Where roles, duty and member count; the tenant of the state when None."""

    def keys(self, tenant: str) -> list[str]:
        """By what it is found; `tenant` is the state's."""
        where = self.tenant or tenant
        roles = [f"{where}/role/{role}" for role in self.roles]
        member = [f"{where}/member/{self.member}"] if self.member else []
        duty = [f"{where}/duty/{self.duty}"] if self.duty else []
        return [*roles, *duty, *member, *([f"organisation/{self.organisation}"] if self.organisation else [])]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Something waits for somebody, until an event clears it."""

    what: str
    """Kebab-case word that is explained in two languages: `sign-mou`."""
    whom: Addressee
    action: str
    """The request that clears it: `POST /schools/{school}/mous/{id}/signatures`; `{school}` is the addressee's,
    `{tenant}` and `{id}` are the state's."""
    by: date | datetime | None = None
    """When it should be done."""
    within: timedelta | None = None
    """So long whoever it waits for has at least, since something last happened to the aggregate: `by` is no earlier.
    It stays a day (UTC's) where it is a day."""

    def document(self, tenant: str, at: datetime) -> dict[str, Any]:
        """As it is kept beside the state; `at` is when something last happened."""
        by = self._due(at)
        return {"what": self.what, "for": self.whom.keys(tenant), "action": self.action} | (
            {"by": by.isoformat()} if by else {}
        )

    def _due(self, at: datetime) -> date | datetime | None:
        if self.by is None or self.within is None:
            return self.by
        earliest = at + self.within
        if _day(earliest) <= _day(self.by):
            return self.by
        return earliest if isinstance(self.by, datetime) else earliest.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """Something stands in somebody's calendar: instants, or whole days in which `ends` is included."""

    what: str
    """Kebab-case word that is explained in two languages: `meeting`."""
    whom: Addressee
    starts: date | datetime
    ends: date | datetime
    key: str = ""
    """Tells several of one state apart."""

    def document(self, tenant: str, _at: datetime) -> dict[str, Any]:
        """As it is kept beside the state."""
        span = {"starts": self.starts.isoformat(), "ends": self.ends.isoformat()}
        return {"what": self.what, "for": self.whom.keys(tenant), "key": self.key, **span}


def kept(name: str, things: Iterable[Need | Dated], tenant: str, at: datetime) -> dict[str, Any]:
    """`{name: [...]}`, or nothing where there is nothing; `at` is when something last happened to the aggregate."""
    documents = [thing.document(tenant, at) for thing in things]
    return {name: documents} if documents else {}


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
