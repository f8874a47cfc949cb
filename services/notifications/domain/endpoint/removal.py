"""The end of an endpoint: it hears nothing more, and nothing can be asked of it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from services.notifications.domain.endpoint import commands as asked
from services.notifications.domain.endpoint import events as done
from services.notifications.domain.endpoint.state import Endpoint
from services.notifications.domain.endpoint.values import Terms
from shared.refusals import NotFound

Rule = Callable[[Any, Any, datetime], Any]


def _remove(_endpoint: Endpoint, _command: asked.RemoveEndpoint, _now: datetime) -> list[done.EndpointEvent]:
    return [done.EndpointRemoved()]


def ending(changing: Mapping[Any, Rule]) -> dict[Any, Rule]:
    """The rules, and that of removal; of what was removed nothing can be asked, except to remove it."""
    return {**{command: _standing(rule) for command, rule in changing.items()}, asked.RemoveEndpoint: _once(_remove)}


def _standing(rule: Rule) -> Rule:
    def decide(endpoint: Endpoint, command: Any, now: datetime) -> Any:
        if endpoint.status == "removed":
            raise NotFound("endpoint")
        return rule(endpoint, command, now)

    return decide


def _once(rule: Rule) -> Rule:
    def decide(endpoint: Endpoint, command: Any, now: datetime) -> Any:
        return [] if endpoint.status == "removed" else rule(endpoint, command, now)

    return decide


def removed(endpoint: Endpoint, _event: done.EndpointRemoved) -> Endpoint:
    """Only that it was there is kept."""
    blank = {"url": "", "filters": (), "terms": Terms(), "secrets": (), "verified_by": None, "disabled_because": None}
    return endpoint.but(status="removed", **blank)


EVOLVING: Final[dict[Any, Any]] = {done.EndpointRemoved: removed}
