"""One thing that was looked at."""

from dataclasses import dataclass
from typing import Literal

Area = Literal["configuration", "broker", "database", "topics", "indexes", "states", "clock", "attachments", "secrets"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`ok` or not, what was found, and how to mend it."""

    area: Area
    subject: str
    """A service, or the server itself."""
    ok: bool
    found: str
    mend: str = ""
    unreachable: bool = False
