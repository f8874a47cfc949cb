"""Blanking a person out of a text that is about others as well (ADR 0015)."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

MARK: Final = "[***]"
"""Stands for whatever was blanked; the same in every language, and nothing that anybody is called."""

_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_NUMBER: Final = re.compile(r"\+?(?:62|0)?([\d\s()./-]+)")
"""A telephone number of Indonesia may begin with 62 or 0; the rest is compared."""
_DIGITS: Final = 6
_SHORTEST: Final = 4
_SPACING: Final = r"[\s()./-]*"


def blanked(text: str, data: Mapping[str, Any]) -> str:
    """The text with `MARK` for every word and value of the person's own data; the same text where there is none.

    The name (`name`) counts as a whole and by its words of three letters or more, every other value from four
    characters on. Whole words, in any case and either form of Unicode; numbers however they are spaced.
    """
    patterns = sorted(set(_patterns(data)), key=len, reverse=True)
    if not patterns:
        return text
    found = re.compile(rf"(?<![^\W_])(?:{'|'.join(patterns)})(?![^\W_])", re.IGNORECASE)
    changed, count = found.subn(MARK, _composed(text))
    return changed if count else text


def _patterns(data: Mapping[str, Any]) -> Iterator[str]:
    name = _composed(str(data.get("name", ""))).strip()
    if name:
        yield _pattern(name)
        yield from map(re.escape, _WORD.findall(name))
    for value in _strings({key: value for key, value in data.items() if key != "name"}):
        if len(value) >= _SHORTEST:
            yield _pattern(value)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield _composed(value).strip()
    elif isinstance(value, Mapping):
        yield from (found for each in value.values() for found in _strings(each))
    elif isinstance(value, list | tuple):
        yield from (found for each in value for found in _strings(each))


def _pattern(value: str) -> str:
    number = _NUMBER.fullmatch(value)
    digits = re.findall(r"\d", number[1]) if number else []
    if len(digits) >= _DIGITS:
        return rf"(?:\+?(?:62|0){_SPACING}|\+)?" + _SPACING.join(digits)
    return r"\s+".join(map(re.escape, value.split()))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
