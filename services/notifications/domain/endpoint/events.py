"""What can have happened to an endpoint."""

from datetime import datetime

from services.notifications.domain.endpoint.values import Method, Owner, Pattern, Reason, Share, Terms, Url
from shared.events import Event
from shared.ids import Id


class EndpointRegistered(Event):
    """An endpoint was registered; nothing real is sent to it before it is verified."""

    owner: Owner
    url: Url
    filters: tuple[Pattern, ...] = ()
    secret: Id
    at: datetime
    """Domain time: nothing that happened before is heard."""
    terms: Terms = Terms()


class EndpointVerified(Event):
    """The receiver agreed to hear us: by CloudEvents' handshake or by echoing a signed challenge."""

    method: Method


class EndpointChanged(Event):
    """URL, filters or terms changed. A new URL must be verified again."""

    url: Url
    filters: tuple[Pattern, ...] = ()
    moved: bool
    """Is the URL another one?"""
    terms: Terms = Terms()


class EndpointPaused(Event):
    """Nothing is sent until it is resumed; deliveries accumulate."""


class EndpointResumed(Event):
    """What has accumulated is sent."""


class EndpointFailing(Event):
    """Nothing but failures since `failing_since`: this share (per cent) of the time is over that ends in disabling."""

    share: Share
    failing_since: datetime
    """Machine time, like all about deliveries."""


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
    | EndpointFailing
    | EndpointDisabled
    | EndpointSecretRotated
)
