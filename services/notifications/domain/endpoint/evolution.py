"""How an endpoint changes."""

from typing import Final

from services.notifications.domain.endpoint import events as done
from services.notifications.domain.endpoint import mail, removal
from services.notifications.domain.endpoint.state import Endpoint
from services.notifications.domain.endpoint.values import OLDER_SECRETS, SecretRef
from shared.decider import changes


def _registered(event: done.EndpointRegistered | done.EmailEndpointRegistered) -> Endpoint:
    if isinstance(event, done.EmailEndpointRegistered):
        return mail.registered(event)
    ref = SecretRef(id=event.secret)
    content = {"owner": event.owner, "url": event.url, "filters": event.filters, "terms": event.terms}
    return Endpoint(**content, since=event.at, secrets=(ref,))


def _verified(endpoint: Endpoint, event: done.EndpointVerified) -> Endpoint:
    fresh = endpoint.but(status="verified", verified_by=event.method, disabled_because=None)
    return fresh.but(failing_since=None, warned=None, verifications=endpoint.verifications + 1)


def _changed(endpoint: Endpoint, event: done.EndpointChanged) -> Endpoint:
    changed = endpoint.but(url=event.url, filters=event.filters, terms=event.terms)
    return changed.but(status="registered", verified_by=None) if event.moved else changed


def _rotated(endpoint: Endpoint, event: done.EndpointSecretRotated) -> Endpoint:
    """Older secrets end at `older_until`, or earlier where that was already said; three are kept."""
    ending = tuple(
        SecretRef(id=ref.id, until=min(event.older_until, ref.until or event.older_until))
        for ref in endpoint.secrets[:OLDER_SECRETS]
    )
    return endpoint.but(secrets=(SecretRef(id=event.secret), *ending))


evolve: Final = changes(
    _registered,
    {
        done.EndpointVerified: _verified,
        done.EndpointChanged: _changed,
        done.EndpointPaused: lambda old, _: old.but(status="paused"),
        done.EndpointResumed: lambda old, _: old.but(status="verified"),
        done.EndpointFailing: lambda old, e: old.but(failing_since=e.failing_since, warned=e.share),
        done.EndpointDisabled: lambda old, e: old.but(status="disabled", disabled_because=e.reason),
        done.EndpointSecretRotated: _rotated,
        **mail.EVOLVING,
        **removal.EVOLVING,
    },
)
