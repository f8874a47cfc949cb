"""Free text as paper shows it: paragraphs and headings, and no sign that would make it look like another text."""

import re
import unicodedata
from typing import Final, TypedDict

_HEADING: Final = re.compile(r"(?:pasal|bab|bagian|article|chapter|section)\s+[\divxlc]+\b[^\n]{0,80}", re.IGNORECASE)
_KEPT: Final = frozenset("\n\t")


class Block(TypedDict):
    """One paragraph."""

    kind: str
    """`heading` or `text`."""
    text: str


def printable(text: str) -> str:
    """Without control characters and without marks that reorder what is read (Unicode's bidirectional formatting)."""
    return "".join(sign for sign in text if sign in _KEPT or unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))


def blocks(text: str) -> list[Block]:
    """Paragraphs, as blank lines part them; a first line like `Pasal 3. Hak dan kewajiban` is a heading."""
    found: list[Block] = []
    for paragraph in re.split(r"\n\s*\n", printable(text).strip("\n")):
        first, _, rest = paragraph.partition("\n")
        if _HEADING.fullmatch(first.strip()):
            found.append(Block(kind="heading", text=first.strip()))
            paragraph = rest  # noqa: PLW2901 - what is left of it
        if paragraph.strip():
            found.append(Block(kind="text", text=paragraph.replace("\t", "    ")))
    return found
