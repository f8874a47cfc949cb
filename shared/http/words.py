"""What the kernel says to people, in Indonesian and English. A service adds the words for its own refusals."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

Language = Literal["id", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Words:
    """The human part of a problem. `detail` and `mend` may name facts of the refusal: `{limit}`."""

    title: str = ""
    detail: str = ""
    mend: str = ""


_catalogue: dict[tuple[str, Language], Words] = {}


def add_words(code: str, *, id: Words | None = None, en: Words | None = None) -> None:
    """Say the problem `code` in these words; an empty member keeps what the refusal itself says."""
    for language, words in (("id", id), ("en", en)):
        if words is not None:
            _catalogue[code, language] = words  # type: ignore[index]  # the literal pairs above are the languages


def say(code: str, language: Language, facts: Mapping[str, Any]) -> Words:
    """The words for `code` in `language`, facts filled in; empty members where nothing is known."""
    words = _catalogue.get((code, language), Words())
    return Words(words.title, _fill(words.detail, facts), _fill(words.mend, facts))


def language_of(accept_language: str | None) -> Language:
    """The best language of an `Accept-Language` header (RFC 9110, 12.5.4); English when none is known."""
    wanted = [_weighed(part) for part in (accept_language or "").split(",") if part.strip()]
    ranked = sorted((entry for entry in wanted if entry[1] > 0), key=lambda entry: -entry[1])
    for tag, _weight in ranked:
        for language in LANGUAGES:
            if tag == language or tag.startswith(language + "-") or (language == "id" and tag == "in"):
                return language
    return "en"


def _weighed(part: str) -> tuple[str, float]:
    tag, _, parameters = part.partition(";")
    quality = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", parameters)
    return tag.strip().lower(), float(quality[1]) if quality else 1.0


def _fill(template: str, facts: Mapping[str, Any]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: str(facts.get(match[1], "")), template)
