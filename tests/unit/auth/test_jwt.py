"""Tokens: what passes, and every way in which one does not."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from shared.auth.jwks import FixedKeys, signing_keys
from shared.auth.jwt import ALGORITHMS, Identity, Issuer, TokenInvalid, TokenVerifier

ISSUER = "https://identity.example.sch.id/realms/smk"
NOW = 1_782_871_200
RSA = RSAKey.generate_key(2048, {"kid": "rsa"})
EC = ECKey.generate_key("P-256", {"kid": "ec"})
ED = OKPKey.generate_key("Ed25519", {"kid": "ed"})
PRIVATE: dict[str, Any] = {"RS256": RSA, "PS256": RSA, "ES256": EC, "Ed25519": ED, "EdDSA": ED}


class StandingClock:
    """Machine time as a test wants it."""

    def now(self) -> datetime:
        return self.machine()

    def machine(self) -> datetime:
        return datetime.fromtimestamp(NOW, UTC)

    def monotonic(self) -> float:
        return 0.0

    async def move(self, to: datetime) -> None:
        raise NotImplementedError


def public(*keys: Key) -> list[Key]:
    """As an issuer publishes them."""
    return list(signing_keys([dict(key.as_dict(private=False)) for key in keys]))


def verifier(*algorithms: str) -> TokenVerifier:
    """Trusts one issuer with all three keys."""
    issuer = Issuer(ISSUER, "jembatan", FixedKeys(public(RSA, EC, ED)), algorithms or ALGORITHMS)
    return TokenVerifier([issuer], StandingClock())


def token(algorithm: str = "RS256", header: dict[str, Any] | None = None, **claims: Any) -> str:
    """A good token, but for what is said otherwise; a claim of None is left out."""
    key = PRIVATE[algorithm]
    full = {"iss": ISSUER, "aud": "jembatan", "sub": "sri", "iat": NOW, "nbf": NOW, "exp": NOW + 300, **claims}
    present = {name: value for name, value in full.items() if value is not None}
    head = {"alg": algorithm, "kid": key.kid, **(header or {})}
    return jwt.encode(head, present, key, registry=JWSRegistry(algorithms=[algorithm]))


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "Ed25519", "EdDSA"])
async def test_a_good_token_names_its_holder(algorithm: str) -> None:
    """With every family of algorithms."""
    assert await verifier().verify(token(algorithm)) == Identity(ISSUER, "sri")
    assert await verifier().verify(token(algorithm, aud=["other", "jembatan"])) == Identity(ISSUER, "sri")


def test_an_identity_is_kept_as_a_hash_only() -> None:
    """SHA-256 of issuer and subject."""
    assert Identity(ISSUER, "sri").hash == hashlib.sha256(f"{ISSUER}|sri".encode()).hexdigest()


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"exp": NOW - 61}, "expired"),
        ({"exp": None}, "exp"),
        ({"exp": "tomorrow"}, "exp"),
        ({"exp": True}, "exp"),
        ({"nbf": NOW + 61}, "not valid yet"),
        ({"iat": NOW + 61}, "future"),
        ({"aud": "other"}, "somebody else"),
        ({"aud": None}, "somebody else"),
        ({"aud": ["jembatan-other"]}, "somebody else"),
        ({"iss": ISSUER + "/"}, "not trusted"),
        ({"iss": None}, "iss"),
        ({"sub": None}, "sub"),
        ({"sub": ""}, "sub"),
        ({"sub": 7}, "sub"),
    ],
)
async def test_wrong_claims_are_refused(claims: dict[str, Any], why: str) -> None:
    """Each with a reason, none with the token."""
    wrong = token(**claims)
    with pytest.raises(TokenInvalid, match=why) as refusal:
        await verifier().verify(wrong)
    assert wrong not in str(refusal.value)


@pytest.mark.parametrize("claims", [{"exp": NOW - 59}, {"nbf": NOW + 59}, {"iat": NOW + 60}])
async def test_clocks_may_differ_by_a_minute(claims: dict[str, Any]) -> None:
    """In both directions."""
    assert await verifier().verify(token(**claims))


async def test_an_algorithm_that_is_not_allowed_is_refused() -> None:
    """Even with a good signature."""
    with pytest.raises(TokenInvalid, match="algorithm"):
        await verifier("ES256").verify(token("RS256"))


def unsigned(header: dict[str, Any], signature: bytes = b"") -> str:
    """A token that nobody's private key has signed."""
    claims = {"iss": ISSUER, "aud": "jembatan", "sub": "sri", "exp": NOW + 300}
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims)]
    return b".".join([*parts, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", None, "HS256", ["RS256"]])
async def test_no_signature_is_no_proof(algorithm: Any) -> None:
    """`none` in every spelling."""
    with pytest.raises(TokenInvalid):
        await verifier().verify(unsigned({"alg": algorithm, "kid": "rsa"}))


async def test_a_public_key_is_no_shared_secret() -> None:
    """HS256 made with the published key (algorithm confusion) proves nothing."""
    for secret in (RSA.as_pem(private=False), RSA.as_der(private=False)):
        bare = unsigned({"alg": "HS256", "kid": "rsa"}).rsplit(".", 1)[0]
        signature = hmac.new(secret, bare.encode(), hashlib.sha256).digest()
        forged = f"{bare}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"
        with pytest.raises(TokenInvalid):
            await verifier().verify(forged)


async def test_a_key_of_another_kind_does_not_verify() -> None:
    """RS256 by name, an elliptic key by id."""
    with pytest.raises(TokenInvalid):
        await verifier().verify(token("RS256", {"kid": "ec"}))


async def test_a_key_in_the_header_is_not_used() -> None:
    """Whoever signs with his own key cannot bring it along."""
    foreign = RSAKey.generate_key(2048, {"kid": "rsa"})
    header = {"alg": "RS256", "kid": "rsa", "jwk": foreign.as_dict(private=False)}
    claims = {"iss": ISSUER, "aud": "jembatan", "sub": "sri", "exp": NOW + 300}
    forged = jwt.encode(header, claims, foreign, registry=JWSRegistry(algorithms=["RS256"]))
    with pytest.raises(TokenInvalid):
        await verifier().verify(forged)


async def test_a_changed_claim_breaks_the_signature() -> None:
    """Header and signature of a good one, claims of one's own."""
    header, _, signature = token().split(".")
    claims = unsigned({}).split(".")[1]
    with pytest.raises(TokenInvalid, match="signature"):
        await verifier().verify(f"{header}.{claims}.{signature}")


@pytest.mark.parametrize(
    "text", ["", "a", "a.b", "a.b.c", "a.b.c.d.e", "é.é.é", "W10.W10.W10", "e30.e30.e30", "x" * 9000]
)
async def test_nonsense_is_refused(text: str) -> None:
    """Never another error than this one."""
    with pytest.raises(TokenInvalid):
        await verifier().verify(text)


def test_symmetric_and_encryption_keys_are_never_taken() -> None:
    """Whatever an issuer publishes."""
    published = [
        dict(OctKey.generate_key(256, {"kid": "shared"}).as_dict(private=True)),
        {**RSA.as_dict(private=False), "use": "enc"},
        {"kty": "unheard-of", "kid": "new"},
        dict(EC.as_dict(private=False)),
    ]
    assert [key.kid for key in signing_keys(published)] == ["ec"]


def test_only_asymmetric_algorithms_can_be_allowed() -> None:
    """A wrong setting stops the service instead of opening it."""
    for wrong in ("HS256", "none"):
        with pytest.raises(ValueError, match="cannot be allowed"):
            Issuer(ISSUER, "jembatan", FixedKeys([]), ("RS256", wrong))
