"""What may be done with an endpoint, and what follows."""

from datetime import datetime
from typing import Any, Final

from services.notifications.domain.endpoint import commands as asked
from services.notifications.domain.endpoint import events as done
from services.notifications.domain.endpoint import mail
from services.notifications.domain.endpoint.state import Endpoint
from services.notifications.domain.endpoint.values import MOST_PER_TENANT
from shared.refusals import Refused


def _register(command: asked.RegisterEndpoint, now: datetime) -> list[done.EndpointEvent]:
    if command.siblings >= MOST_PER_TENANT:
        raise Refused("too-many-endpoints", f"There are {command.siblings} endpoints.", mend="Change or reuse one.")
    content = command.model_dump(include={"owner", "url", "filters", "secret", "terms"})
    return [done.EndpointRegistered(**content, at=now)]


def _verify(endpoint: Endpoint, command: asked.VerifyEndpoint, _now: datetime) -> list[done.EndpointEvent]:
    if command.url != endpoint.url:
        raise Refused("endpoint-moved", "The URL changed while it was being verified.", mend="Verify it again.")
    return [] if endpoint.status in ("verified", "paused") else [done.EndpointVerified(method=command.method)]


def _change(endpoint: Endpoint, command: asked.ChangeEndpoint, _now: datetime) -> list[done.EndpointEvent]:
    if (command.url, command.filters, command.terms) == (endpoint.url, endpoint.filters, endpoint.terms):
        return []
    if (
        _origin(command.url) != _origin(endpoint.url or "")
        and command.terms.headers == endpoint.terms.headers is not None
    ):
        raise Refused(
            "headers-for-another-host",
            "The headers were given for another host and do not go to this one by themselves.",
            mend="Give `headers` again, or an empty object.",
        )
    return [done.EndpointChanged(**dict(command), moved=command.url != endpoint.url)]


def _origin(url: str) -> str:
    """Scheme, host and port."""
    return "/".join(url.split("/", 3)[:3])


def _pause(endpoint: Endpoint, _command: asked.PauseEndpoint, _now: datetime) -> list[done.EndpointEvent]:
    if endpoint.status == "paused":
        return []
    if endpoint.status != "verified":
        raise Refused("endpoint-not-verified", "Only a verified endpoint can be paused.", mend="Verify it first.")
    return [done.EndpointPaused()]


def _resume(endpoint: Endpoint, _command: asked.ResumeEndpoint, _now: datetime) -> list[done.EndpointEvent]:
    if endpoint.status == "verified":
        return []
    if endpoint.status != "paused":
        raise Refused("endpoint-not-paused", "The endpoint is not paused.", mend="Verify it to send to it again.")
    return [done.EndpointResumed()]


def _disable(endpoint: Endpoint, command: asked.DisableEndpoint, _now: datetime) -> list[done.EndpointEvent]:
    return [] if endpoint.status in ("disabled", "removed") else [done.EndpointDisabled(reason=command.reason)]


def _warn(endpoint: Endpoint, command: asked.WarnOfFailures, _now: datetime) -> list[done.EndpointEvent]:
    """Each share once per time of failing, and none below one that was told."""
    known = endpoint.failing_since == command.failing_since and (endpoint.warned or 0) >= command.share
    if known or not endpoint.hears:
        return []
    return [done.EndpointFailing(share=command.share, failing_since=command.failing_since)]


def _rotate(_endpoint: Endpoint, command: asked.RotateSecret, _now: datetime) -> list[done.EndpointEvent]:
    return [done.EndpointSecretRotated(secret=command.secret, older_until=command.older_until)]


CREATING: Final[dict[Any, Any]] = {asked.RegisterEndpoint: _register, **mail.CREATING}
CHANGING: Final[dict[Any, Any]] = {
    asked.VerifyEndpoint: _verify,
    asked.ChangeEndpoint: _change,
    asked.PauseEndpoint: _pause,
    asked.ResumeEndpoint: _resume,
    asked.DisableEndpoint: _disable,
    asked.WarnOfFailures: _warn,
    asked.RotateSecret: _rotate,
    **mail.CHANGING,
}
