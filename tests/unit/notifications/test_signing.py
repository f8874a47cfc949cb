"""Standard Webhooks, by its own vectors and its own library."""

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from services.notifications import signing
from shared.refusals import Invalid

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'


def test_the_vector_of_the_specification() -> None:
    assert signing.signature(signing.parsed(SECRET), ID, AT, BODY) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.binary(min_size=24, max_size=64), st.text(max_size=200))
def test_the_reference_library_verifies_and_notices_a_change(secret: bytes, text: str) -> None:
    now = int(datetime.now(UTC).timestamp())
    headers = signing.signed_headers([secret], ID, now, text.encode())
    Webhook(signing.shown(secret)).verify(text, headers, json_parse=False)
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(signing.shown(secret)).verify(text + "x", headers, json_parse=False)


def test_during_a_rotation_old_and_new_secret_verify() -> None:
    new, old = signing.new_secret(), signing.new_secret()
    headers = signing.signed_headers([new, old], ID, int(datetime.now(UTC).timestamp()), BODY)
    assert headers["webhook-signature"].count("v1,") == 2
    for secret in (new, old):
        Webhook(signing.shown(secret)).verify(BODY, headers)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "whsec_",
        SECRET.removeprefix("whsec_"),
        "whsec_!!!",
        *(f"whsec_{base64.b64encode(bytes(n)).decode()}" for n in (23, 65)),
    ],
)
def test_what_is_no_secret_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="webhook-secret-invalid"):
        signing.parsed(text)
