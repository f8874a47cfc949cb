"""Bodies about what sister schools do together."""

from datetime import date

from pydantic import Field

from services.partners.bodies.facilities import Minute
from services.partners.bodies.values import FreeText
from services.partners.domain.sister.under import SharedKind
from services.partners.domain.values import Concentration
from shared.http import Body
from shared.ids import Id

Title = Field(min_length=3, max_length=300, examples=["Pertukaran praktik tata boga"])


class SisterProgrammeBody(Body):
    """What the schools agree on; the proposing school is one of them without being named."""

    schools: tuple[Id, ...] = Field(min_length=1, max_length=50)
    """The other schools of the alliance."""
    scope: tuple[SharedKind, ...] = Field(min_length=1, max_length=10, examples=[["practice_exchange"]])
    starts_on: date = Field(examples=["2026-08-01"])
    ends_on: date = Field(examples=["2027-07-31"])
    """Last day, included; days begin and end in the proposing school's zone."""
    title: str = Title
    aims: FreeText = Field(examples=["Saling belajar standar dapur hotel."])
    renews: Id | None = None
    """The programme that this one follows, which each school has reviewed."""
    responsible: Id | None = None
    """The member who answers for it at the proposing school; on a change of terms without meaning."""


class SisterAgreementBody(Body):
    """Who answers for the programme at the agreeing school."""

    responsible: Id | None = None


class ResponsibleBody(Body):
    """The member who answers for it at this school from now on."""

    member: Id


class SisterReviewBody(Body):
    """How the school found it."""

    rating: int = Field(ge=1, le=5, examples=[4])
    go_on: bool
    findings: FreeText = Field(examples=["Guru belajar banyak; jadwal perlu lebih awal."])


class VisitBody(Body):
    """A visit between this school and another."""

    programme: Id
    host: Id
    guest: Id
    starts: Minute
    ends: Minute
    purpose: FreeText = Field(examples=["Melihat pengelolaan edotel."])


class VisitAttendanceBody(Body):
    """Who went."""

    teachers: tuple[Id, ...] = Field(max_length=200)
    students: int = Field(0, ge=0, le=100_000)


class VisitReportBody(Body):
    """What was learnt, with evidence."""

    learnt: FreeText = Field(examples=["Tata letak dapur dan jadwal giliran."])
    evidence: tuple[Id, ...] = Field(default=(), max_length=50)


class TrainingBody(Body):
    """A training that this school hosts for itself and others."""

    programme: Id
    schools: tuple[Id, ...] = Field(min_length=1, max_length=50)
    """The others."""
    starts: Minute
    ends: Minute
    lesson_hours: int = Field(ge=1, le=1000, examples=[8])
    topic: FreeText = Field(examples=["Plating dan sanitasi dapur."])


class AttendedBody(Body):
    """Who of one school took part."""

    school: Id
    trainers: tuple[Id, ...] = Field(default=(), max_length=200)
    teachers: tuple[Id, ...] = Field(default=(), max_length=200)
    students: int = Field(0, ge=0, le=100_000)


class TrainingAttendanceBody(Body):
    """Who took part, school by school, with evidence."""

    attendance: tuple[AttendedBody, ...] = Field(min_length=1, max_length=50)
    evidence: tuple[Id, ...] = Field(default=(), max_length=50)


class LessonBody(Body):
    """One school taught another."""

    taught_by: Id
    taught_to: Id
    teachers: tuple[Id, ...] = Field(min_length=1, max_length=200)
    learners: tuple[Id, ...] = Field(default=(), max_length=200)
    students: int = Field(0, ge=0, le=100_000)
    lesson_hours: int = Field(ge=1, le=1000, examples=[4])
    subject: FreeText = Field(examples=["Pelayanan kamar menurut standar hotel syariah."])


class ExchangeBody(Body):
    """Who taught what to whom on one day, in both directions."""

    programme: Id
    on: date = Field(examples=["2026-06-30"])
    lessons: tuple[LessonBody, ...] = Field(min_length=1, max_length=50)


class PracticeBody(Body):
    """What the school does well."""

    title: str = Title
    body: str = Field(min_length=1, max_length=200_000, examples=["1. Giliran kerja di edotel …"])
    concentrations: tuple[Concentration, ...] = Field(default=(), max_length=50, examples=[["9.1.1"]])
    evidence: tuple[Id, ...] = Field(default=(), max_length=50)


class AdoptBody(Body):
    """Which edition the school has read."""

    edition: int = Field(ge=1, le=100_000, examples=[1])
