"""Figures count facts, each once, whoever asks (C43)."""

from services.reporting.figures import BY_NAME, FIGURES, PERSONS, STATES, Count, by_state, number_of

A, B, C = "school-a", "school-b", "school-c"
COUNTS = (
    Count("mou", "active", frozenset({A, B}), 2),
    Count("mou", "active", frozenset({A}), 1),
    Count("mou", "expired", frozenset({B}), 4),
    Count("placement", "completed", frozenset({A}), 3),
    Count("placement", "ongoing", frozenset({A}), 5),
    Count("placement", "ongoing", frozenset({C}), 7),
)


def test_an_mou_of_two_schools_counts_once_for_each_and_once_for_all() -> None:
    mous = BY_NAME["active_mous"]
    assert number_of(mous, COUNTS, {A}) == 3
    assert number_of(mous, COUNTS, {B}) == 2
    assert number_of(mous, COUNTS, {A, B, C}) == 3
    assert number_of(mous, COUNTS, {C}) == 0


def test_states_add_up_to_the_number() -> None:
    for figure in FIGURES:
        states = by_state(figure.subject, COUNTS, {A, C})
        assert tuple(states) == STATES[figure.subject]
        assert sum(states[state] for state in figure.states) == number_of(figure, COUNTS, {A, C})


def test_completions_are_placements() -> None:
    assert number_of(BY_NAME["completions"], COUNTS, {A}) == 3
    assert number_of(BY_NAME["placements"], COUNTS, {A}) == 8


def test_a_figure_about_persons_is_a_column_of_its_table() -> None:
    """What an alliance is not shown is decided on one table per subject: one state, or all of them."""
    about_persons = [figure for figure in FIGURES if figure.subject in PERSONS]
    assert about_persons
    assert all(figure.whole or len(figure.states) == 1 for figure in about_persons)
