"""Numbers of letters after the school's own pattern, without gaps or doubles: one stream per school and kind (C3)."""

import re
from datetime import date, datetime
from string import Formatter
from typing import Final, Literal

from pydantic import Field

from shared.decider import Decider
from shared.events import Command, Event, Value
from shared.ids import Id
from shared.refusals import Refused

LetterKind = Literal["mou", "agreement", "addendum"]
Counting = Literal["yearly", "continuous"]
"""Begin with 1 in every year of the school's calendar, or never again."""

ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
PLACEHOLDERS: Final = ("sequence", "npsn", "roman_month", "month", "year", "short_year")
PADDED: Final = frozenset({"sequence", "month"})
"""Placeholders that may be filled with zeros: `{sequence:03}`."""

_ZEROS: Final = re.compile(r"0[1-9]")
_LITERAL: Final = re.compile(r"[A-Za-z0-9 ./_-]*")


class Pattern(Value):
    """How the numbers of one kind of letter are made."""

    template: str = Field(max_length=80, examples=["{sequence:03}/MoU/{npsn}/{roman_month}/{year}"])
    counting: Counting = "yearly"


DEFAULTS: Final[dict[LetterKind, Pattern]] = {
    "mou": Pattern(template="{sequence:03}/MoU/{npsn}/{roman_month}/{year}"),
    "agreement": Pattern(template="{sequence:03}/PKS/{npsn}/{roman_month}/{year}"),
    "addendum": Pattern(template="{sequence:03}/ADD/{npsn}/{roman_month}/{year}"),
}
"""Until the school sets its own."""


class NumberPatternSet(Pattern, Event):
    """The school set how the letters of a kind are numbered from now on (C3)."""

    kind: LetterKind
    by: str


class NumberTaken(Event):
    """The next number of the series was given to a document (C3)."""

    kind: LetterKind
    year: int = Field(examples=[2026])
    sequence: int = Field(ge=1)
    number: str = Field(examples=["007/MoU/30203123/VII/2026"])
    document: Id


class SetNumberPattern(Command):
    """Number letters of this kind after another pattern."""

    kind: LetterKind
    pattern: Pattern
    by: str


class TakeNumber(Command):
    """Take `number` for the document; refused when it is not the next one (decide again with the next)."""

    kind: LetterKind
    npsn: str
    day: date
    """In the school's zone."""
    number: str
    document: Id


class Series(Value):
    """The pattern and the last number given."""

    pattern: Pattern
    year: int = 0
    last: int = 0


def series_of(series: Series | None, kind: LetterKind) -> Series:
    """The series as it stands; one that was never touched has the usual pattern."""
    return series or Series(pattern=DEFAULTS[kind])


def next_number(series: Series, npsn: str, day: date) -> tuple[int, str]:
    """The next number with its place in the series: `(7, "007/MoU/30203123/VII/2026")`."""
    again = series.pattern.counting == "yearly" and day.year > series.year
    sequence = 1 if again else series.last + 1
    return sequence, series.pattern.template.format(
        sequence=sequence,
        npsn=npsn,
        roman_month=ROMAN[day.month - 1],
        month=day.month,
        year=day.year,
        short_year=f"{day.year % 100:02d}",
    )


def check_pattern(pattern: Pattern) -> None:
    """Refuse a pattern that cannot be filled in, or that would give one number twice."""
    names = _placeholders(pattern.template)
    if names.count("sequence") != 1:
        raise Refused("pattern-without-sequence", "The pattern has no sequence.", mend="Put {sequence} in once.")
    if pattern.counting == "yearly" and not {"year", "short_year"} & set(names):
        raise Refused(
            "pattern-without-year",
            "The pattern begins anew each year but does not name the year.",
            mend="Put {year} in, or count continuously.",
        )


def _placeholders(template: str) -> list[str]:
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        raise _unreadable() from None
    if template != " ".join(template.split()):
        raise _unreadable()
    if any(conversion or not _LITERAL.fullmatch(literal) for literal, _, _, conversion in parts):
        raise _unreadable()
    return [_known(name, zeros or "") for _, name, zeros, _ in parts if name is not None]


def _known(name: str, zeros: str) -> str:
    if name not in PLACEHOLDERS:
        raise Refused(
            "pattern-unknown-placeholder",
            f"The pattern has a placeholder that nobody can fill: {name or 'one without a name'}.",
            mend=f"Use {', '.join(PLACEHOLDERS)}.",
        )
    if zeros and (name not in PADDED or not _ZEROS.fullmatch(zeros)):
        raise _unreadable()
    return name


def _unreadable() -> Refused:
    return Refused(
        "pattern-unreadable",
        "The pattern cannot be read.",
        mend="Use letters, digits, single spaces, . / _ - and placeholders like {sequence:03}.",
    )


def _decide(
    series: Series | None, command: SetNumberPattern | TakeNumber, _now: datetime
) -> list[NumberPatternSet | NumberTaken]:
    known = series_of(series, command.kind)
    if isinstance(command, SetNumberPattern):
        return _set(known, command)
    return _take(known, command)


def _set(series: Series, command: SetNumberPattern) -> list[NumberPatternSet | NumberTaken]:
    check_pattern(command.pattern)
    if command.pattern == series.pattern:
        return []
    return [NumberPatternSet(kind=command.kind, by=command.by, **command.pattern.model_dump())]


def _take(series: Series, command: TakeNumber) -> list[NumberPatternSet | NumberTaken]:
    sequence, number = next_number(series, command.npsn, command.day)
    if command.number != number:
        raise Refused("number-taken", "This number was given meanwhile.", mend="Take the next one.")
    year = max(command.day.year, series.year)
    return [NumberTaken(kind=command.kind, year=year, sequence=sequence, number=number, document=command.document)]


def _evolve(series: Series | None, event: NumberPatternSet | NumberTaken) -> Series:
    known = series_of(series, event.kind)
    if isinstance(event, NumberPatternSet):
        return known.but(pattern=Pattern(template=event.template, counting=event.counting))
    return known.but(year=event.year, last=event.sequence)


NUMBERING: Decider[Series, SetNumberPattern | TakeNumber, NumberPatternSet | NumberTaken] = Decider(
    name="numbering", state=Series, events=NumberPatternSet | NumberTaken, decide=_decide, evolve=_evolve, fold=2
)
