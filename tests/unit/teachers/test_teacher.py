"""A teacher is registered and forgotten; and every refusal of the service has Indonesian words (C21)."""

import ast
from collections.abc import Iterator
from pathlib import Path

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

ROOM = Path(__file__).parents[3] / "services" / "teachers"
GURU, MEMBER = new_id(), new_id()
FORGET = ForgetTeacher(by=Actor(kind="member", id=new_id(), roles=frozenset({"principal"})))
REGISTERED = TeacherRegistered(teacher=GURU, member=MEMBER)


def test_c21_a_teacher_is_registered_and_forgotten_once() -> None:
    given(TEACHER).when(RegisterTeacher(teacher=GURU, member=MEMBER)).then(REGISTERED)
    forgotten = given(TEACHER, REGISTERED).when(FORGET).then(TeacherForgotten(teacher=GURU))
    assert forgotten.forgotten
    given(TEACHER, REGISTERED, TeacherForgotten(teacher=GURU)).when(FORGET).then()


def _codes() -> Iterator[str]:
    for file in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused":
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield str(first.value)


def test_every_refusal_speaks_indonesian() -> None:
    assert set(_codes()) == _SENTENCES.keys()
