"""Which of the formats of a list a caller prefers (RFC 9110, 12.5.1)."""

from collections.abc import Sequence
from typing import Final

from shared.refusals import Refusal

JSON: Final = "application/json"
CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: Final = (JSON, CSV, XLSX)


class NotAcceptable(Refusal):
    """None of the formats in `Accept` is available (406)."""

    status = 406
    title = "No acceptable format"


def preferred(accept: str | None, formats: Sequence[str] = FORMATS) -> str:
    """One of `formats`; the first when the caller does not mind."""
    if not accept or not accept.strip():
        return formats[0]
    ranges = [_range(part) for part in accept.split(",")[:50]]
    weights = {one: _weight(one, ranges) for one in formats}
    best = max(formats, key=lambda one: weights[one])
    if weights[best] <= 0:
        raise NotAcceptable(
            "not-acceptable", "None of the formats in Accept is available.", available=", ".join(formats)
        )
    return best


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
    try:
        return name, max(0.0, min(1.0, float(quality)))
    except ValueError:
        return name, 0.0


def _weight(media_type: str, ranges: list[tuple[str, float]]) -> float:
    """Of the most specific range that matches."""
    for wanted in (media_type, media_type.partition("/")[0] + "/*", "*/*"):
        matching = [weight for name, weight in ranges if name == wanted]
        if matching:
            return max(matching)
    return 0.0
