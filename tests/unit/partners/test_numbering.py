"""Numbers of letters after the school's own pattern (C3)."""

from datetime import date

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.partners.domain.numbering import (
    NUMBERING,
    Counting,
    LetterKind,
    NumberPatternSet,
    NumberTaken,
    Pattern,
    SetNumberPattern,
    TakeNumber,
    next_number,
    series_of,
)
from tests.given_when_then import given
from tests.unit.partners.cast import PRINCIPAL, an_id

NPSN = "30203123"
JULY = date(2026, 7, 13)


def take(number: str, day: date = JULY, kind: LetterKind = "mou") -> TakeNumber:
    return TakeNumber(kind=kind, npsn=NPSN, day=day, number=number, document=an_id(1))


def taken(sequence: int, number: str, year: int = 2026) -> NumberTaken:
    return NumberTaken(kind="mou", year=year, sequence=sequence, number=number, document=an_id(1))


def pattern_set(template: str, counting: Counting = "yearly") -> NumberPatternSet:
    return NumberPatternSet(kind="mou", template=template, counting=counting, by=PRINCIPAL.id)


def setting(template: str, counting: Counting = "yearly") -> SetNumberPattern:
    return SetNumberPattern(kind="mou", pattern=Pattern(template=template, counting=counting), by=PRINCIPAL.id)


def test_c3_counts_from_one_in_every_year() -> None:
    first = taken(1, "001/MoU/30203123/VII/2026")
    given(NUMBERING).when(take(first.number)).then(first)
    given(NUMBERING, first).when(take("002/MoU/30203123/VII/2026")).then(taken(2, "002/MoU/30203123/VII/2026"))
    january = take("001/MoU/30203123/I/2027", date(2027, 1, 4))
    given(NUMBERING, first).when(january).then(taken(1, "001/MoU/30203123/I/2027", 2027))


def test_c3_refuses_any_number_but_the_next() -> None:
    for wrong in ("001/MoU/30203123/VII/2026", "003/MoU/30203123/VII/2026", "002/PKS/30203123/VII/2026"):
        given(NUMBERING, taken(1, "001/MoU/30203123/VII/2026")).when(take(wrong)).refused("number-taken")


def test_c3_a_school_numbers_after_its_own_pattern() -> None:
    chosen = pattern_set("{sequence}.{month:02}/SMKN3/{short_year}", "continuous")
    given(NUMBERING).when(setting(chosen.template, "continuous")).then(chosen)
    given(NUMBERING, chosen).when(take("1.07/SMKN3/26")).then(taken(1, "1.07/SMKN3/26"))
    later = take("2.01/SMKN3/27", date(2027, 1, 4))
    given(NUMBERING, chosen, taken(1, "1.07/SMKN3/26")).when(later).then(taken(2, "2.01/SMKN3/27", 2027))
    given(NUMBERING, chosen).when(setting(chosen.template, "continuous")).then()


def test_c3_a_new_pattern_goes_on_with_the_sequence() -> None:
    past = (taken(1, "001/MoU/30203123/VII/2026"), pattern_set("{sequence:04}-{year}"))
    given(NUMBERING, *past).when(take("0002-2026")).then(taken(2, "0002-2026"))


@pytest.mark.parametrize(
    ("template", "code"),
    [
        ("MoU/{year}", "pattern-without-sequence"),
        ("{sequence}/{sequence}/{year}", "pattern-without-sequence"),
        ("{sequence:03}/MoU/{npsn}", "pattern-without-year"),
        ("{sequence}/{nisn}/{year}", "pattern-unknown-placeholder"),
        ("{sequence}/{}/{year}", "pattern-unknown-placeholder"),
        ("{sequence.real}/{year}", "pattern-unknown-placeholder"),
        ("{sequence:>9999999}/{year}", "pattern-unreadable"),
        ("{sequence!r}/{year}", "pattern-unreadable"),
        ("{sequence/{year}", "pattern-unreadable"),
        ("{sequence:{year}}/{year}", "pattern-unreadable"),
        ("{year:02}/{sequence}", "pattern-unreadable"),
        ("{sequence}\n{year}", "pattern-unreadable"),
        ("{sequence}  {year}", "pattern-unreadable"),
        ("{sequence}/{year} ", "pattern-unreadable"),
        ("=cmd|{sequence}/{year}", "pattern-unreadable"),
    ],
)
def test_c3_refuses_a_pattern_that_cannot_number(template: str, code: str) -> None:
    given(NUMBERING).when(setting(template)).refused(code)


def test_c3_a_pattern_that_counts_on_needs_no_year() -> None:
    given(NUMBERING).when(setting("MoU-{sequence}", "continuous")).then(NumberPatternSet)


@for_all(days=st.lists(st.dates(date(2026, 1, 1), date(2032, 12, 31)), max_size=40).map(sorted))
def test_c3_no_year_has_a_gap_or_a_double(days: list[date]) -> None:
    state, numbers = None, list[tuple[int, int]]()
    for day in days:
        _, number = next_number(series_of(state, "mou"), NPSN, day)
        (event,) = NUMBERING.decide(state, take(number, day), None)  # type: ignore[arg-type]  # no rule needs the time
        assert isinstance(event, NumberTaken)
        numbers.append((event.year, event.sequence))
        state = NUMBERING.evolve(state, event)
    expected = [(day.year, [each.year for each in days[: index + 1]].count(day.year)) for index, day in enumerate(days)]
    assert numbers == expected
