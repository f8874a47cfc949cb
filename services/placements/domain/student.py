"""A student as far as a placement needs one (C15). Name, NISN, birth date, sex and contacts are in `people` alone.

The student's id is also the id of the person, so nothing else points to a name.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, assert_never

from pydantic import Field

from shared.decider import Decider
from shared.events import Actor, Command, Event, TextRef, Value
from shared.ids import Id
from shared.refusals import NotFound, Refused

CONCENTRATION = r"^\d{1,2}\.\d{1,2}\.\d{1,2}$"
"""`bidang.program.konsentrasi`."""
SCHOOL_YEAR = r"^\d{4}/\d{4}$"
"""`2026/2027`."""


# what happened


class StudentEnrolled(Event):
    """A student of a concentration may be placed from this school year on (C15)."""

    student: Id
    guardian: Id | None = None
    """Whom to ask for consent while the student is a minor: a person."""
    concentration: str = Field(pattern=CONCENTRATION, examples=["8.1.1"])
    school_year: str = Field(pattern=SCHOOL_YEAR, examples=["2026/2027"])


class StudentGuardianNamed(Event):
    """The guardian became known or changed (C15)."""

    student: Id
    guardian: Id


class StudentAccountLinked(Event):
    """The student acts with this membership (C15)."""

    student: Id
    member: Id


class StudentLeft(Event):
    """The student left the school before graduating; the reason is in `texts`."""

    student: Id
    reason: TextRef


class StudentForgotten(Event):
    """The student asked to be forgotten; what happened stays, without a person (UU PDP 27/2022)."""

    student: Id


StudentEvent = StudentEnrolled | StudentGuardianNamed | StudentAccountLinked | StudentLeft | StudentForgotten


# what somebody wants


class EnrolStudent(Command):
    """Take a student in."""

    student: Id
    guardian: Id | None
    concentration: str = Field(pattern=CONCENTRATION)
    school_year: str = Field(pattern=SCHOOL_YEAR)
    minor: bool
    """A fact from `people`: under the age at which one decides alone, today."""
    by: Actor


class NameGuardian(Command):
    """Say who the guardian is."""

    guardian: Id
    by: Actor


class LinkAccount(Command):
    """Say which membership the student acts with."""

    member: Id
    by: Actor


class LeaveSchool(Command):
    """Record that the student left: NISN and membership are free again, so that they can return."""

    reason: TextRef
    unfinished: tuple[Id, ...]
    """A fact: placements that have not ended."""
    by: Actor


class ForgetStudent(Command):
    """Prepare the erasure of the person: NISN and membership are free again."""

    unfinished: tuple[Id, ...]
    """A fact: placements that have not ended."""
    by: Actor


StudentCommand = EnrolStudent | NameGuardian | LinkAccount | LeaveSchool | ForgetStudent


# what is known


class Student(Value):
    """A student as it stands."""

    student: Id
    guardian: Id | None
    concentration: str
    school_year: str
    state: Literal["enrolled", "left", "forgotten"] = "enrolled"
    former_guardians: tuple[Id, ...] = ()
    """Who was guardian before: kept for the student alone, and forgotten with them."""
    member: Id | None = None


# the rules


def decide(state: Student | None, command: StudentCommand, now: datetime) -> Sequence[StudentEvent]:
    """Events, or `Refused`."""
    if isinstance(command, EnrolStudent):
        return _enrol(state, command)
    if state is None:
        raise NotFound("student")
    if isinstance(command, ForgetStudent):
        return _forget(state, command)
    if state.state != "enrolled":
        raise Refused("student-left", "The student left the school.", mend="Enrol the student again.")
    match command:
        case NameGuardian():
            return [StudentGuardianNamed(student=state.student, guardian=command.guardian)]
        case LinkAccount():
            return _link(state, command)
        case LeaveSchool():
            _nowhere_placed(command.unfinished)
            return [StudentLeft(student=state.student, reason=command.reason)]
        case _:
            assert_never(command)


def _enrol(state: Student | None, command: EnrolStudent) -> Sequence[StudentEvent]:
    if state:
        raise Refused("student-enrolled-already", "This student is enrolled.", mend="Use the student that is there.")
    if command.minor and command.guardian is None:
        raise Refused(
            "guardian-missing",
            "A minor is enrolled without a guardian.",
            mend="Give the guardian's name and a way to reach them.",
        )
    return [StudentEnrolled(**command.model_dump(exclude={"minor", "by"}))]


def _forget(state: Student, command: ForgetStudent) -> Sequence[StudentEvent]:
    if state.state == "forgotten":
        return []
    _nowhere_placed(command.unfinished)
    return [StudentForgotten(student=state.student)]


def _nowhere_placed(unfinished: Sequence[Id]) -> None:
    """A placement goes its way by itself: it would start for somebody who is gone, and keep its slot."""
    if unfinished:
        raise Refused(
            "student-placed",
            f"{len(unfinished)} placements of the student have not ended.",
            mend="Withdraw, terminate or complete them first.",
            placements=list(unfinished),
            unfinished=len(unfinished),
        )


def _link(state: Student, command: LinkAccount) -> Sequence[StudentEvent]:
    if state.member not in {None, command.member}:
        raise Refused(
            "account-linked-already",
            "The student acts with another membership.",
            mend="End the other membership in the directory first.",
        )
    return [] if state.member else [StudentAccountLinked(student=state.student, member=command.member)]


# the changes


def evolve(state: Student | None, event: StudentEvent) -> Student:
    """The state after the event."""
    if isinstance(event, StudentEnrolled):
        return Student(**event.model_dump())
    assert state is not None
    match event:
        case StudentGuardianNamed():
            former = (*state.former_guardians, state.guardian) if state.guardian else ()
            return state.but(guardian=event.guardian, former_guardians=former)
        case StudentAccountLinked():
            return state.but(member=event.member)
        case StudentLeft():
            return state.but(state="left")
        case StudentForgotten():
            return state.but(state="forgotten")
        case _:
            assert_never(event)


STUDENT = Decider("student", Student, StudentEvent, decide, evolve, fold=2)
