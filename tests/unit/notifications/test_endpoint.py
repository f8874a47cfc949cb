"""Endpoint: registered, verified, paused, rotated, disabled."""

from datetime import UTC, datetime, timedelta
from typing import Any

from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.commands import (
    ChangeEndpoint,
    DisableEndpoint,
    PauseEndpoint,
    RegisterEndpoint,
    ResumeEndpoint,
    RotateSecret,
    VerifyEndpoint,
    WarnOfFailures,
)
from services.notifications.domain.endpoint.events import (
    EndpointChanged,
    EndpointDisabled,
    EndpointFailing,
    EndpointPaused,
    EndpointRegistered,
    EndpointResumed,
    EndpointSecretRotated,
    EndpointVerified,
)
from services.notifications.domain.endpoint.values import Terms
from tests.given_when_then import NOW, given

URL, OTHER = "https://hooks.hotel.example/jembatan", "https://other.hotel.example/jembatan"
ONE, TWO = "01981e4a-6c00-7000-8000-000000000001", "01981e4a-6c00-7000-8000-000000000002"
LATER = datetime(2026, 7, 2, tzinfo=UTC)

content: dict[str, Any] = {"owner": "organisation", "url": URL, "filters": ("partners.*",), "secret": ONE}
register = RegisterEndpoint(**content)
registered = EndpointRegistered(**content, at=NOW)
verify = VerifyEndpoint(method="challenge", url=URL)
verified = EndpointVerified(method="challenge")
gone = EndpointDisabled(reason="gone")


def test_registered_but_not_heard_before_it_is_verified() -> None:
    state = given(ENDPOINT).when(register).then(registered)
    assert (state.status, state.hears, state.since) == ("registered", False, NOW)
    assert given(ENDPOINT, registered).when(verify).then(verified).hears


def test_too_many_are_refused() -> None:
    given(ENDPOINT).when(register.model_copy(update={"siblings": 50})).refused("too-many-endpoints")


def test_verified_twice_is_verified_once() -> None:
    given(ENDPOINT, registered, verified).when(verify).then()


def test_what_was_verified_is_the_url_that_was_asked() -> None:
    moved = EndpointChanged(url=OTHER, moved=True)
    given(ENDPOINT, registered, moved).when(verify).refused("endpoint-moved")


def test_a_new_url_must_be_verified_again_and_new_filters_not() -> None:
    move = ChangeEndpoint(url=OTHER, filters=("partners.*",))
    moved = EndpointChanged(url=OTHER, filters=("partners.*",), moved=True)
    assert not given(ENDPOINT, registered, verified).when(move).then(moved).hears
    other = given(ENDPOINT, registered, verified).when(ChangeEndpoint(url=URL))
    assert other.then(EndpointChanged(url=URL, moved=False)).hears
    given(ENDPOINT, registered).when(ChangeEndpoint(url=URL, filters=("partners.*",))).then()


def test_paused_and_resumed() -> None:
    assert not given(ENDPOINT, registered, verified).when(PauseEndpoint()).then(EndpointPaused()).hears
    paused = (registered, verified, EndpointPaused())
    assert given(ENDPOINT, *paused).when(ResumeEndpoint()).then(EndpointResumed()).hears
    given(ENDPOINT, *paused).when(PauseEndpoint()).then()
    given(ENDPOINT, registered, verified).when(ResumeEndpoint()).then()
    given(ENDPOINT, registered).when(PauseEndpoint()).refused("endpoint-not-verified")
    given(ENDPOINT, registered).when(ResumeEndpoint()).refused("endpoint-not-paused")


def test_disabled_until_it_is_verified_anew() -> None:
    disabled = given(ENDPOINT, registered, verified).when(DisableEndpoint(reason="gone")).then(gone)
    assert (disabled.hears, disabled.disabled_because) == (False, "gone")
    given(ENDPOINT, registered, verified, gone).when(DisableEndpoint(reason="failing")).then()
    given(ENDPOINT, registered, verified, gone).when(ResumeEndpoint()).refused("endpoint-not-paused")
    again = given(ENDPOINT, registered, verified, gone).when(verify).then(verified)
    assert (again.hears, again.disabled_because) == (True, None)


def test_each_warning_is_given_once_per_time_of_failing() -> None:
    half = EndpointFailing(share=50, failing_since=LATER)
    warned = given(ENDPOINT, registered, verified).when(WarnOfFailures(share=50, failing_since=LATER)).then(half)
    assert (warned.warned, warned.failing_since, warned.hears) == (50, LATER, True)
    again = (registered, verified, half)
    given(ENDPOINT, *again).when(WarnOfFailures(share=50, failing_since=LATER)).then()
    most = EndpointFailing(share=90, failing_since=LATER)
    given(ENDPOINT, *again).when(WarnOfFailures(share=90, failing_since=LATER)).then(most)
    given(ENDPOINT, *again, most).when(WarnOfFailures(share=70, failing_since=LATER)).then()
    anew = EndpointFailing(share=50, failing_since=LATER + timedelta(days=9))
    given(ENDPOINT, *again, most).when(WarnOfFailures(share=50, failing_since=anew.failing_since)).then(anew)
    given(ENDPOINT, registered, verified, gone).when(WarnOfFailures(share=50, failing_since=LATER)).then()


def test_a_new_verification_forgets_the_warnings() -> None:
    warned = EndpointFailing(share=90, failing_since=LATER)
    state = given(ENDPOINT, registered, verified, warned, gone).when(verify).then(verified)
    assert (state.warned, state.failing_since) == (None, None)


def test_old_and_new_secret_sign_during_the_overlap() -> None:
    rotated = EndpointSecretRotated(secret=TWO, older_until=LATER)
    state = given(ENDPOINT, registered).when(RotateSecret(secret=TWO, older_until=LATER)).then(rotated)
    assert state.valid_secrets(LATER - timedelta(seconds=1)) == (TWO, ONE)
    assert state.valid_secrets(LATER) == (TWO,)


def test_a_later_rotation_does_not_prolong_an_older_secret() -> None:
    first = EndpointSecretRotated(secret=TWO, older_until=LATER)
    second = EndpointSecretRotated(secret=ONE, older_until=LATER + timedelta(days=1))
    state = given(ENDPOINT, registered, first, second).state
    assert [ref.until for ref in state.secrets] == [None, LATER + timedelta(days=1), LATER]


def test_no_secret_is_in_any_event() -> None:
    for event in ENDPOINT.event_types.values():
        assert not {"whsec", "key", "sealed"} & set(event.model_fields)


def test_other_terms_are_a_change_and_the_same_ones_are_none() -> None:
    slower = Terms(rate=2.0, burst=3, ordered=True)
    change = ChangeEndpoint(url=URL, filters=("partners.*",), terms=slower)
    event = EndpointChanged(url=URL, filters=("partners.*",), moved=False, terms=slower)
    state = given(ENDPOINT, registered, verified).when(change).then(event)
    assert (state.terms, state.hears) == (slower, True)
    given(ENDPOINT, registered, verified, event).when(change).then()


def test_headers_do_not_follow_to_another_host_by_themselves() -> None:
    with_headers = EndpointChanged(url=URL, moved=False, terms=Terms(headers=ONE))
    past = (registered, verified, with_headers)
    for terms, url in ((Terms(headers=TWO), OTHER), (Terms(), OTHER), (Terms(headers=ONE), URL + "/elsewhere")):
        given(ENDPOINT, *past).when(ChangeEndpoint(url=url, terms=terms)).then(EndpointChanged)
    for url in (OTHER, URL.replace("hotel.example/", "hotel.example:8443/")):
        change = ChangeEndpoint(url=url, terms=Terms(headers=ONE))
        given(ENDPOINT, *past).when(change).refused("headers-for-another-host")
