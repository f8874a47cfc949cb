"""A teacher internship: nominated → approved → ongoing → reported → disseminated → completed; cancelled (C21–C23).

What a teacher brings home counts only when it is passed on: without a report and a dissemination nothing is completed.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import Field

from shared.days import day_in, midnight
from shared.decider import Decider, Due, changes, rules
from shared.events import Actor, Audience, Command, Event, TextRef, Value
from shared.ids import Id
from shared.refusals import Refused

State = Literal["nominated", "approved", "ongoing", "reported", "disseminated", "completed", "cancelled"]
Scheme = Literal["domestic", "abroad"]
Channel = Literal["workshop", "lesson", "production_unit", "curriculum"]


# what happened


class TeacherNominated(Event):
    """A teacher is proposed for an internship with a partner (C21, C22)."""

    internship: Id
    school: Id
    teacher: Id
    member: Id | None = None
    """The directory member who acts as the teacher and alone may report."""
    organisation: Id
    agreement: Id | None = None
    scheme: Scheme
    starts_on: date = Field(examples=["2026-08-03"])
    ends_on: date = Field(examples=["2026-08-28"])
    """Last day, included."""
    zone: str = Field(examples=["Asia/Pontianak"])
    lessons_missed: int = Field(ge=0, examples=[48])
    """Lesson hours (JP) that somebody else has to give."""


class TeacherInternshipApproved(Event):
    """The principal agrees, and the lessons missed have a substitute (C21)."""

    internship: Id
    teacher: Id
    organisation: Id
    substitute: Id | None = None


class TeacherInternshipStarted(Event):
    """The first day has come (C21)."""

    internship: Id
    teacher: Id
    organisation: Id
    starts_on: date = Field(examples=["2026-08-03"])


class TeacherReportSubmitted(Event):
    """The teacher reports what was learnt and which standards come home (C23)."""

    internship: Id
    teacher: Id
    organisation: Id
    report: TextRef


class PracticeDisseminated(Event):
    """The practice was passed on to colleagues, into class or into a production unit (C23)."""

    internship: Id
    teacher: Id
    organisation: Id
    channel: Channel
    held_on: date = Field(examples=["2026-09-11"])
    participants: int = Field(ge=1, examples=[14])
    summary: TextRef


class TeacherInternshipCompleted(Event):
    """Report and dissemination are in: the internship counts (C23)."""

    internship: Id
    school: Id
    teacher: Id
    organisation: Id
    scheme: Scheme
    starts_on: date = Field(examples=["2026-08-03"])
    ends_on: date = Field(examples=["2026-08-28"])
    disseminations: int = Field(ge=1, examples=[1])


class TeacherInternshipCancelled(Event):
    """It will not take place, or was broken off; the reason is in `texts`."""

    internship: Id
    teacher: Id
    organisation: Id
    reason: TextRef


InternshipEvent = (
    TeacherNominated
    | TeacherInternshipApproved
    | TeacherInternshipStarted
    | TeacherReportSubmitted
    | PracticeDisseminated
    | TeacherInternshipCompleted
    | TeacherInternshipCancelled
)


# what somebody wants


class NominateTeacher(Command):
    """Propose a teacher for an internship."""

    internship: Id
    school: Id
    teacher: Id
    member: Id | None
    organisation: Id
    agreement: Id | None
    scheme: Scheme
    starts_on: date
    ends_on: date
    zone: str
    lessons_missed: int
    by: Actor


class ApproveInternship(Command):
    """Agree to it, with the colleague who takes the lessons."""

    substitute: Id | None
    by: Actor


class StartInternship(Command):
    """The first day has come; time itself gives this command."""


class SubmitReport(Command):
    """Hand in the report."""

    report: TextRef
    by: Actor


class DisseminatePractice(Command):
    """Record that the practice was passed on."""

    channel: Channel
    held_on: date
    participants: int
    summary: TextRef
    by: Actor


class CompleteInternship(Command):
    """Close it as done."""

    by: Actor


class CancelInternship(Command):
    """Close it as not done."""

    reason: TextRef
    by: Actor


# what is known


class Internship(Value):
    """A teacher internship as it stands."""

    internship: Id
    school: Id
    teacher: Id
    member: Id | None
    organisation: Id
    agreement: Id | None
    scheme: Scheme
    starts_on: date
    ends_on: date
    zone: str
    lessons_missed: int
    state: State = "nominated"
    substitute: Id | None = None
    report: TextRef | None = None
    disseminations: int = 0

    def first_moment(self) -> datetime:
        """When the first day begins, in the school's zone."""
        return midnight(self.starts_on, self.zone)

    def over(self, now: datetime) -> bool:
        """Has the last day ended, in the school's zone?"""
        return now >= midnight(self.ends_on + timedelta(days=1), self.zone)


# the rules


def _nominate(command: NominateTeacher, _now: datetime) -> Sequence[InternshipEvent]:
    if command.ends_on <= command.starts_on:
        raise Refused("period-empty", "The internship ends before it begins.", mend="Give a last day after the first.")
    return [TeacherNominated(**command.model_dump(exclude={"by"}))]


def _approve(state: Internship, command: ApproveInternship, _now: datetime) -> Sequence[InternshipEvent]:
    _expect(state, "nominated")
    if "principal" not in command.by.roles:
        raise Refused("not-the-principal", "Only the principal approves an internship.", mend="Ask the principal.")
    if state.lessons_missed and command.substitute is None:
        raise Refused(
            "no-substitute",
            f"{state.lessons_missed} lesson hours would be missed and nobody takes them.",
            mend="Name a colleague as substitute.",
        )
    if command.substitute == state.teacher:
        raise Refused("own-substitute", "A teacher cannot be their own substitute.", mend="Name a colleague.")
    return [
        TeacherInternshipApproved(
            internship=state.internship,
            teacher=state.teacher,
            organisation=state.organisation,
            substitute=command.substitute,
        )
    ]


def _start(state: Internship, _command: StartInternship, _now: datetime) -> Sequence[InternshipEvent]:
    _expect(state, "approved")
    return [
        TeacherInternshipStarted(
            internship=state.internship,
            teacher=state.teacher,
            organisation=state.organisation,
            starts_on=state.starts_on,
        )
    ]


def _report(state: Internship, command: SubmitReport, now: datetime) -> Sequence[InternshipEvent]:
    _expect(state, "ongoing")
    if state.member not in {None, command.by.id}:
        raise Refused("not-the-teacher", "The report is the teacher's own.", mend="Let the teacher hand it in.")
    if not state.over(now):
        raise Refused(
            "internship-still-running",
            f"The internship runs until {state.ends_on}.",
            mend="Report after the last day.",
        )
    return [
        TeacherReportSubmitted(
            internship=state.internship,
            teacher=state.teacher,
            organisation=state.organisation,
            report=command.report,
        )
    ]


def _disseminate(state: Internship, command: DisseminatePractice, now: datetime) -> Sequence[InternshipEvent]:
    _expect(state, "reported", "disseminated")
    if command.held_on > day_in(state.zone, now):
        raise Refused("not-held-yet", "A dissemination counts once it was held.", mend="Record it on the day or after.")
    return [
        PracticeDisseminated(
            internship=state.internship,
            teacher=state.teacher,
            organisation=state.organisation,
            **command.model_dump(exclude={"by"}),
        )
    ]


def _complete(state: Internship, _command: CompleteInternship, _now: datetime) -> Sequence[InternshipEvent]:
    if state.report is None:
        raise Refused("no-report", "There is no report yet.", mend="Let the teacher hand in the report.")
    if not state.disseminations:
        raise Refused(
            "not-disseminated",
            "What was learnt has not been passed on to anybody yet.",
            mend="Record at least one dissemination.",
        )
    _expect(state, "disseminated")
    return [
        TeacherInternshipCompleted(
            internship=state.internship,
            school=state.school,
            teacher=state.teacher,
            organisation=state.organisation,
            scheme=state.scheme,
            starts_on=state.starts_on,
            ends_on=state.ends_on,
            disseminations=state.disseminations,
        )
    ]


def _cancel(state: Internship, command: CancelInternship, _now: datetime) -> Sequence[InternshipEvent]:
    if state.state in {"completed", "cancelled"}:
        raise Refused(
            "internship-ended", f"The internship is {state.state} already.", mend="Nominate the teacher anew."
        )
    return [
        TeacherInternshipCancelled(
            internship=state.internship,
            teacher=state.teacher,
            organisation=state.organisation,
            reason=command.reason,
        )
    ]


def _expect(state: Internship, *allowed: State) -> None:
    if state.state not in allowed:
        raise Refused(
            "wrong-state",
            f"The internship is {state.state}.",
            mend=f"This can be done while it is {' or '.join(allowed)}.",
            state=state.state,
        )


def audience(_state: Internship, event: InternshipEvent) -> Audience:
    """The partner who hosts the teacher."""
    return Audience(partners=(event.organisation,))


def due(state: Internship) -> Due | None:
    """An approved internship starts when its first day begins."""
    if state.state != "approved":
        return None
    return Due(state.first_moment(), StartInternship(), "start-teacher-internship")


INTERNSHIP = Decider(
    "teacher-internship",
    Internship,
    InternshipEvent,
    decide=rules(
        "teacher internship",
        {NominateTeacher: _nominate},
        {
            ApproveInternship: _approve,
            StartInternship: _start,
            SubmitReport: _report,
            DisseminatePractice: _disseminate,
            CompleteInternship: _complete,
            CancelInternship: _cancel,
        },
    ),
    evolve=changes(
        lambda event: Internship(**event.model_dump()),
        {
            TeacherInternshipApproved: lambda old, event: old.but(state="approved", substitute=event.substitute),
            TeacherInternshipStarted: lambda old, _: old.but(state="ongoing"),
            TeacherReportSubmitted: lambda old, event: old.but(state="reported", report=event.report),
            PracticeDisseminated: lambda old, _: old.but(state="disseminated", disseminations=old.disseminations + 1),
            TeacherInternshipCompleted: lambda old, _: old.but(state="completed"),
            TeacherInternshipCancelled: lambda old, _: old.but(state="cancelled"),
        },
    ),
    audience=audience,
    due=due,
)
