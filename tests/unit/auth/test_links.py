"""Signed links: what a token says, and every way in which one is not valid."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from shared.auth.links import LinkGrant, LinkInvalid, Links

KEY = "0123456789abcdef" * 2
OTHER = "fedcba9876543210" * 2
NOW = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
GRANT = LinkGrant(
    purpose="guardian-consent",
    tenant="01981e4a-6c00-7000-8000-000000000001",
    subject="01981e4a-6c00-7000-8000-000000000002",
    person="01981e4a-6c00-7000-8000-000000000003",
    expires=NOW + timedelta(days=7),
)


def test_what_is_signed_is_read() -> None:
    """The token carries the whole grant."""
    links = Links(KEY)
    assert links.read(links.token(GRANT), NOW) == GRANT
    with_company = LinkGrant("approve-logbook", GRANT.tenant, GRANT.subject, NOW + timedelta(days=1), organisation="o")
    assert links.read(links.token(with_company), NOW) == with_company


def test_the_same_grant_gives_the_same_token() -> None:
    """So a letter that is sent again has the same link."""
    assert Links(KEY).token(GRANT) == Links(KEY).token(GRANT)


def test_expiry_is_exact() -> None:
    """Valid until, not at, the second of expiry."""
    links, token = Links(KEY), Links(KEY).token(GRANT)
    assert links.read(token, GRANT.expires - timedelta(seconds=1))
    with pytest.raises(LinkInvalid, match="expired"):
        links.read(token, GRANT.expires)


def test_a_replaced_key_still_verifies_and_a_foreign_one_does_not() -> None:
    """Rotation: sign with the new one, accept both."""
    old = Links(KEY).token(GRANT)
    assert Links(OTHER, [KEY]).read(old, NOW) == GRANT
    assert Links(OTHER, [KEY]).token(GRANT) != old
    with pytest.raises(LinkInvalid):
        Links(OTHER).read(old, NOW)


def test_every_changed_character_is_noticed() -> None:
    """Payload, dot and signature: no single change passes."""
    links, token = Links(KEY), Links(KEY).token(GRANT)
    for position, character in enumerate(token):
        for other in ("A", "B", "="):
            changed = token[:position] + other + token[position + 1 :]
            if other != character:
                with pytest.raises(LinkInvalid):
                    links.read(changed, NOW)


@pytest.mark.parametrize("token", ["", ".", "a.b", "é.é", "a" * 4000, "..", "e30.", "e30.e30"])
def test_nonsense_is_invalid(token: str) -> None:
    """Never another error than this one."""
    with pytest.raises(LinkInvalid):
        Links(KEY).read(token, NOW)


def test_a_payload_with_another_tenant_needs_another_signature() -> None:
    """Taking over the signature of one's own link opens nothing else."""
    links = Links(KEY)
    payload, signature = links.token(GRANT).split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["t"] = "01981e4a-6c00-7000-8000-00000000ffff"
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    with pytest.raises(LinkInvalid):
        links.read(f"{forged}.{signature}", NOW)


def test_a_short_key_is_refused() -> None:
    """It could be guessed."""
    with pytest.raises(ValueError, match="at least 32"):
        Links("short")
