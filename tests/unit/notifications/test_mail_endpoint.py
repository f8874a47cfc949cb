"""A member's mail endpoint: the same aggregate as a webhook, confirmed by a link instead of a challenge."""

from datetime import timedelta
from typing import Any

import pytest

from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint import mail as m
from services.notifications.domain.endpoint.commands import DisableEndpoint, ResumeEndpoint
from services.notifications.domain.endpoint.events import (
    EmailAddressChanged,
    EmailConfirmationAsked,
    EmailEndpointChanged,
    EmailEndpointRegistered,
    EmailEndpointRemoved,
    EndpointDisabled,
    EndpointVerified,
)
from shared.refusals import NotFound
from tests.given_when_then import NOW, given

MEMBER, PERSON, OTHER = (f"01981e4a-6c00-7000-8000-00000000000{n}" for n in (1, 2, 3))

content: dict[str, Any] = {
    "owner": "school",
    "member": MEMBER,
    "person": PERSON,
    "language": "id",
    "digest": "at-once",
    "zone": "Asia/Pontianak",
}
register = m.RegisterEmailEndpoint(**content)
registered = EmailEndpointRegistered(**content, at=NOW)
confirmed = EndpointVerified(method="link")
unsubscribed = EndpointDisabled(reason="unsubscribed")
LATER = NOW + m.ASK_EVERY
moved = EmailAddressChanged(person=OTHER, previous=PERSON, at=LATER)


def test_nothing_is_sent_before_the_link_was_opened() -> None:
    state = given(ENDPOINT).when(register).then(registered)
    assert (state.channel, state.hears, state.url) == ("email", False, None)
    assert given(ENDPOINT, registered).when(m.ConfirmEmailAddress(person=PERSON)).then(confirmed).hears


def test_a_link_that_is_opened_twice_confirms_once() -> None:
    given(ENDPOINT, registered, confirmed).when(m.ConfirmEmailAddress(person=PERSON)).then()


def test_ten_are_enough_for_a_member() -> None:
    given(ENDPOINT).when(register.model_copy(update={"siblings": m.MOST_PER_MEMBER})).refused("too-many-endpoints")


def test_another_address_must_be_confirmed_by_its_own_link() -> None:
    change = m.ChangeEmailAddress(person=OTHER)
    state = given(ENDPOINT, registered, confirmed).when(change, now=LATER).then(moved)
    assert not state.hears
    given(ENDPOINT, registered, confirmed, moved).when(m.ConfirmEmailAddress(person=PERSON)).refused("address-changed")
    assert given(ENDPOINT, registered, moved).when(m.ConfirmEmailAddress(person=OTHER)).then(confirmed).hears


def test_nobody_is_written_to_more_than_once_in_ten_minutes() -> None:
    soon = LATER - timedelta(seconds=1)
    given(ENDPOINT, registered).when(m.AskConfirmation(), now=soon).refused("asked-too-often")
    given(ENDPOINT, registered).when(m.ChangeEmailAddress(person=OTHER), now=soon).refused("asked-too-often")
    asked = EmailConfirmationAsked(at=LATER)
    given(ENDPOINT, registered).when(m.AskConfirmation(), now=LATER).then(asked)
    given(ENDPOINT, registered, asked).when(m.AskConfirmation(), now=LATER).refused("asked-too-often")
    given(ENDPOINT, registered, confirmed).when(m.AskConfirmation(), now=LATER).refused("address-confirmed")


def test_who_unsubscribed_is_told_again_after_another_confirmation() -> None:
    given(ENDPOINT, registered, confirmed).when(DisableEndpoint(reason="unsubscribed")).then(unsubscribed)
    before = (registered, confirmed, unsubscribed)
    given(ENDPOINT, *before).when(ResumeEndpoint()).refused("endpoint-not-paused")
    given(ENDPOINT, *before).when(m.AskConfirmation(), now=LATER).then(EmailConfirmationAsked)
    state = given(ENDPOINT, *before).when(m.ConfirmEmailAddress(person=PERSON)).then(confirmed)
    assert (state.hears, state.disabled_because) == (True, None)


def test_changing_the_rest_needs_no_confirmation() -> None:
    change = m.ChangeEmailEndpoint(language="en", digest="daily", filters=("partners.*",))
    state = given(ENDPOINT, registered, confirmed).when(change).then(EmailEndpointChanged)
    assert (state.hears, state.mail.digest, state.mail.person) == (True, "daily", PERSON)
    given(ENDPOINT, registered).when(m.ChangeEmailEndpoint(language="id", digest="at-once")).then()


def test_what_was_removed_is_not_there_any_more() -> None:
    removed = EmailEndpointRemoved(person=PERSON)
    given(ENDPOINT, registered, confirmed).when(m.RemoveEmailEndpoint()).then(removed)
    for command in (m.ConfirmEmailAddress(person=PERSON), m.RemoveEmailEndpoint(), m.AskConfirmation()):
        with pytest.raises(NotFound):
            given(ENDPOINT, registered, removed).when(command)


def test_an_address_that_nobody_confirms_is_forgotten_after_a_month() -> None:
    state = given(ENDPOINT).when(register).then(registered)
    assert ENDPOINT.due(state).at == NOW + m.UNCONFIRMED
    given(ENDPOINT, registered).when(ENDPOINT.due(state).command).then(EmailEndpointRemoved(person=PERSON))
    assert ENDPOINT.due(given(ENDPOINT, registered).when(m.ConfirmEmailAddress(person=PERSON)).then(confirmed)) is None
