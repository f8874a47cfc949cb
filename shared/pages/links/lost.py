"""What had been written in a form whose answer was not taken, where the page that follows has that form no longer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shared.http.words import Language
from shared.pages.words import Said, speak

_LABELS: Final[dict[str, Said]] = {
    "name": ("Nama", "Name"),
    "email": ("Surel", "E-mail"),
    "position": ("Jabatan", "Position"),
    "reason": ("Alasan", "Reason"),
    "comment": ("Permintaan", "What you ask for"),
    "contribution": ("Masukan", "Contribution"),
    "remark": ("Catatan", "Remark"),
    "remarks": ("Catatan", "Remarks"),
    "note": ("Catatan", "Note"),
    "text": ("Uraian", "What you wrote"),
}
"""Of what people write; what a form hides, and what is only chosen, is not told."""


@dataclass(frozen=True, slots=True)
class Lost:
    """An answer that was not recorded."""

    detail: str
    mend: str
    written: Sequence[tuple[str, str]]
    """Label and text, to be copied."""


def lost_of(values: Mapping[str, str], language: Language, detail: str = "", mend: str = "") -> Lost:
    """The answer with what was written in it; `detail` and `mend` where the page itself does not say why."""
    written = [(speak(said, language), values[name]) for name, said in _LABELS.items() if values.get(name, "").strip()]
    return Lost(detail, mend, written)
