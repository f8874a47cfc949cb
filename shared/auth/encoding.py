"""base64url without padding, strict in both directions."""

import base64


def encode(raw: bytes) -> str:
    """Octets → text of RFC 4648 section 5, without `=`."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The octets; `ValueError` for characters outside the alphabet and for second spellings of the same octets."""
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if encode(raw) != text:
        raise ValueError("not the one spelling of these octets")
    return raw
