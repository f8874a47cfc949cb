"""What the page for a partner's engineer says is what the code does."""

import base64
import re
from pathlib import Path
from typing import get_args

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from services.notifications import bodies, signing, wire, words
from services.notifications.catalogue import find
from services.notifications.domain.breaker import FEWEST, GIVEN_UP_AFTER, SHARE, TIMEOUTS, WINDOW
from services.notifications.domain.endpoint.values import MOST_PER_TENANT, OLDER_SECRETS
from services.notifications.domain.retries import JITTER, LONGEST_RETRY_AFTER, STANDARD_STEPS, ErrorClass
from services.notifications.headers import LONGEST_VALUE, MOST
from services.notifications.sender import KEPT_BODY, READ_BODY
from services.notifications.settings import NotificationsSettings

OF_MAIL = {"address-refused", "letter-refused", "not-allowed"}
"""Errors that no webhook meets."""
IN_WORDS = {3: "three", 5: "five"}
PAGE = (Path(__file__).parents[3] / "docs" / "webhooks.md").read_text(encoding="utf-8")


def test_the_vectors_are_true() -> None:
    given = re.search(r"id `(\S+)`, timestamp `(\d+)`, body `(.+?)`:", PAGE)
    assert given
    id, at, body = given[1], int(given[2]), given[3].encode()
    secret, symmetric = re.findall(r"\| `(whsec_\S+)` \| `(v1,\S+)` \|", PAGE)[0]
    assert signing.signature(signing.parsed(secret), id, at, body) == symmetric
    public, asymmetric = re.findall(r"\| `(whpk_\S+)` \| `(v1a,\S+)` \|", PAGE)[0]
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public.removeprefix("whpk_")))
    key.verify(base64.b64decode(asymmetric.removeprefix("v1a,")), f"{id}.{at}.".encode() + body)


def test_the_schedule_is_the_one_that_is_used() -> None:
    said = re.search(r"at once, then after (.+?), each up to", PAGE, re.DOTALL)
    assert said
    units = {"s": 1, "min": 60, "h": 3600}
    steps = [float(number) * units[unit] for number, unit in re.findall(r"(\d+)\s(s|min|h)\b", said[1])]
    assert (0.0, *steps) == STANDARD_STEPS


def test_every_member_error_and_problem_is_explained() -> None:
    members = set(bodies.EndpointBody.model_fields)
    assert members == {name for name in members if f"`{name}`" in PAGE}
    errors = set(get_args(ErrorClass)) - OF_MAIL
    assert errors == {name for name in errors if f"`{name}`" in PAGE}
    of_mail = {"address-changed", "address-confirmed", "asked-too-often"}
    apart = {"endpoint-not-paused", "event-unknown"} | of_mail
    assert not {code for code in words._SENTENCES if f"`{code}`" not in PAGE} - apart


def test_the_limits_are_those_of_the_code() -> None:
    defaults = NotificationsSettings.model_fields
    for said in (
        f"up to {MOST} of your own on every request, 1 to {LONGEST_VALUE} printable",
        f"{KEPT_BODY // 1024} KiB are kept and {READ_BODY // 1024} KiB read",
        f"{MOST_PER_TENANT} for each organisation",
        f"complete within {defaults['webhook_timeout_seconds'].default} s",
        f"repeated within {defaults['webhook_hold_seconds'].default} seconds",
        f"remember it for {defaults['payload_days'].default} days",
        f"the older ones, at most {IN_WORDS[OLDER_SECRETS]}, sign beside it",
        f"({SHARE * 100:.0f} % of at least {FEWEST} attempts in up to {WINDOW.seconds // 60} minutes, or {TIMEOUTS} ",
        f"disabled after {IN_WORDS[GIVEN_UP_AFTER.days]} days of",
        f"up to {JITTER * 100:.0f} % later",
        f"up to {LONGEST_RETRY_AFTER / 3600:.0f} hours",
    ):
        assert said in PAGE, said


def test_the_types_are_real() -> None:
    assert wire.TEST_TYPE in PAGE
    assert wire.PING_TYPE in PAGE
    assert find("partners.mou-signed.v1")
