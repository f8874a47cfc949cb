"""What an answer means and when the next attempt is due. Pure: time and chance come in as arguments.

Steps follow Standard Webhooks (ten attempts over about three days). Machine time only.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, Literal

STANDARD_STEPS: Final = (0.0, 5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 50400.0, 72000.0, 86400.0)
"""Seconds to wait before attempt 1, 2, … 10 (Standard Webhooks, "Deliverability and reliability")."""
LONGEST_RETRY_AFTER: Final = 86_400.0
JITTER: Final = 0.2

ErrorClass = Literal[
    "refused-status",
    "redirect",
    "gone",
    "throttled",
    "timeout",
    "connect",
    "dns",
    "tls",
    "denied-address",
    "disconnected",
    "protocol",
    "egress",
    "unknown",
    "payload-expired",
    "no-secret",
    "address-refused",
    "letter-refused",
    "not-allowed",
]
"""Why an attempt failed. `unknown`: the process died after recording its intent. `egress`: our side is at fault.

Of mail: `address-refused` is a 5xx to the recipient, for good; `letter-refused` one to what was written; `not-allowed`
says that the roles changed."""

Ours: Final[frozenset[str]] = frozenset(
    {"egress", "unknown", "no-secret", "payload-expired", "letter-refused", "not-allowed"}
)
"""Failures that are never charged to the partner: they use up no attempt and the breaker does not see them."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`next_due` is None when the delivery ends here; `why` goes into the log."""

    state: Literal["delivered", "pending", "failed"]
    next_due: datetime | None
    why: str
    disables: bool = False
    """410, or a mail address that is refused for good: nothing lives there any more."""


DISABLING: Final[frozenset[str]] = frozenset({"gone", "address-refused"})
"""Nobody lives there any more."""
_FINAL: Final[dict[ErrorClass, str]] = {
    "gone": "410 Gone: the endpoint is disabled",
    "address-refused": "the address was refused: the endpoint is disabled",
    "payload-expired": "the payload is no longer kept",
    "letter-refused": "the mail server refused what was written",
    "not-allowed": "the member may not hear this any more",
}
"""What no further attempt mends."""


def error_of(status: int) -> ErrorClass | None:
    """None for 2xx; redirects are failures, never followed."""
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return "redirect"
    if status == 410:
        return "gone"
    return "throttled" if status in (429, 502, 504) else "refused-status"


def retry_after(header: str | None, now: datetime) -> float:
    """Seconds that the receiver asks us to wait (number or HTTP date), between 0 and 24 hours."""
    if not header:
        return 0.0
    if header.isascii() and header.strip().isdigit():
        return min(float(header.strip()[:9]), LONGEST_RETRY_AFTER)
    try:
        at = parsedate_to_datetime(header)
        wait = (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return min(max(wait, 0.0), LONGEST_RETRY_AFTER)


def verdict(
    error: ErrorClass | None,
    tries: int,
    now: datetime,
    *,
    steps: tuple[float, ...] = STANDARD_STEPS,
    chance: float = 0.0,
    asked: float = 0.0,
) -> Verdict:
    """After counted attempt number `tries` (from 1). `chance` in [0, 1) spreads the step by up to +20 %.

    `asked` is the Retry-After in seconds; the later of it and the step wins.
    """
    if error is None:
        return Verdict("delivered", None, "answered 2xx")
    if error in _FINAL:
        return Verdict("failed", None, _FINAL[error], disables=error in DISABLING)
    if error in Ours:
        return Verdict("pending", now, f"{error}: not the receiver's fault, and not counted")
    if tries >= len(steps):
        return Verdict("failed", None, f"all {len(steps)} attempts are used up")
    step = steps[tries] * (1 + JITTER * chance)
    why = f"Retry-After {asked:.0f} s" if asked > step else f"step {tries + 1} of {len(steps)}: {step:.1f} s"
    return Verdict("pending", now + timedelta(seconds=max(step, asked)), why)
