"""The figures that are reported, each declared once: what it counts, and how it is called (C42, C43)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

Subject = Literal["partner", "mou", "placement", "teacher_internship"]
FigureName = Literal["partners", "active_mous", "placements", "completions", "teacher_internships"]

STATES: Final[Mapping[Subject, tuple[str, ...]]] = {
    "partner": ("mapped", "qualified", "active", "dormant", "blocked", "united"),
    "mou": (
        "drafted", "in_review", "signed", "active", "suspended", "expired", "renewed", "terminated", "withdrawn",
    ),
    "placement": (
        "proposed", "offered", "accepted", "cleared", "ongoing", "assessed", "completed",
        "rejected", "withdrawn", "transferred", "terminated",
    ),
    "teacher_internship": (
        "nominated", "approved", "ongoing", "reported", "disseminated", "completed", "cancelled",
    ),
}  # fmt: skip
"""Of each subject, in the order in which they are reached."""

PERSONS: Final[frozenset[Subject]] = frozenset({"placement", "teacher_internship"})
"""Subjects that are about one person each: an alliance does not see groups of fewer than five of them."""

SHARED: Final[Mapping[Subject, str]] = {
    "partner": "partners",
    "mou": "mous",
    "placement": "placements",
    "teacher_internship": "teacher-internships",
}
"""What a school's sharing grant must name for its facts to be seen."""
EVERYTHING: Final = "reporting"
"""A grant that names this opens every subject."""


@dataclass(frozen=True, slots=True)
class Figure:
    """How many facts of `subject` are in one of `states`."""

    name: FigureName
    id: str
    """Label in Indonesian."""
    en: str
    """Label in English."""
    subject: Subject
    states: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """It counts every state, and is shown state by state as well."""
        return self.states == STATES[self.subject]


FIGURES: Final[tuple[Figure, ...]] = (
    Figure("partners", "Kemitraan", "Partnerships", "partner", STATES["partner"]),
    Figure("active_mous", "MoU yang berlaku", "MoUs in force", "mou", ("active",)),
    Figure("placements", "Penempatan PKL", "Placements", "placement", STATES["placement"]),
    Figure("completions", "PKL selesai", "Completed placements", "placement", ("completed",)),
    Figure(
        "teacher_internships",
        "Magang guru",
        "Teacher internships",
        "teacher_internship",
        STATES["teacher_internship"],
    ),
)
BY_NAME: Final[Mapping[str, Figure]] = {figure.name: figure for figure in FIGURES}
assert tuple(BY_NAME) == get_args(FigureName), "every name has its figure"


@dataclass(frozen=True, slots=True)
class Count:
    """So many facts are alike: the same subject in the same state, of the same schools."""

    subject: str
    state: str
    schools: frozenset[str]
    number: int


def number_of(figure: Figure, counts: Iterable[Count], schools: Collection[str]) -> int:
    """The figure for these schools together: a fact of two of them counts once."""
    return sum(in_state(figure.subject, state, counts, schools) for state in figure.states)


def in_state(subject: Subject, state: str, counts: Iterable[Count], schools: Collection[str]) -> int:
    """How many facts of the subject are in one state."""
    return sum(
        count.number
        for count in counts
        if count.subject == subject and count.state == state and not count.schools.isdisjoint(schools)
    )


def by_state(subject: Subject, counts: Iterable[Count], schools: Collection[str]) -> dict[str, int]:
    """Every state of the subject, also those in which there is nothing."""
    kept = list(counts)
    return {state: in_state(subject, state, kept, schools) for state in STATES[subject]}
