"""Which time zones there are."""

from typing import Final
from zoneinfo import available_timezones

from shared.refusals import Refused

ZONES: Final = frozenset(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
"""IANA names with a region: `Asia/Pontianak`. Offsets and abbreviations do not know history."""


def require_zone(zone: str) -> None:
    """Refuse what is not an IANA zone."""
    if zone not in ZONES:
        raise Refused(
            "unknown-zone",
            "This is not the name of an IANA time zone.",
            mend="Use Asia/Pontianak (Palangka Raya), Asia/Makassar (Banjarmasin), Asia/Jakarta or Asia/Jayapura.",
        )
