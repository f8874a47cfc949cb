"""Endpoint: where an organisation (its account) or a school hears events. Its secrets are kept elsewhere, sealed.

registered → verified ⇄ paused; disabled (410, or by hand) → verified again by a new verification.
"""

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from shared.decider import Decider, changes, rules
from shared.events import Command, Event, Value
from shared.ids import Id
from shared.refusals import Refused

MOST_PER_TENANT: Final = 50
OLDER_SECRETS: Final = 3
"""That may sign beside the newest."""

Url = Annotated[str, StringConstraints(max_length=2000), Field(examples=["https://hooks.hotel.example/jembatan"])]
Pattern = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9.*-]{1,120}$"),
    Field(examples=["partners.mou.*", "*.mou-signed.v1"]),
]
Owner = Literal["organisation", "school"]
Method = Literal["handshake", "challenge"]
Status = Literal["registered", "verified", "paused", "disabled"]
Reason = Literal["gone", "failing", "by-owner"]


class SecretRef(Value):
    """A secret by its id. `until` ends its validity; None for the newest."""

    id: Id
    until: datetime | None = None


class EndpointRegistered(Event):
    """An endpoint was registered; nothing real is sent to it before it is verified."""

    owner: Owner
    url: Url
    filters: tuple[Pattern, ...] = ()
    secret: Id
    at: datetime
    """Domain time: nothing that happened before is heard."""


class EndpointVerified(Event):
    """The receiver agreed to hear us: by CloudEvents' handshake or by echoing a signed challenge."""

    method: Method


class EndpointChanged(Event):
    """URL or filters changed. A new URL must be verified again."""

    url: Url
    filters: tuple[Pattern, ...] = ()
    moved: bool
    """Is the URL another one?"""


class EndpointPaused(Event):
    """Nothing is sent until it is resumed; deliveries accumulate."""


class EndpointResumed(Event):
    """What has accumulated is sent."""


class EndpointDisabled(Event):
    """Nothing is sent until it is verified again; deliveries accumulate."""

    reason: Reason


class EndpointSecretRotated(Event):
    """A new secret signs; the older ones sign beside it until `older_until`."""

    secret: Id
    older_until: datetime


EndpointEvent = (
    EndpointRegistered
    | EndpointVerified
    | EndpointChanged
    | EndpointPaused
    | EndpointResumed
    | EndpointDisabled
    | EndpointSecretRotated
)


class RegisterEndpoint(Command):
    """`siblings` is how many endpoints the tenant has; a moment late does no harm."""

    owner: Owner
    url: Url
    filters: tuple[Pattern, ...] = ()
    secret: Id
    siblings: int = 0


class VerifyEndpoint(Command):
    """The receiver answered; `url` is the one that was asked."""

    method: Method
    url: Url


class ChangeEndpoint(Command):
    """Full new content."""

    url: Url
    filters: tuple[Pattern, ...] = ()


class PauseEndpoint(Command):
    """Stop sending for now."""


class ResumeEndpoint(Command):
    """Send again."""


class DisableEndpoint(Command):
    """Stop sending until verified anew."""

    reason: Reason


class RotateSecret(Command):
    """The older secrets sign beside the new one until `older_until`: machine time, like all about signatures."""

    secret: Id
    older_until: datetime


class Endpoint(Value):
    """What is known of an endpoint now."""

    owner: Owner
    url: Url
    filters: tuple[str, ...] = ()
    since: datetime
    """Domain time of the registration."""
    status: Status = "registered"
    verified_by: Method | None = None
    disabled_because: Reason | None = None
    secrets: tuple[SecretRef, ...]
    """Newest first."""

    @property
    def hears(self) -> bool:
        """May real events be sent now?"""
        return self.status == "verified"

    def valid_secrets(self, machine_now: datetime) -> tuple[str, ...]:
        """Ids of the secrets that sign now, newest first."""
        return tuple(ref.id for ref in self.secrets if ref.until is None or ref.until > machine_now)


def _register(command: RegisterEndpoint, now: datetime) -> list[EndpointEvent]:
    if command.siblings >= MOST_PER_TENANT:
        raise Refused("too-many-endpoints", f"There are {command.siblings} endpoints.", mend="Change or reuse one.")
    content = {"owner": command.owner, "url": command.url, "filters": command.filters, "secret": command.secret}
    return [EndpointRegistered(**content, at=now)]


def _verify(endpoint: Endpoint, command: VerifyEndpoint, _now: datetime) -> list[EndpointEvent]:
    if command.url != endpoint.url:
        raise Refused("endpoint-moved", "The URL changed while it was being verified.", mend="Verify it again.")
    return [] if endpoint.status in ("verified", "paused") else [EndpointVerified(method=command.method)]


def _change(endpoint: Endpoint, command: ChangeEndpoint, _now: datetime) -> list[EndpointEvent]:
    if (command.url, command.filters) == (endpoint.url, endpoint.filters):
        return []
    moved = command.url != endpoint.url
    return [EndpointChanged(url=command.url, filters=command.filters, moved=moved)]


def _pause(endpoint: Endpoint, _command: PauseEndpoint, _now: datetime) -> list[EndpointEvent]:
    if endpoint.status == "paused":
        return []
    if endpoint.status != "verified":
        raise Refused("endpoint-not-verified", "Only a verified endpoint can be paused.", mend="Verify it first.")
    return [EndpointPaused()]


def _resume(endpoint: Endpoint, _command: ResumeEndpoint, _now: datetime) -> list[EndpointEvent]:
    if endpoint.status == "verified":
        return []
    if endpoint.status != "paused":
        raise Refused("endpoint-not-paused", "The endpoint is not paused.", mend="Verify it to send to it again.")
    return [EndpointResumed()]


def _disable(endpoint: Endpoint, command: DisableEndpoint, _now: datetime) -> list[EndpointEvent]:
    return [] if endpoint.status == "disabled" else [EndpointDisabled(reason=command.reason)]


def _rotate(_endpoint: Endpoint, command: RotateSecret, _now: datetime) -> list[EndpointEvent]:
    return [EndpointSecretRotated(secret=command.secret, older_until=command.older_until)]


def _registered(event: EndpointRegistered) -> Endpoint:
    ref = SecretRef(id=event.secret)
    return Endpoint(owner=event.owner, url=event.url, filters=event.filters, since=event.at, secrets=(ref,))


def _changed(endpoint: Endpoint, event: EndpointChanged) -> Endpoint:
    changed = endpoint.but(url=event.url, filters=event.filters)
    return changed.but(status="registered", verified_by=None) if event.moved else changed


def _rotated(endpoint: Endpoint, event: EndpointSecretRotated) -> Endpoint:
    """Older secrets end at `older_until`, or earlier where that was already said; three are kept."""
    ending = tuple(
        SecretRef(id=ref.id, until=min(event.older_until, ref.until or event.older_until))
        for ref in endpoint.secrets[:OLDER_SECRETS]
    )
    return endpoint.but(secrets=(SecretRef(id=event.secret), *ending))


ENDPOINT: Decider[Endpoint, Command, EndpointEvent] = Decider(
    name="endpoint",
    state=Endpoint,
    events=EndpointEvent,
    decide=rules(
        "endpoint",
        {RegisterEndpoint: _register},
        {
            VerifyEndpoint: _verify,
            ChangeEndpoint: _change,
            PauseEndpoint: _pause,
            ResumeEndpoint: _resume,
            DisableEndpoint: _disable,
            RotateSecret: _rotate,
        },
    ),
    evolve=changes(
        _registered,
        {
            EndpointVerified: lambda old, e: old.but(status="verified", verified_by=e.method, disabled_because=None),
            EndpointChanged: _changed,
            EndpointPaused: lambda old, _: old.but(status="paused"),
            EndpointResumed: lambda old, _: old.but(status="verified"),
            EndpointDisabled: lambda old, e: old.but(status="disabled", disabled_because=e.reason),
            EndpointSecretRotated: _rotated,
        },
    ),
)
