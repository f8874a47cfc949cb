"""A removed endpoint is removed for good, and only that it was there is kept of it."""

import pytest

from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import (
    ChangeEndpoint,
    DisableEndpoint,
    PauseEndpoint,
    RemoveEndpoint,
    ResumeEndpoint,
    RotateSecret,
)
from services.notifications.domain.endpoint.events import EndpointRemoved
from shared.events import Command
from shared.refusals import NotFound
from tests.given_when_then import given
from tests.unit.notifications.test_endpoint import LATER, OTHER, TWO, registered, verified, verify


def test_whatever_its_status_it_can_be_removed_and_nothing_stays_of_its_content() -> None:
    for before in ([registered], [registered, verified]):
        state = given(ENDPOINT, *before).when(RemoveEndpoint()).then(EndpointRemoved())
        assert (state.status, state.hears) == ("removed", False)
        assert (state.url, state.filters, state.secrets) == ("", (), ())


def test_removed_twice_is_removed_once() -> None:
    given(ENDPOINT, registered, EndpointRemoved()).when(RemoveEndpoint()).then()


@pytest.mark.parametrize(
    "command",
    [
        verify,
        ChangeEndpoint(url=OTHER),
        PauseEndpoint(),
        ResumeEndpoint(),
        DisableEndpoint(reason="by-owner"),
        RotateSecret(secret=TWO, older_until=LATER),
    ],
)
def test_nothing_can_be_asked_of_a_removed_endpoint(command: Command) -> None:
    with pytest.raises(NotFound):
        given(ENDPOINT, registered, EndpointRemoved()).when(command).then()
