"""A teacher is registered and forgotten; and every refusal of the service has Indonesian words (C21)."""

from services.teachers.domain.teacher import (
    TEACHER,
    ForgetTeacher,
    RegisterTeacher,
    TeacherForgotten,
    TeacherRegistered,
)
from services.teachers.words import _SENTENCES
from shared.events import Actor
from shared.ids import new_id
from tests.given_when_then import given
from tests.refusal_codes import refusal_codes

GURU, MEMBER = new_id(), new_id()
FORGET = ForgetTeacher(by=Actor(kind="member", id=new_id(), roles=frozenset({"principal"})))
REGISTERED = TeacherRegistered(teacher=GURU, member=MEMBER)


def test_c21_a_teacher_is_registered_and_forgotten_once() -> None:
    given(TEACHER).when(RegisterTeacher(teacher=GURU, member=MEMBER)).then(REGISTERED)
    forgotten = given(TEACHER, REGISTERED).when(FORGET).then(TeacherForgotten(teacher=GURU))
    assert forgotten.forgotten
    given(TEACHER, REGISTERED, TeacherForgotten(teacher=GURU)).when(FORGET).then()


def test_every_refusal_speaks_indonesian() -> None:
    assert refusal_codes("teachers") == _SENTENCES.keys()
