"""Standard Webhooks, by its own vectors and its own library."""

import base64
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
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


SEED = bytes(range(32))
PUBLIC = "whpk_A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg="
"""Of that seed, by RFC 8032."""


def _verifies(public: str, signature: str, content: bytes) -> bool:
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public.removeprefix("whpk_")))
    try:
        key.verify(base64.b64decode(signature.removeprefix("v1a,")), content)
    except InvalidSignature:
        return False
    return True


def test_an_asymmetric_signature_is_verified_with_the_public_key_alone() -> None:
    assert signing.public_key(SEED) == PUBLIC
    signature = signing.asymmetric_signature(SEED, ID, AT, BODY)
    content = f"{ID}.{AT}.".encode() + BODY
    assert _verifies(PUBLIC, signature, content)
    assert not _verifies(PUBLIC, signature, content + b" ")
    assert not _verifies(signing.public_key(signing.new_seed()), signature, content)


def test_both_kinds_stand_in_one_header_newest_first_and_libraries_pass_over_the_other() -> None:
    new, old = signing.new_secret(), signing.new_secret()
    seeds = [signing.new_seed(), signing.new_seed()]
    headers = signing.signed_headers([new, old], ID, int(datetime.now(UTC).timestamp()), BODY, seeds)
    kinds = [one.partition(",")[0] for one in headers["webhook-signature"].split()]
    assert kinds == ["v1", "v1", "v1a", "v1a"]
    for secret in (new, old):
        Webhook(signing.shown(secret)).verify(BODY, headers)
