"""What is asked of the teachers service over HTTP."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from services.teachers.domain.internship import Channel, Scheme
from shared.http import Body
from shared.http.forms import add_form
from shared.ids import Id

add_form(r"^[0-9]{16}$", id="NUPTK (16 digit)", en="a NUPTK (16 digits)", example="1234567890123456")

Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]


class RegisterTeacherBody(Body):
    """A teacher of the school. Name and number are kept as personal data and never leave this service."""

    name: str = Field(min_length=1, max_length=200, examples=["Made-up Teacher"])
    nuptk: str | None = Field(None, pattern=r"^[0-9]{16}$", examples=["1234567890123456"])
    member: Id | None = None
    """The directory member who acts as this teacher."""


class NominateBody(Body):
    """A teacher internship with a partner."""

    teacher: Id
    organisation: Id
    agreement: Id | None = None
    scheme: Scheme = "domestic"
    starts_on: date = Field(examples=["2026-08-03"])
    ends_on: date = Field(examples=["2026-08-28"])
    """Last day, included."""
    lessons_missed: int = Field(0, ge=0, le=2000, examples=[48])
    """Lesson hours (JP) that somebody else has to give."""


class ApprovalBody(Body):
    """The principal's approval."""

    substitute: Id | None = None
    """The colleague who takes the lessons missed."""


class ReportBody(Body):
    """What was learnt and which standards come home."""

    text: Text = Field(examples=["Standar kebersihan dapur hotel, alur mise en place, dan penilaian bersama chef."])


class DisseminationBody(Body):
    """How the practice was passed on."""

    channel: Channel = "workshop"
    held_on: date = Field(examples=["2026-09-11"])
    participants: int = Field(ge=1, le=10_000, examples=[14])
    summary: Text = Field(examples=["Lokakarya satu hari untuk guru kuliner."])


class CancellationBody(Body):
    """Why it will not take place, or was broken off."""

    reason: Text = Field(examples=["Mitra menutup dapur untuk renovasi."])
