"""`public`: the declaration of a route that anybody may read, with the reason why nobody is asked who they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request

from shared.context import Context
from shared.events import Actor


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody unknown. What may be shown is decided by what the path or the query proves, never by who asks."""

    runtime: Any

    def context(self, tenant: str) -> Context:
        """To read in a tenant that the path or the query has proved."""
        context: Context = self.runtime.context(tenant, actor=Actor(kind="job", id="visitor"))
        return context


class Public:
    """Makes the `Visitor` of a request. `public` makes it."""

    def __init__(self, why: str) -> None:
        self.why: Final = why

    def __repr__(self) -> str:
        return f"public({self.why!r})"

    def documented(self, _methods: Iterable[str]) -> dict[str, Any]:
        """What the route's operation says in OpenAPI."""
        return {"security": [{}], "x-access": {"public": self.why}}

    async def __call__(self, request: Request) -> Visitor:
        """Nobody is asked."""
        return Visitor(request.app.state.runtime)


def public(why: str) -> Public:
    """A route without credentials, which only reads. `why` says what keeps it from telling too much."""
    return Public(why)
