"""What may stand in a cell of a list that people send: parsers for `shared.spreadsheets.Heading`."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from zoneinfo import ZoneInfo

from shared.days import FIRST_DAY, LAST_DAY
from shared.spreadsheets import CellProblem, Parser, normal

_DATES: Final = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"),
)
_EMAIL: Final = re.compile(r"[^\s@,;<>\"]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+")
_PHONE: Final = re.compile(r"\+?[0-9][0-9 ().-]{5,20}")
_TRUTH: Final = {"ya": True, "yes": True, "y": True, "true": True, "1": True} | {
    "tidak": False,
    "no": False,
    "n": False,
    "t": False,
    "false": False,
    "0": False,
}


def text(longest: int = 200, shortest: int = 1) -> Parser:
    """Text of `shortest` to `longest` characters; inner white space is one space."""

    def parse(cell: str) -> str:
        tidy = " ".join(cell.split())
        if any(ord(character) < 32 or "\ud800" <= character <= "\udfff" for character in tidy):
            raise CellProblem("cell-not-text")
        if not shortest <= len(tidy) <= longest:
            raise CellProblem("cell-length", shortest=shortest, longest=longest)
        return tidy

    return parse


def digits(length: int) -> Parser:
    """Exactly so many digits, kept as text (NISN 10, NPSN 8, NIB 13, NUPTK 16, NIP 18)."""

    def parse(cell: str) -> str:
        bare = re.sub(r"[ .-]", "", cell.removeprefix("'"))
        if not (bare.isascii() and bare.isdecimal() and len(bare) == length):
            raise CellProblem("cell-not-digits", length=length)
        return bare

    return parse


def pattern(form: str, example: str) -> Parser:
    """Text of this form, like `2.1.1`."""
    compiled = re.compile(form)

    def parse(cell: str) -> str:
        if compiled.fullmatch(cell) is None:
            raise CellProblem("cell-not-form", example=example)
        return cell

    return parse


def choice(options: Mapping[str, Any]) -> Parser:
    """One of these words, whatever the capitals: `{"hotel": "hotel", "restoran": "restaurant"}`."""
    known = {normal(word): value for word, value in options.items()}
    listed = ", ".join(options)

    def parse(cell: str) -> Any:
        if normal(cell) not in known:
            raise CellProblem("cell-not-choice", choices=listed)
        return known[normal(cell)]

    return parse


def whole(least: int = 0, most: int = 1_000_000) -> Parser:
    """A whole number from `least` to `most`."""

    def parse(cell: str) -> int:
        if re.fullmatch(r"-?[0-9]{1,12}", cell) is None:
            raise CellProblem("cell-not-number")
        if not least <= int(cell) <= most:
            raise CellProblem("cell-range", least=least, most=most)
        return int(cell)

    return parse


def amount(cell: str) -> Decimal:
    """A decimal number, as `1234.5` or `1.234,5`."""
    plain = cell.replace(".", "").replace(",", ".") if "," in cell else cell
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise CellProblem("cell-not-number") from None
    if not number.is_finite() or abs(number) >= 10**15:
        raise CellProblem("cell-not-number")
    return number


def day(cell: str) -> date:
    """A date: `2009-12-31` or `31/12/2009`, from 1900 to 2199."""
    for form in _DATES:
        match = form.fullmatch(cell.split("T", maxsplit=1)[0])
        if match is not None:
            try:
                found = date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                break
            if not FIRST_DAY <= found <= LAST_DAY:
                raise CellProblem("cell-date-far")
            return found
    raise CellProblem("cell-not-date")


def email(cell: str) -> str:
    """A plain e-mail address."""
    if len(cell) > 254 or _EMAIL.fullmatch(cell) is None:
        raise CellProblem("cell-not-email")
    return cell


def phone(cell: str) -> str:
    """A telephone number, kept as it is written."""
    bare = cell.removeprefix("'")
    if _PHONE.fullmatch(bare) is None:
        raise CellProblem("cell-not-phone")
    return bare


def yes_no(cell: str) -> bool:
    """`ya`, `tidak`, `yes`, `no`."""
    if normal(cell) not in _TRUTH:
        raise CellProblem("cell-not-yes-no")
    return _TRUTH[normal(cell)]


def zone(cell: str) -> str:
    """An IANA time zone, or WIB, WITA, WIT."""
    named = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}.get(cell.upper(), cell)
    try:
        return str(ZoneInfo(named).key)
    except (ValueError, OSError, KeyError):
        raise CellProblem("cell-not-zone") from None


def several(parser: Parser, most: int = 20) -> Parser:
    """Values separated by `;` or `|`."""

    def parse(cell: str) -> tuple[Any, ...]:
        parts = [part.strip() for part in re.split(r"[;|]", cell) if part.strip()]
        if len(parts) > most:
            raise CellProblem("cell-too-many", most=most)
        return tuple(parser(part) for part in parts)

    return parse
