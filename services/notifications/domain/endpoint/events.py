"""What can have happened to an endpoint."""

from datetime import datetime

from pydantic import Field

from services.notifications.domain.endpoint.values import (
    Digest,
    Language,
    Method,
    Owner,
    Pattern,
    Place,
    Reason,
    Share,
    Terms,
    Url,
)
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


class EmailEndpointRegistered(Event):
    """A member wants to be told by mail; nothing real is sent before the address is confirmed."""

    owner: Place
    member: Id
    person: Id
    """Whose address it is, in this service's `people`."""
    language: Language
    digest: Digest
    zone: str = Field(examples=["Asia/Pontianak"])
    filters: tuple[Pattern, ...] = ()
    terms: Terms = Terms()
    at: datetime
    """Domain time: nothing that happened before is heard."""


class EmailEndpointChanged(Event):
    """Language, digest, filters or terms changed; the address did not."""

    language: Language
    digest: Digest
    filters: tuple[Pattern, ...] = ()
    terms: Terms = Terms()


class EmailAddressChanged(Event):
    """The member gave another address, which must be confirmed; the one before is forgotten."""

    person: Id
    previous: Id
    at: datetime


class EmailConfirmationAsked(Event):
    """Another letter with a link to confirm the address was asked for."""

    at: datetime


class EmailEndpointRemoved(Event):
    """The member wants no mail here any more; the address is forgotten."""

    person: Id


class EndpointVerified(Event):
    """The receiver agreed to hear us: by CloudEvents' handshake, a signed challenge, or the link in a letter."""

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


class EndpointRemoved(Event):
    """It hears nothing more, and what was kept of it is taken away."""


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
    | EmailEndpointRegistered
    | EmailEndpointChanged
    | EmailAddressChanged
    | EmailConfirmationAsked
    | EmailEndpointRemoved
    | EndpointRemoved
)
