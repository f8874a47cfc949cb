"""Rows of a list that touch nothing in common go at once, in groups that keep their order."""

from shared.http.operations.run import together
from shared.spreadsheets import Row, RowProblem


def _row(line: int, touches: str | None, *, faulty: bool = False) -> Row:
    problems = (RowProblem(line, "nib", "cell-missing"),) if faulty else ()
    return Row(line, {"touches": touches}, problems)


def _groups(rows: list[Row]) -> list[list[int]]:
    def touches(row: Row) -> frozenset[str] | None:
        return None if row["touches"] is None else frozenset(row["touches"])

    return [[row.line for row in group] for group in together(rows, touches)]


def test_rows_that_touch_the_same_are_apart_and_in_order() -> None:
    assert _groups([_row(1, "a"), _row(2, "b"), _row(3, "ac"), _row(4, "d")]) == [[1, 2], [3, 4]]


def test_a_row_that_may_touch_anything_goes_alone() -> None:
    assert _groups([_row(1, "a"), _row(2, None), _row(3, "a"), _row(4, None), _row(5, None)]) == [
        [1],
        [2],
        [3],
        [4],
        [5],
    ]


def test_a_faulty_row_keeps_nobody_waiting() -> None:
    assert _groups([_row(1, "a"), _row(2, None, faulty=True), _row(3, "b")]) == [[1, 2, 3]]


def test_no_more_than_eight_at_once() -> None:
    assert [len(group) for group in _groups([_row(line, chr(97 + line)) for line in range(20)])] == [8, 8, 4]


def test_without_a_word_about_it_one_after_the_other() -> None:
    assert [[row.line for row in group] for group in together([_row(1, "a"), _row(2, "b")], None)] == [[1], [2]]
