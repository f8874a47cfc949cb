"""Headers of the owner's own: what may be sent, and what would say something that is ours to say."""

import pytest

from services.notifications.headers import LONGEST_VALUE, MOST, checked
from shared.refusals import Invalid


def test_what_an_owner_needs_may_be_sent() -> None:
    given = {"Authorization": "Bearer a.b-c_d=", "X-Hotel": "Kencana, Yogyakarta", "x_api_key": "k"}
    assert checked(given) == {
        "authorization": "Bearer a.b-c_d=",
        "x-hotel": "Kencana, Yogyakarta",
        "x_api_key": "k",
    }
    assert checked({}) == {}
    assert checked({"x": "v" * LONGEST_VALUE})


@pytest.mark.parametrize(
    "name",
    [
        "Host",
        "Content-Type",
        "content-length",
        "Content-Encoding",
        "Webhook-Id",
        "webhook-signature",
        "webhook-anything",
        "CE-id",
        "ce-type",
        "Traceparent",
        "tracestate",
        "User-Agent",
        "Connection",
        "Keep-Alive",
        "Transfer-Encoding",
        "TE",
        "Trailer",
        "Upgrade",
        "Expect",
        "Cookie",
        "Set-Cookie",
        "Accept-Encoding",
        "Proxy-Authorization",
        "Forwarded",
        "X-Forwarded-For",
        "Sec-Fetch-Site",
        "If-Match",
        "Range",
    ],
)
def test_a_header_of_ours_is_refused(name: str) -> None:
    with pytest.raises(Invalid, match="webhook-header-refused") as refused:
        checked({name: "x"})
    assert refused.value.facts["header"] == name.lower()
    assert refused.value.mend


@pytest.mark.parametrize(
    "name", ["", " ", "a b", "a:b", "a\r\nb", "a\n", "ä", "а", "-x", "_x", "x" * 65, "a\x00", "(x)", "x,y"]
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(Invalid, match="webhook-header-refused"):
        checked({name: "x"})


@pytest.mark.parametrize(
    "value",
    ["", " ", " a", "a ", "a\r\nX-Evil: 1", "a\nb", "a\rb", "a\x00b", "a\tb", "ä", "\u2028", "a\x7f", "v" * 1001],
)
def test_no_header_is_injected(value: str) -> None:
    with pytest.raises(Invalid, match="webhook-header-refused"):
        checked({"x-a": value})


def test_too_many_and_twice_are_refused() -> None:
    with pytest.raises(Invalid, match="webhook-header-refused"):
        checked({f"x-{n}": "v" for n in range(MOST + 1)})
    with pytest.raises(Invalid, match="webhook-header-refused"):
        checked({"X-A": "1", "x-a": "2"})
