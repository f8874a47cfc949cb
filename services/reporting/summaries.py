"""Summaries as they are answered: put together from counts, without a database."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, Field

from services.reporting.access import Granted
from services.reporting.counting import Counted
from services.reporting.disclosure import ALL, TOTAL, Cell, hidden
from services.reporting.figures import FIGURES, PERSONS, Figure, FigureName, Subject, by_state, number_of
from shared.ids import Id


class Label(BaseModel):
    """What the figure is called."""

    id: str = Field(examples=["Penempatan PKL"])
    en: str = Field(examples=["Placements"])


class SchoolFigure(BaseModel):
    """One figure of a school."""

    name: FigureName
    label: Label
    number: int = Field(examples=[24])
    states: dict[str, int] | None = None
    """The same number state by state, where it counts all of them."""
    evidence: str
    """Where its facts are listed: exactly `number` rows."""


class SchoolSummary(BaseModel):
    """All figures of a school, of one moment."""

    school: Id
    as_of: datetime | None
    """Domain time of the newest event that is counted; null while there is none."""
    incomplete: int
    """Facts of which an event is missing and later ones wait; 0 when all is well."""
    figures: list[SchoolFigure]


class Shown(BaseModel):
    """A number that an alliance sees, or not."""

    number: int | None = Field(examples=[24])
    """Null when it is suppressed."""
    suppressed: bool
    """A group under five persons, or a number that would give one away; the school has not granted its facts."""
    states: dict[str, int | None] | None = None
    """The same number state by state, where it counts all of them; null where that cell is suppressed."""


class SchoolRow(Shown):
    """A school's part in an alliance's figure."""

    school: Id
    name: str
    granted: bool
    """The alliance may see this school's facts."""


class AllianceFigure(Shown):
    """One figure over all schools of an alliance: a fact of two schools counts once."""

    name: FigureName
    label: Label
    evidence: str
    """Where the facts are listed that schools have granted."""
    evidenced: int
    """How many rows that are."""
    schools: list[SchoolRow]


class AllianceSummary(BaseModel):
    """All figures of an alliance, of one moment."""

    alliance: Id
    as_of: datetime | None
    """Domain time of the newest event that is counted; null while there is none."""
    incomplete: int
    """Facts of which an event is missing and later ones wait; 0 when all is well."""
    figures: list[AllianceFigure]


def school_summary(school: str, counted: Counted) -> SchoolSummary:
    """Everything that the school has."""
    figures = [
        SchoolFigure(
            name=figure.name,
            label=Label(id=figure.id, en=figure.en),
            number=number_of(figure, counted.counts, {school}),
            states=by_state(figure.subject, counted.counts, {school}) if figure.whole else None,
            evidence=f"/reporting/schools/{school}/evidence?figure={figure.name}",
        )
        for figure in FIGURES
    ]
    return SchoolSummary(school=school, as_of=counted.as_of, incomplete=counted.incomplete, figures=figures)


def alliance_summary(alliance: str, schools: Mapping[str, str], granted: Granted, counted: Counted) -> AllianceSummary:
    """The totals and each school's part, without what would show a small group of persons."""
    unseen = {subject: _unseen(subject, schools, granted, counted) for subject in PERSONS}
    figures = [
        AllianceFigure(
            name=figure.name,
            label=Label(id=figure.id, en=figure.en),
            evidence=f"/reporting/alliances/{alliance}/evidence?figure={figure.name}",
            evidenced=number_of(figure, counted.counts, granted[figure.subject]),
            schools=[
                SchoolRow(
                    school=school,
                    name=name,
                    granted=school in granted[figure.subject],
                    **_shown(figure, counted, {school}, _row(unseen, figure, school)).model_dump(),
                )
                for school, name in schools.items()
            ],
            **_shown(figure, counted, set(schools), _row(unseen, figure, TOTAL)).model_dump(),
        )
        for figure in FIGURES
    ]
    return AllianceSummary(alliance=alliance, as_of=counted.as_of, incomplete=counted.incomplete, figures=figures)


def _unseen(subject: Subject, schools: Mapping[str, str], granted: Granted, counted: Counted) -> frozenset[Cell]:
    numbers = {school: by_state(subject, counted.counts, {school}) for school in schools}
    return hidden(numbers, granted[subject])


def _row(unseen: Mapping[Subject, frozenset[Cell]], figure: Figure, row: str) -> frozenset[str]:
    """The columns that are not shown in this row."""
    return frozenset(column for each, column in unseen.get(figure.subject, ()) if each == row)


def _shown(figure: Figure, counted: Counted, schools: set[str], unseen: frozenset[str]) -> Shown:
    column = ALL if figure.whole else figure.states[0]
    number = None if column in unseen else number_of(figure, counted.counts, schools)
    if not figure.whole:
        return Shown(number=number, suppressed=number is None)
    states = by_state(figure.subject, counted.counts, schools)
    cells = {state: None if state in unseen else value for state, value in states.items()}
    return Shown(number=number, suppressed=number is None, states=cells)
