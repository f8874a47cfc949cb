"""What can be asked of an endpoint."""

from datetime import datetime

from services.notifications.domain.endpoint.values import Method, Owner, Pattern, Reason, Share, Terms, Url
from shared.events import Command
from shared.ids import Id


class RegisterEndpoint(Command):
    """`siblings` is how many endpoints the tenant has; a moment late does no harm."""

    owner: Owner
    url: Url
    filters: tuple[Pattern, ...] = ()
    secret: Id
    terms: Terms = Terms()
    siblings: int = 0


class VerifyEndpoint(Command):
    """The receiver answered; `url` is the one that was asked."""

    method: Method
    url: Url


class ChangeEndpoint(Command):
    """Full new content."""

    url: Url
    filters: tuple[Pattern, ...] = ()
    terms: Terms = Terms()


class PauseEndpoint(Command):
    """Stop sending for now."""


class ResumeEndpoint(Command):
    """Send again."""


class DisableEndpoint(Command):
    """Stop sending until verified anew."""

    reason: Reason


class WarnOfFailures(Command):
    """Nothing has succeeded since `failing_since` (machine time), for this share of the time that ends in disabling."""

    share: Share
    failing_since: datetime


class RemoveEndpoint(Command):
    """Send nothing more, and forget it."""


class RotateSecret(Command):
    """The older secrets sign beside the new one until `older_until`: machine time, like all about signatures."""

    secret: Id
    older_until: datetime
