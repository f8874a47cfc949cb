"""A placement cohort: open → allocating → running → closed (C15). It carries the rules, since rules change by year."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, assert_never

from pydantic import Field

from services.placements.domain.student import CONCENTRATION, SCHOOL_YEAR
from shared.days import Period, midnight, proper
from shared.decider import Decider, Due
from shared.events import Actor, Command, Event, Value
from shared.ids import Id
from shared.refusals import NotFound, Refused

State = Literal["open", "allocating", "running", "closed"]


class Rules(Value):
    """What the regulation of the day asks of a placement. A placement keeps the rules that it began with.

    PKL of a three-year programme lasts at least 6 months or 792 JP, of a four-year one 10 months or 1,368 JP.
    """

    minimum_months: int = Field(default=6, ge=0, le=24, examples=[6])
    minimum_lesson_hours: int = Field(default=792, ge=0, le=4000, examples=[792])
    """JP (jam pelajaran)."""
    lesson_minutes: int = Field(default=45, ge=30, le=60, examples=[45])
    """Minutes of one JP."""
    minimum_age: int = Field(default=0, ge=0, le=30, examples=[18])
    """In years, on the day of clearance: the age gate of a cohort that goes abroad."""
    abroad: bool = False
    """Passport, visa and a sponsor are needed (C18)."""
    adult_age: int = Field(default=18, ge=16, le=21, examples=[18])
    """Below it a guardian has to consent (UU PDP 27/2022)."""
    night_from: int = Field(default=23, ge=0, le=23, examples=[23])
    night_until: int = Field(default=7, ge=0, le=23, examples=[7])
    """Hours between which a female minor must not work (UU 13/2003, article 76)."""
    forbidden_places: tuple[str, ...] = Field(
        default=("karaoke", "disco", "alcohol_promotion"), examples=[["karaoke", "disco", "alcohol_promotion"]]
    )

    @property
    def minimum_minutes(self) -> int:
        """Minutes in the logbook without which nothing is completed."""
        return self.minimum_lesson_hours * self.lesson_minutes


# what happened


class CohortOpened(Event):
    """Students of a concentration will be placed in this period under these rules (C15)."""

    cohort: Id
    concentration: str = Field(pattern=CONCENTRATION, examples=["8.1.1"])
    school_year: str = Field(pattern=SCHOOL_YEAR, examples=["2026/2027"])
    starts_on: date = Field(examples=["2026-07-13"])
    ends_on: date = Field(examples=["2027-01-12"])
    zone: str = Field(examples=["Asia/Pontianak"])
    rules: Rules


class AllocationStarted(Event):
    """From now on slots are given out (C15)."""

    cohort: Id


class CohortStarted(Event):
    """The first day of the cohort has come (C15)."""

    cohort: Id


class CohortClosed(Event):
    """Every placement of the cohort has ended (C15)."""

    cohort: Id


CohortEvent = CohortOpened | AllocationStarted | CohortStarted | CohortClosed


# what somebody wants


class OpenCohort(Command):
    """Plan a cohort."""

    cohort: Id
    concentration: str = Field(pattern=CONCENTRATION)
    school_year: str = Field(pattern=SCHOOL_YEAR)
    period: Period
    zone: str
    rules: Rules
    by: Actor


class StartAllocation(Command):
    """Let slots be given out."""

    by: Actor


class StartCohort(Command):
    """The first day has come; time itself gives this command."""


class CloseCohort(Command):
    """Close it."""

    unfinished: int
    """A fact: placements of the cohort that have not ended. One more a moment later does no harm."""
    by: Actor


CohortCommand = OpenCohort | StartAllocation | StartCohort | CloseCohort


# what is known


class Cohort(Value):
    """A cohort as it stands."""

    cohort: Id
    concentration: str
    school_year: str
    period: Period
    zone: str
    rules: Rules
    state: State = "open"


# the rules


def decide(state: Cohort | None, command: CohortCommand, now: datetime) -> Sequence[CohortEvent]:
    """Events, or `Refused`."""
    if isinstance(command, OpenCohort):
        return _open(state, command)
    if state is None:
        raise NotFound("cohort")
    match command:
        case StartAllocation():
            _expect(state, "open")
            return [AllocationStarted(cohort=state.cohort)]
        case StartCohort():
            _expect(state, "allocating")
            return [CohortStarted(cohort=state.cohort)]
        case CloseCohort():
            return _close(state, command)
        case _:
            assert_never(command)


def _open(state: Cohort | None, command: OpenCohort) -> Sequence[CohortEvent]:
    if state:
        raise Refused("cohort-open-already", "This cohort is there already.", mend="Use the cohort that is there.")
    period = proper(command.period)
    if period.months < command.rules.minimum_months:
        raise Refused(
            "cohort-too-short",
            f"The cohort lasts {period.months} whole months, its rules ask for {command.rules.minimum_months}.",
            mend="Lengthen the period; where lesson hours alone count, set minimum_months to 0.",
        )
    return [
        CohortOpened(**command.model_dump(exclude={"period", "by"}), starts_on=period.starts_on, ends_on=period.ends_on)
    ]


def _close(state: Cohort, command: CloseCohort) -> Sequence[CohortEvent]:
    _expect(state, "open", "allocating", "running")
    if command.unfinished:
        raise Refused(
            "cohort-unfinished",
            f"{command.unfinished} placements of the cohort have not ended.",
            mend="Complete, withdraw or terminate them first.",
            unfinished=command.unfinished,
        )
    return [CohortClosed(cohort=state.cohort)]


def accepting(state: Cohort) -> Cohort:
    """The cohort, or `Refused`: slots are given out only while it is allocating or running."""
    if state.state == "open":
        raise Refused(
            "cohort-not-allocating", "Slots of this cohort are not given out yet.", mend="Start its allocation first."
        )
    _expect(state, "allocating", "running")
    return state


def _expect(state: Cohort, *allowed: State) -> None:
    if state.state not in allowed:
        raise Refused(
            "wrong-state",
            f"The cohort is {state.state}.",
            mend=f"This can be done while it is {' or '.join(allowed)}.",
            state=state.state,
        )


# the changes


def evolve(state: Cohort | None, event: CohortEvent) -> Cohort:
    """The state after the event."""
    if isinstance(event, CohortOpened):
        period = Period(starts_on=event.starts_on, ends_on=event.ends_on)
        return Cohort(**event.model_dump(exclude={"starts_on", "ends_on"}), period=period)
    assert state is not None
    match event:
        case AllocationStarted():
            return state.but(state="allocating")
        case CohortStarted():
            return state.but(state="running")
        case CohortClosed():
            return state.but(state="closed")
        case _:
            assert_never(event)


def due(state: Cohort) -> Due | None:
    """A cohort that gives out slots runs from the first moment of its first day."""
    if state.state != "allocating":
        return None
    return Due(midnight(state.period.starts_on, state.zone), StartCohort(), "start-cohort")


COHORT = Decider("cohort", Cohort, CohortEvent, decide, evolve, due=due)
