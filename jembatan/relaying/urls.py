"""URLs that somebody types."""

from urllib.parse import urlsplit

from shared.refusals import Invalid


def http_url(text: str, *, example: str) -> str:
    """The same text, if it is an http URL with a host and a port that there is; else `Invalid`."""
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port beyond 65535, brackets that do not close
        good = False
    if not good:
        raise Invalid("not-a-url", f"{text!r} is not an http URL.", mend=f"For example {example}.")
    return text
