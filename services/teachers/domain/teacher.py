"""A teacher of a school, as far as development needs to know one. Name and NUPTK are in `people`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from shared.decider import Decider, changes, rules
from shared.events import Actor, Command, Event, Value
from shared.ids import Id


class TeacherRegistered(Event):
    """A teacher is known to the school's development programme (C21)."""

    teacher: Id
    member: Id | None = None
    """The directory member who acts as this teacher, once known."""


class TeacherForgotten(Event):
    """The teacher asked to be forgotten; what happened stays, without a person (UU PDP 27/2022)."""

    teacher: Id


class RegisterTeacher(Command):
    """Make a teacher known."""

    teacher: Id
    member: Id | None = None


class ForgetTeacher(Command):
    """Prepare the erasure of the person: number and account are free again."""

    by: Actor


class Teacher(Value):
    """A registered teacher."""

    teacher: Id
    member: Id | None
    forgotten: bool = False


TeacherEvent = TeacherRegistered | TeacherForgotten


def _register(command: RegisterTeacher, _now: datetime) -> Sequence[TeacherEvent]:
    return [TeacherRegistered(teacher=command.teacher, member=command.member)]


def _forget(state: Teacher, _command: ForgetTeacher, _now: datetime) -> Sequence[TeacherEvent]:
    return [] if state.forgotten else [TeacherForgotten(teacher=state.teacher)]


def _registered(event: TeacherRegistered) -> Teacher:
    return Teacher(teacher=event.teacher, member=event.member)


TEACHER: Final[Decider[Teacher, Command, TeacherEvent]] = Decider(
    "teacher",
    Teacher,
    TeacherEvent,
    rules("teacher", {RegisterTeacher: _register}, {ForgetTeacher: _forget}),
    changes(_registered, {TeacherForgotten: lambda old, _: old.but(forgotten=True)}),
)
