"""What the refusals of this service say in Indonesian: code → (what is wrong, how to mend it). One file per aggregate.

In English they speak for themselves.
"""

from typing import Final

from services.partners.words import (
    achievements,
    activities,
    communications,
    contributions,
    curricula,
    documents,
    evaluations,
    facilities,
    forming,
    forms,
    industry_classes,
    instruments,
    line,
    meetings,
    mous,
    numbering,
    organisations,
    partners,
    programmes,
    recording,
    reflections,
    sister,
    skills,
)
from shared.http import Words, add_words

_ALL = (
    achievements,
    activities,
    communications,
    contributions,
    curricula,
    documents,
    evaluations,
    facilities,
    forming,
    industry_classes,
    instruments,
    line,
    meetings,
    mous,
    numbering,
    organisations,
    partners,
    programmes,
    recording,
    reflections,
    sister,
    skills,
)

NEEDS: Final[dict[str, tuple[str, str]]] = {
    what: said for module in _ALL for what, said in getattr(module, "NEEDS", {}).items()
}
"""What waits for somebody: `Need.what` → Indonesian, English."""

DATES: Final[dict[str, tuple[str, str]]] = {
    what: said for module in _ALL for what, said in getattr(module, "DATES", {}).items()
}
"""What stands in calendars: `Dated.what` → Indonesian, English."""


def register() -> None:
    """Put the words into the catalogue."""
    for module in _ALL:
        for code, (detail, mend) in module.SENTENCES.items():
            add_words(code, id=Words("", detail, mend))
    forms.register()
