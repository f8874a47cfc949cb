"""What a browser has opened by a link, and how it proves that a form is ours."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from shared.events import Actor
from shared.refusals import Refusal


class LinkClosed(Refusal):
    """The link opens nothing: expired, used up, revoked, or none of ours (410)."""

    status = 410
    title = "No longer valid"


class SessionClosed(Refusal):
    """There is no session for these pages in this browser, or it has ended (401)."""

    status = 401
    title = "Not signed in"


@dataclass(frozen=True, slots=True)
class Session:
    """One browser on the pages that a link has opened."""

    actor: Actor
    """The link, and whom it speaks for."""
    until: datetime
    """Machine time."""
    csrf: str
    """What every form of this session sends back: `csrf_of` a secret of the session or of its link."""
    writes: bool = True


def csrf_of(secret: str) -> str:
    """Proves that a form was made for the session with this secret, and does not tell the secret."""
    return digest(f"csrf|{secret}")


def digest(text: str) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
