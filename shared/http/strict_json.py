"""JSON as the database and everybody behind it can hold it (RFC 8259, I-JSON of RFC 7493)."""

import json
from typing import Any, Final, NoReturn

_LARGEST: Final = 2**63 - 1
_DEEPEST: Final = 64


def parse(raw: bytes) -> Any:
    """The value, or `json.JSONDecodeError` for whatever cannot be read or could not be stored."""
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse, parse_int=_integer)
    except json.JSONDecodeError as error:
        raise json.JSONDecodeError(error.msg, "", 0) from None
    except (ValueError, RecursionError):
        _refuse("")
    _check(value, 0)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        _refuse("")
    return members


def _integer(digits: str) -> int:
    number = int(digits) if len(digits) <= 20 else _refuse(digits)
    return number if -_LARGEST - 1 <= number <= _LARGEST else _refuse(digits)


def _check(value: Any, depth: int) -> None:
    if depth > _DEEPEST:
        _refuse("")
    if isinstance(value, dict):
        for name, member in value.items():
            _check(name, depth + 1)
            _check(member, depth + 1)
    elif isinstance(value, list):
        for member in value:
            _check(member, depth + 1)
    elif isinstance(value, str):
        _check_text(value)
    elif isinstance(value, float) and value in (float("inf"), float("-inf")):
        _refuse("")


def _check_text(text: str) -> None:
    """No lone surrogates, which UTF-8 cannot say, and no NUL, which names of members cannot hold."""
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        _refuse("")


def _refuse(_what: str) -> NoReturn:
    raise json.JSONDecodeError("not JSON that can be stored", "", 0)
