"""An endpoint that is a member's mail address. The address is in `people`; here it is the id of a person.

registered → verified by the link in a letter ⇄ paused; disabled → verified again by another letter; removed for good.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import Field

from services.notifications.domain.endpoint.events import (
    EmailAddressChanged,
    EmailConfirmationAsked,
    EmailEndpointChanged,
    EmailEndpointRegistered,
    EmailEndpointRemoved,
    EndpointVerified,
)
from services.notifications.domain.endpoint.state import Endpoint
from services.notifications.domain.endpoint.values import Digest, Language, Pattern, Place, Recipient, Terms
from shared.decider import Due
from shared.events import Command, Event
from shared.ids import Id
from shared.refusals import NotFound, Refused

MOST_PER_MEMBER: Final = 10
ASK_EVERY: Final = timedelta(minutes=10)
"""Nobody is made to write to a stranger all day."""
UNCONFIRMED: Final = timedelta(days=30)
"""After which an address that nobody confirmed is forgotten."""


class RegisterEmailEndpoint(Command):
    """`siblings` is how many the member has or had within a day; a moment late does no harm."""

    owner: Place
    member: Id
    person: Id
    language: Language
    digest: Digest
    zone: str
    filters: tuple[Pattern, ...] = ()
    terms: Terms = Terms()
    siblings: int = 0


class ConfirmEmailAddress(Command):
    """The holder of the link reads what is sent to `person`."""

    person: Id


class AskConfirmation(Command):
    """Send another letter with a link."""


class ChangeEmailEndpoint(Command):
    """Full new content, the address apart."""

    language: Language
    digest: Digest
    filters: tuple[Pattern, ...] = ()
    terms: Terms = Terms()


class ChangeEmailAddress(Command):
    """Another address, which must be confirmed; who has it is a new entry of `people`."""

    person: Id = Field(description="Of the new address.")


class RemoveEmailEndpoint(Command):
    """Nothing is sent any more, and the address is forgotten."""


def _register(command: RegisterEmailEndpoint, now: datetime) -> list[Event]:
    if command.siblings >= MOST_PER_MEMBER:
        raise Refused(
            "too-many-endpoints",
            f"You have, or had within a day, {command.siblings} of them.",
            mend="Change one that is there, or wait until tomorrow.",
        )
    return [EmailEndpointRegistered(**command.model_dump(exclude={"siblings"}), at=now)]


def _confirm(endpoint: Endpoint, command: ConfirmEmailAddress, _now: datetime) -> list[Event]:
    if command.person != recipient(endpoint).person:
        raise Refused("address-changed", "The address is another one now.", mend="Use the link of the newest letter.")
    return [] if endpoint.status in ("verified", "paused") else [EndpointVerified(method="link")]


def _change(endpoint: Endpoint, command: ChangeEmailEndpoint, _now: datetime) -> list[Event]:
    whom = recipient(endpoint)
    known = (whom.language, whom.digest, endpoint.filters, endpoint.terms)
    if (command.language, command.digest, command.filters, command.terms) == known:
        return []
    return [EmailEndpointChanged(**dict(command))]


def _ask(endpoint: Endpoint, _command: AskConfirmation, now: datetime) -> list[Event]:
    if endpoint.status in ("verified", "paused"):
        raise Refused("address-confirmed", "The address is confirmed.", mend="Resume the endpoint if it is paused.")
    _require_pause(recipient(endpoint), now)
    return [EmailConfirmationAsked(at=now)]


def _move(endpoint: Endpoint, command: ChangeEmailAddress, now: datetime) -> list[Event]:
    whom = recipient(endpoint)
    _require_pause(whom, now)
    return [EmailAddressChanged(person=command.person, previous=whom.person, at=now)]


def _require_pause(whom: Recipient, now: datetime) -> None:
    if now - whom.asked_at < ASK_EVERY:
        raise Refused(
            "asked-too-often", "A letter was sent a moment ago.", mend="Look into your mail, or wait ten minutes."
        )


def _remove(endpoint: Endpoint, _command: RemoveEmailEndpoint, _now: datetime) -> list[Event]:
    return [EmailEndpointRemoved(person=recipient(endpoint).person)]


def recipient(endpoint: Endpoint) -> Recipient:
    """Whom it is for; `NotFound` for webhooks and for what was removed."""
    if endpoint.mail is None or endpoint.status == "removed":
        raise NotFound("endpoint")
    return endpoint.mail


def registered(event: EmailEndpointRegistered) -> Endpoint:
    """The first state."""
    whom = Recipient(**event.model_dump(include=set(Recipient.model_fields)), asked_at=event.at)
    return Endpoint(
        channel="email", owner=event.owner, mail=whom, filters=event.filters, terms=event.terms, since=event.at
    )


def _changed(endpoint: Endpoint, event: EmailEndpointChanged) -> Endpoint:
    whom = recipient(endpoint).but(language=event.language, digest=event.digest)
    return endpoint.but(mail=whom, filters=event.filters, terms=event.terms)


def _moved(endpoint: Endpoint, event: EmailAddressChanged) -> Endpoint:
    whom = recipient(endpoint).but(person=event.person, asked_at=event.at)
    return endpoint.but(mail=whom, status="registered", verified_by=None, disabled_because=None)


def _asked(endpoint: Endpoint, event: EmailConfirmationAsked) -> Endpoint:
    return endpoint.but(mail=recipient(endpoint).but(asked_at=event.at))


def due(endpoint: Endpoint) -> Due | None:
    """An address that nobody confirms is not kept."""
    if endpoint.mail is None or endpoint.status != "registered":
        return None
    return Due(endpoint.mail.asked_at + UNCONFIRMED, RemoveEmailEndpoint(), "forget-unconfirmed")


CREATING: Final[dict[Any, Any]] = {RegisterEmailEndpoint: _register}
CHANGING: Final[dict[Any, Any]] = {
    ConfirmEmailAddress: _confirm,
    ChangeEmailEndpoint: _change,
    ChangeEmailAddress: _move,
    AskConfirmation: _ask,
    RemoveEmailEndpoint: _remove,
}
EVOLVING: Final[dict[Any, Any]] = {
    EmailEndpointChanged: _changed,
    EmailAddressChanged: _moved,
    EmailConfirmationAsked: _asked,
    EmailEndpointRemoved: lambda endpoint, _: endpoint.but(status="removed"),
}
