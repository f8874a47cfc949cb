"""Who can look around in a data folder: written beside the data by what made them, read by `jembatan up`."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

FILE: Final = "cast.json"


@dataclass(frozen=True, slots=True)
class Cast:
    """The alliance that the data are about, one of its schools, and who acts there."""

    alliance: str
    school: str
    administrator: str
    """Subject of the member who administers the alliance."""
    subjects: tuple[str, ...]
    """Of the school's members."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """API keys by the name that people know them by. Of trial data only: keys of real ones are kept nowhere."""


def write(folder: Path, cast: Cast) -> None:
    """Readable for the owner of the folder only."""
    path = folder / FILE
    path.touch(mode=0o600)
    path.write_text(json.dumps(asdict(cast), indent=1))


def read(folder: Path) -> Cast | None:
    """None where nobody wrote any."""
    path = folder / FILE
    if not path.exists():
        return None
    known = json.loads(path.read_text())
    return Cast(**{**known, "subjects": tuple(known["subjects"])})
