"""Headers of the owner's own on every request: which there may be. Their values are secrets."""

import re
from collections.abc import Mapping
from typing import Final

from shared.refusals import Invalid

MOST: Final = 20
LONGEST_VALUE: Final = 1000

NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
VALUE: Final = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
"""Printable ASCII: no line ends, no NUL, nothing that another parser reads as an end."""

RESERVED: Final = frozenset(
    {
        "accept",
        "accept-encoding",
        "baggage",
        "connection",
        "cookie",
        "cookie2",
        "date",
        "expect",
        "forwarded",
        "host",
        "http2-settings",
        "keep-alive",
        "origin",
        "range",
        "referer",
        "set-cookie",
        "te",
        "trailer",
        "traceparent",
        "tracestate",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "via",
    }
)
RESERVED_BEGINNINGS: Final = ("access-control-", "ce-", "content-", "if-", "proxy-", "sec-", "webhook-", "x-forwarded-")
"""What says how the request is to be read, by whom it was sent, or what was signed."""


def checked(headers: Mapping[str, str]) -> dict[str, str]:
    """With names in lower case; `Invalid("webhook-header-refused")` for one that cannot be sent."""
    if len(headers) > MOST:
        raise _bad(f"There are {len(headers)} headers.", f"Give at most {MOST}.")
    found = {name.lower(): value for name, value in headers.items()}
    if len(found) != len(headers):
        raise _bad("One header is named twice, in different letters.", "Name each header once.")
    for name, value in found.items():
        _check(name, value)
    return found


def _check(name: str, value: str) -> None:
    if not NAME.fullmatch(name):
        raise _bad("A header's name has other characters than letters, digits, - and _.", "Rename it.")
    if name in RESERVED or name.startswith(RESERVED_BEGINNINGS):
        raise _bad(f"{name} is a header of our own.", "Leave it out, or use another name, such as authorization.", name)
    if not VALUE.fullmatch(value) or len(value) > LONGEST_VALUE:
        raise _bad(
            f"The value of {name} is empty, too long, or has characters that cannot be sent.",
            f"Give 1 to {LONGEST_VALUE} printable ASCII characters on one line.",
            name,
        )


def _bad(detail: str, mend: str, header: str = "") -> Invalid:
    return Invalid("webhook-header-refused", detail, mend=mend, **({"header": header} if header else {}))
