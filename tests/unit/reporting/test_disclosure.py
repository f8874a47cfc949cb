"""What an alliance is not shown, checked by somebody who tries to compute it (C43)."""

from collections.abc import Iterable
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.disclosure import ALL, LEAST, TOTAL, Cell, hidden

Numbers = dict[str, dict[str, int]]


def values_of(numbers: Numbers) -> dict[Cell, int]:
    """Every cell of the table, margins included."""
    values: dict[Cell, int] = {}
    for school, states in numbers.items():
        for state, number in states.items():
            for cell in ((school, state), (school, ALL), (TOTAL, state), (TOTAL, ALL)):
                values[cell] = values.get(cell, 0) + number
    return values


def computable(numbers: Numbers, unseen: frozenset[Cell]) -> set[Cell]:
    """Hidden cells that follow from the shown ones: by linear algebra over the inner cells."""
    inner = [(school, state) for school, states in numbers.items() for state in states]

    def sums(cell: Cell) -> list[Fraction]:
        row, column = cell
        return [Fraction(row in (one, TOTAL) and column in (two, ALL)) for one, two in inner]

    basis = reduced(sums(cell) for cell in values_of(numbers) if cell not in unseen)
    return {cell for cell in unseen if not any(remainder(sums(cell), basis))}


def reduced(vectors: Iterable[list[Fraction]]) -> list[tuple[int, list[Fraction]]]:
    """A basis in echelon form, each vector with its leading place."""
    basis: list[tuple[int, list[Fraction]]] = []
    for vector in vectors:
        rest = remainder(vector, basis)
        leading = next((place for place, value in enumerate(rest) if value), None)
        if leading is not None:
            basis.append((leading, [value / rest[leading] for value in rest]))
    return basis


def remainder(vector: list[Fraction], basis: list[tuple[int, list[Fraction]]]) -> list[Fraction]:
    """What the basis cannot say of the vector."""
    for leading, one in basis:
        if factor := vector[leading]:
            vector = [value - factor * other for value, other in zip(vector, one, strict=True)]
    return vector


def test_nothing_small_hides_nothing() -> None:
    assert hidden({"a": {"ongoing": 5, "completed": 0}, "b": {"ongoing": 9, "completed": 12}}) == frozenset()


def test_a_small_group_is_hidden_and_cannot_be_subtracted() -> None:
    numbers = {"a": {"ongoing": 3}, "b": {"ongoing": 9}, "c": {"ongoing": 20}}
    unseen = hidden(numbers)
    assert {("a", "ongoing"), ("b", "ongoing")} <= unseen
    assert (TOTAL, "ongoing") not in unseen, "the total of twelve hidden persons and twenty shown ones may be seen"
    assert ("c", "ongoing") not in unseen


def test_a_single_school_with_a_small_group_takes_the_total_with_it() -> None:
    unseen = hidden({"a": {"completed": 1}, "b": {"completed": 0}})
    assert {("a", "completed"), (TOTAL, "completed"), (TOTAL, ALL)} <= unseen
    assert not any(row == "b" for row, _ in unseen), "zero says nothing of anybody"


def test_ones_only_are_not_given_away_by_their_sum() -> None:
    numbers = {school: {"completed": 1} for school in "abcdef"}
    assert (TOTAL, "completed") in hidden(numbers)


def test_a_grant_opens_the_school_and_nothing_of_the_others() -> None:
    numbers = {"a": {"completed": 1}, "b": {"completed": 2}, "c": {"completed": 30}}
    unseen = hidden(numbers, {"a", "c"})
    assert not any(row in {"a", "c"} for row, _ in unseen)
    assert {("b", "completed"), (TOTAL, "completed")} <= unseen
    assert hidden(numbers, {"a", "b", "c"}) == frozenset()


def test_a_small_total_of_granted_schools_only_is_shown() -> None:
    assert hidden({"a": {"completed": 2}, "b": {"completed": 0}}, {"a"}) == frozenset()


def test_what_is_left_of_a_school_is_hidden_with_its_small_part() -> None:
    """Ten placements, nine of them completed: the one that is not must not follow from the two numbers."""
    numbers = {"a": {"ongoing": 1, "completed": 9}, "b": {"ongoing": 30, "completed": 30}}
    unseen = hidden(numbers)
    assert ("a", "ongoing") in unseen
    assert not computable(numbers, unseen)


TABLES = st.integers(1, 4).flatmap(
    lambda width: st.dictionaries(
        st.sampled_from("abcdefg"),
        st.lists(st.integers(0, 9) | st.integers(0, 60), min_size=width, max_size=width).map(
            lambda row: {f"state {place}": number for place, number in enumerate(row)}
        ),
        min_size=1,
        max_size=6,
    )
)


@given(TABLES, st.sets(st.sampled_from("abcdefg")))
@settings(max_examples=300, deadline=None)
def test_nothing_hidden_can_be_computed(numbers: Numbers, granted: set[str]) -> None:
    unseen, values = hidden(numbers, granted), values_of(numbers)
    assert not computable(numbers, unseen)
    for cell, value in values.items():
        row = cell[0]
        if row in granted or value == 0:
            assert cell not in unseen
        elif row != TOTAL and value < LEAST:
            assert cell in unseen


@given(TABLES, st.sets(st.sampled_from("abcdefg")))
@settings(max_examples=200, deadline=None)
def test_no_small_group_follows_by_subtraction(numbers: Numbers, granted: set[str]) -> None:
    unseen = hidden(numbers, granted)
    states = [*next(iter(numbers.values()))]
    rows, columns = [*numbers, TOTAL], [*states, ALL]
    lines = [[(row, column) for column in columns] for row in rows]
    lines += [[(row, column) for row in rows] for column in columns]
    values = values_of(numbers)
    for *inside, margin in lines:
        kept = [cell for cell in inside if cell in unseen]
        if kept and margin not in unseen:
            assert sum(values[cell] for cell in kept) >= LEAST
            assert len(kept) > 1
