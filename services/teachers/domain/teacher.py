"""A teacher of a school, as far as development needs to know one. Name and NUPTK are in `people`."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from shared.decider import Decider
from shared.events import Command, Event, Value
from shared.ids import Id
from shared.refusals import Refused


class TeacherRegistered(Event):
    """A teacher is known to the school's development programme (C21)."""

    teacher: Id
    member: Id | None = None
    """The directory member who acts as this teacher, once known."""


class RegisterTeacher(Command):
    """Make a teacher known."""

    teacher: Id
    member: Id | None = None


class Teacher(Value):
    """A registered teacher."""

    teacher: Id
    member: Id | None


TeacherEvent = TeacherRegistered


def decide(state: Teacher | None, command: RegisterTeacher, _now: datetime) -> Sequence[TeacherEvent]:
    """The rules."""
    if state:
        raise Refused(
            "teacher-registered-already", "This teacher is registered already.", mend="Use the teacher as is."
        )
    return [TeacherRegistered(teacher=command.teacher, member=command.member)]


def evolve(_state: Teacher | None, event: TeacherEvent) -> Teacher:
    """The changes."""
    match event:
        case TeacherRegistered():
            return Teacher(teacher=event.teacher, member=event.member)
        case _:
            assert_never(event)


TEACHER = Decider("teacher", Teacher, TeacherEvent, decide, evolve)
