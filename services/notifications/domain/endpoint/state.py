"""An endpoint as it stands."""

from datetime import datetime

from services.notifications.domain.endpoint.values import (
    Channel,
    Method,
    Owner,
    Place,
    Reason,
    Recipient,
    SecretRef,
    Share,
    Status,
    Terms,
    Url,
)
from shared.events import Value


class Endpoint(Value):
    """What is known of an endpoint now."""

    channel: Channel = "webhook"
    owner: Owner | Place
    url: Url | None = None
    mail: Recipient | None = None
    """Of the channel `email`, in place of the URL."""
    filters: tuple[str, ...] = ()
    terms: Terms = Terms()
    since: datetime
    """Domain time of the registration."""
    status: Status = "registered"
    verified_by: Method | None = None
    verifications: int = 0
    """How often it was verified; 0 also where that was not counted yet."""
    disabled_because: Reason | None = None
    failing_since: datetime | None = None
    """Of the failures that its owner was last warned of."""
    warned: Share | None = None
    """Of them."""
    secrets: tuple[SecretRef, ...] = ()
    """Newest first."""

    @property
    def hears(self) -> bool:
        """May real events be sent now?"""
        return self.status == "verified"

    def valid_secrets(self, machine_now: datetime) -> tuple[str, ...]:
        """Ids of the secrets that sign now, newest first."""
        return tuple(ref.id for ref in self.secrets if ref.until is None or ref.until > machine_now)
