"""What students of the school achieved, by ids or counts alone, shown only with consent (C40; UU PDP 27/2022)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from services.partners.domain.evidence import AddEvidence, EvidenceAdded, not_yet_shown
from services.partners.domain.line import duty
from services.partners.domain.values import Concentration
from shared.agenda import Need
from shared.decider import Decider, changes, rules
from shared.events import Audience, Command, Event, TextRef, Value
from shared.ids import Id
from shared.refusals import Refused

Level = Literal["school", "district", "province", "national", "international"]
Discipline = Literal["skills", "academic", "art", "sport", "entrepreneurship", "other"]


class Feat(Value):
    """What was achieved, where, when and by how many. Who, only by ids that say nothing of them."""

    level: Level
    field: Discipline
    rank: int | None = Field(None, ge=1, le=1_000)
    """1 is the winner; none where there is no order."""
    on: date = Field(examples=["2026-10-10"])
    title: TextRef
    organiser: TextRef | None = None
    students: int = Field(ge=1, le=10_000)
    known: tuple[Id, ...] = ()
    concentration: Concentration | None = None
    partner: Id | None = None
    organisation: Id | None = None
    """The partner that trained or sponsored them."""


class AchievementRecorded(Feat, Event):
    """Students of the school achieved something (C40)."""

    evidence: tuple[Id, ...] = ()
    by: str


class AchievementCorrected(Feat, Event):
    """It was put down wrongly; consents of those who are still named stay (C40)."""

    by: str


class AchievementEvidenceAdded(EvidenceAdded):
    """There is evidence of it (C40)."""


class ShowingConsentRecorded(Event):
    """A student, or the guardian of a minor, agrees that the achievement is shown with name or picture (C40)."""

    student: Id
    proof: Id
    by: str


class ShowingConsentWithdrawn(Event):
    """A student or guardian agrees no longer; what was shown is hidden (C40)."""

    student: Id
    by: str


class AchievementShown(Event):
    """The school shows it to the public (C40, C49)."""

    level: Level
    rank: int | None = None
    on: date
    by: str


class AchievementHidden(Event):
    """The school shows it no longer (C40)."""

    by: str


AchievementEvent = (
    AchievementRecorded
    | AchievementCorrected
    | AchievementEvidenceAdded
    | ShowingConsentRecorded
    | ShowingConsentWithdrawn
    | AchievementShown
    | AchievementHidden
)


class RecordAchievement(Command):
    """Put it down."""

    feat: Feat
    evidence: tuple[Id, ...] = ()
    by: str


class CorrectAchievement(Command):
    """Put it down rightly."""

    feat: Feat
    by: str


class RecordConsent(Command):
    """Somebody agrees that it is shown; `proof` is the attachment that says so."""

    student: Id
    proof: Id
    by: str


class WithdrawConsent(Command):
    """Somebody agrees no longer."""

    student: Id
    by: str


class ShowAchievement(Command):
    """Show it to the public."""

    by: str


class HideAchievement(Command):
    """Show it no longer."""

    by: str


class Achievement(Value):
    """What is known of an achievement."""

    feat: Feat
    evidence: tuple[Id, ...] = ()
    consents: tuple[Id, ...] = ()
    """Students whose consent is recorded."""
    shown: bool = False

    @property
    def lacking(self) -> tuple[Id, ...]:
        """Students who are named and have not agreed."""
        return tuple(each for each in self.feat.known if each not in self.consents)


def _record(command: RecordAchievement, now: datetime) -> list[AchievementEvent]:
    _check(command.feat, now)
    return [AchievementRecorded(**dict(command.feat), evidence=command.evidence, by=command.by)]


def _check(feat: Feat, now: datetime) -> None:
    if feat.on > now.date() and feat.on.toordinal() - now.date().toordinal() > 1:
        raise Refused("achieved-in-the-future", "That day is still to come.", mend="Give the day when it was.")
    if len(set(feat.known)) > feat.students:
        raise Refused("more-names-than-heads", "More are named than are counted.", mend="Count everybody.")


def _correct(old: Achievement, command: CorrectAchievement, now: datetime) -> list[AchievementEvent]:
    _check(command.feat, now)
    if command.feat == old.feat:
        return []
    corrected = AchievementCorrected(**dict(command.feat), by=command.by)
    new = set(command.feat.known) - set(old.consents)
    return [corrected, AchievementHidden(by=command.by)] if old.shown and new else [corrected]


def _add(old: Achievement, command: AddEvidence, _now: datetime) -> list[AchievementEvent]:
    new = not_yet_shown(old.evidence, command.evidence)
    return [AchievementEvidenceAdded(evidence=new, by=command.by)] if new else []


def _consent(old: Achievement, command: RecordConsent, _now: datetime) -> list[AchievementEvent]:
    _named(old, command.student)
    return [] if command.student in old.consents else [ShowingConsentRecorded(**dict(command))]


def _withdraw(old: Achievement, command: WithdrawConsent, _now: datetime) -> list[AchievementEvent]:
    _named(old, command.student)
    if command.student not in old.consents:
        return []
    withdrawn = ShowingConsentWithdrawn(**dict(command))
    return [withdrawn, AchievementHidden(by=command.by)] if old.shown else [withdrawn]


def _named(old: Achievement, student: str) -> None:
    if student not in old.feat.known:
        raise Refused("not-among-them", "This student is not named here.", mend="Name the student first.")


def _show(old: Achievement, command: ShowAchievement, _now: datetime) -> list[AchievementEvent]:
    if old.shown:
        return []
    if not old.evidence:
        raise Refused("shown-without-evidence", "There is no evidence of it.", mend="Attach the certificate first.")
    if old.lacking:
        raise Refused(
            "shown-without-consent",
            f"{len(old.lacking)} of those who are named have not agreed.",
            mend="Record the consent of each, of the guardian where it is a minor, or leave the ids out.",
            lacking=list(old.lacking),
        )
    feat = old.feat
    return [AchievementShown(level=feat.level, rank=feat.rank, on=feat.on, by=command.by)]


def _hide(old: Achievement, command: HideAchievement, _now: datetime) -> list[AchievementEvent]:
    return [AchievementHidden(by=command.by)] if old.shown else []


def _needs(state: Achievement) -> Iterator[Need]:
    if not state.evidence:
        action = "POST /schools/{school}/achievements/{id}/evidence"
        yield Need(what="prove-achievement", whom=duty("document_activities"), action=action)


def _of(event: AchievementRecorded | AchievementCorrected) -> Feat:
    return Feat.model_validate(event.model_dump())


def _corrected(old: Achievement, event: AchievementCorrected) -> Achievement:
    return old.but(feat=_of(event), consents=tuple(each for each in old.consents if each in event.known))


def _audience(state: Achievement, event: AchievementEvent) -> Audience:
    """The partner that trained or sponsored them, of what is shown to the public; who they are is the school's own."""
    told = state.feat.organisation is not None and isinstance(event, AchievementShown | AchievementHidden)
    return Audience(partners=(state.feat.organisation,) if told else ())


ACHIEVEMENT: Decider[Achievement, Command, AchievementEvent] = Decider(
    name="achievement",
    state=Achievement,
    events=AchievementEvent,
    decide=rules(
        "achievement",
        {RecordAchievement: _record},
        {
            CorrectAchievement: _correct,
            AddEvidence: _add,
            RecordConsent: _consent,
            WithdrawConsent: _withdraw,
            ShowAchievement: _show,
            HideAchievement: _hide,
        },
    ),
    evolve=changes(
        lambda event: Achievement(feat=_of(event), evidence=event.evidence),
        {
            AchievementCorrected: _corrected,
            AchievementEvidenceAdded: lambda old, e: old.but(evidence=(*old.evidence, *e.evidence)),
            ShowingConsentRecorded: lambda old, e: old.but(consents=(*old.consents, e.student)),
            ShowingConsentWithdrawn: lambda old, e: old.but(
                consents=tuple(each for each in old.consents if each != e.student)
            ),
            AchievementShown: lambda old, _: old.but(shown=True),
            AchievementHidden: lambda old, _: old.but(shown=False),
        },
    ),
    audience=_audience,
    needs=_needs,
    fold=2,
)
