"""What is asked of the placements service over HTTP."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from services.placements.domain.cohort import Rules
from services.placements.domain.placement.values import Attendance, Scores, Shift
from services.placements.domain.student import CONCENTRATION, SCHOOL_YEAR
from services.placements.people import ContactData
from shared.days import Period
from shared.http import Body
from shared.ids import Id

Text = Annotated[str, StringConstraints(min_length=1, max_length=8_000)]
IncidentKind = Literal["accident", "illness", "harassment", "exploitation", "misconduct", "conditions", "other"]

EMAIL = r"^[^\s@,;<>\"]{1,64}@[A-Za-z0-9.-]{1,190}$"


class ContactBody(Body):
    """Somebody without an account. Kept as personal data; letters go to the e-mail address."""

    name: str = Field(min_length=2, max_length=200, examples=["Made-up Contact"])
    phone: str | None = Field(None, max_length=40, examples=["+62 812 0000 0000"])
    email: str | None = Field(None, pattern=EMAIL, max_length=254, examples=["wali@contoh.example"])
    position: str | None = Field(None, max_length=100, examples=["Chef"])

    def data(self) -> ContactData:
        """As `people` keeps it."""
        return ContactData(**self.model_dump())


class StudentBody(Body):
    """A student of the school. All but concentration and school year is kept as personal data."""

    name: str = Field(min_length=2, max_length=200, examples=["Made-up Student"])
    nisn: str = Field(pattern=r"^[0-9]{10}$", examples=["0091234567"])
    birth_date: date = Field(examples=["2009-03-14"])
    sex: Literal["female", "male"]
    concentration: str = Field(pattern=CONCENTRATION, examples=["8.1.1"])
    school_year: str | None = Field(None, pattern=SCHOOL_YEAR, examples=["2026/2027"])
    """This year's where it is not given."""
    form: str | None = Field(None, max_length=60, examples=["XII Kuliner 1"])
    phone: str | None = Field(None, max_length=40, examples=["+62 812 0000 0001"])
    email: str | None = Field(None, pattern=EMAIL, max_length=254, examples=["siswa@contoh.example"])
    guardian: ContactBody | None = None
    """Needed for a minor."""


class AccountBody(Body):
    """The membership that the student acts with."""

    member: Id


class ReasonBody(Body):
    """Why. Kept apart from the event, and erased with the student."""

    reason: Text = Field(examples=["Pindah sekolah."])


class CohortBody(Body):
    """A cohort with its rules; the defaults are those of a three-year programme."""

    concentration: str = Field(pattern=CONCENTRATION, examples=["8.1.1"])
    school_year: str = Field(pattern=SCHOOL_YEAR, examples=["2026/2027"])
    starts_on: date = Field(examples=["2026-07-13"])
    ends_on: date = Field(examples=["2027-01-12"])
    """Last day, included."""
    rules: Rules = Rules()


class ProposalBody(Body):
    """Who goes where. Without days it is the whole period of the cohort."""

    student: Id
    cohort: Id
    grant: Id
    starts_on: date | None = Field(None, examples=["2026-07-13"])
    ends_on: date | None = Field(None, examples=["2027-01-12"])


class AcceptanceBody(Body):
    """The partner says yes and names who will supervise."""

    supervisor: ContactBody
    evidence: Text | None = Field(None, examples=["Surat balasan mitra, map PKL 2026 nomor 12"])
    """Where the signed paper is; for staff who record it."""


class RejectionBody(ReasonBody):
    """The partner says no."""


class SchoolSupervisorBody(Body):
    """The member of the school who supervises."""

    member: Id


class BriefingBody(Body):
    """When the student was briefed."""

    held_on: date = Field(examples=["2026-07-06"])


class InsuranceBody(Body):
    """The insurance of the placement, the commute included."""

    scheme: str = Field("bpjs_ketenagakerjaan", pattern=r"^[a-z0-9_]{2,60}$", examples=["bpjs_ketenagakerjaan"])
    starts_on: date = Field(examples=["2026-07-13"])
    ends_on: date = Field(examples=["2027-01-12"])


class TravelDocumentsBody(Body):
    """What was seen; the papers are not kept."""

    passport: bool
    visa: bool
    sponsor: Id | None = None
    """The organisation that sponsors."""


class RosterBody(Body):
    """When the student works, and in what kind of place. Days before it holds stay as they were."""

    place: str = Field(pattern=r"^[a-z0-9_]{2,60}$", examples=["kitchen"])
    shifts: tuple[Shift, ...] = Field(max_length=50)
    from_on: date | None = Field(None, examples=["2026-10-14"])
    """From which day it holds: the first day where it is not given, today once the placement runs."""


class ConsentBody(Body):
    """The guardian agrees; `evidence` says where a signed paper is, for staff who record it."""

    evidence: Text | None = Field(None, examples=["Formulir bertanda tangan, map PKL 2026 nomor 12"])


class DayBody(Body):
    """One day of the logbook."""

    day: date = Field(examples=["2026-07-13"])
    attendance: Attendance = "present"
    minutes: int = Field(0, ge=0, le=1440, examples=[480])
    text: Text | None = Field(None, examples=["Mise en place dan penyajian sarapan."])
    """What was done and learnt."""


class LogbookBody(Body):
    """One day, a week or a month at once, as it was kept on paper or offline."""

    entries: tuple[DayBody, ...] = Field(min_length=1, max_length=31)


class ApprovalBody(Body):
    """The days of a span exactly as they were read: `seal` comes from the logbook."""

    starts_on: date = Field(examples=["2026-07-13"])
    ends_on: date = Field(examples=["2026-07-17"])
    seal: str = Field(pattern=r"^[0-9a-f]{64}$", examples=["cd" * 32])

    def period(self) -> Period:
        """The span."""
        return Period(starts_on=self.starts_on, ends_on=self.ends_on)


class IncidentBody(Body):
    """What happened."""

    kind: IncidentKind
    happened_on: date = Field(examples=["2026-09-02"])
    text: Text = Field(examples=["Luka bakar ringan di tangan, dirawat di klinik hotel."])


class AssessmentBody(Body):
    """The four elements, 0 to 100 each, with a remark."""

    scores: Scores
    remarks: Text | None = Field(None, examples=["Disiplin dan cepat belajar."])


class TerminationBody(ReasonBody):
    """Why, and the last day: today or before, and no earlier than the last day of the logbook."""

    ended_on: date = Field(examples=["2026-10-01"])


class TransferBody(TerminationBody):
    """Where the student goes on, from the day after `ended_on`."""

    grant: Id


def plain(body: Body, *without: str) -> dict[str, Any]:
    """The body's members but these."""
    return body.model_dump(exclude=set(without))
