"""A training that teachers of several schools take together (C28, C29)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, Literal

from pydantic import Field

from services.partners.domain.evidence import DOCUMENTED_WITHIN, AddEvidence, EvidenceAdded, not_yet_shown
from services.partners.domain.line import STAFF, duty
from services.partners.domain.sister.under import UnderFact, check_under, with_itself
from services.partners.domain.sister.visit import check_times
from shared.agenda import Addressee, Dated, Need
from shared.decider import Decider, changes, rules
from shared.events import Audience, Command, Event, TextRef, Value
from shared.ids import Id
from shared.refusals import NotFound, Refused

TrainingStatus = Literal["planned", "held", "cancelled"]


class TrainingPlan(Value):
    """Who trains together, when and on what. The first school is the host."""

    programme: Id
    schools: tuple[Id, ...] = Field(min_length=1)
    starts: datetime
    ends: datetime
    lesson_hours: int = Field(ge=1, le=1000, examples=[8])
    topic: TextRef


class Attended(Value):
    """Who of one school took part; teachers as opaque ids."""

    school: Id
    trainers: tuple[Id, ...] = ()
    """Of them, those who taught."""
    teachers: tuple[Id, ...] = ()
    students: int = Field(0, ge=0, le=100_000)

    @property
    def persons(self) -> tuple[Id, ...]:
        """Everybody who is known, each once."""
        return tuple(dict.fromkeys((*self.trainers, *self.teachers)))

    @property
    def count(self) -> int:
        """Everybody."""
        return len(self.persons) + self.students


class JointTrainingPlanned(TrainingPlan, Event):
    """A joint training was planned (C28)."""

    by: str


class JointTrainingHeld(TrainingPlan, Event):
    """A joint training took place (C28, C29)."""

    attendance: tuple[Attended, ...]
    evidence: tuple[Id, ...] = ()
    by: str


class JointTrainingCancelled(Event):
    """It was called off (C28)."""

    school: Id
    by: str
    reason: TextRef


class JointTrainingEvidenceAdded(EvidenceAdded):
    """One of the schools showed evidence of the training (C4, C28)."""

    school: Id


TrainingEvent = JointTrainingPlanned | JointTrainingHeld | JointTrainingCancelled | JointTrainingEvidenceAdded


class PlanTraining(TrainingPlan, Command):
    """Plan it, as its host."""

    by: str
    under: UnderFact


class HoldTraining(Command):
    """Record who took part."""

    school: Id
    by: str
    attendance: tuple[Attended, ...]
    evidence: tuple[Id, ...] = ()


class CancelTraining(Command):
    """Call it off."""

    school: Id
    by: str
    reason: TextRef


class AddTrainingEvidence(AddEvidence):
    """Show evidence of it, as one of the schools."""

    school: Id


class Training(Value):
    """What is known of a joint training."""

    plan: TrainingPlan
    status: TrainingStatus = "planned"
    attendance: tuple[Attended, ...] = ()
    evidence: tuple[Id, ...] = ()

    @property
    def schools(self) -> tuple[str, ...]:
        """Whom it concerns; nobody else sees it."""
        return self.plan.schools


def _plan(command: PlanTraining, now: datetime) -> list[TrainingEvent]:
    if len(set(command.schools)) < max(2, len(command.schools)):
        raise with_itself()
    check_under(command.under, command.schools, "joint_training")
    check_times(command.starts, command.ends, now)
    return [JointTrainingPlanned.model_validate(command.model_dump(exclude={"under"}))]


def _hold(training: Training, command: HoldTraining, now: datetime) -> list[TrainingEvent]:
    _host_only(training, command.school)
    _must_be_planned(training)
    if now < training.plan.starts:
        raise Refused("not-begun-yet", "It has not begun yet.", mend="Record it afterwards.")
    came = {each.school for each in command.attendance if each.count}
    if not came <= set(training.schools):
        raise Refused("not-in-training", "A school was not invited.", mend="Name schools of the training.")
    if len(came) < 2 or len(command.attendance) != len(came):
        raise Refused(
            "held-without-attendance",
            "A joint training has people of two schools at least, each school named once.",
            mend="Record who came from each school.",
        )
    said = {"attendance": command.attendance, "evidence": command.evidence, "by": command.by}
    return [JointTrainingHeld(**training.plan.model_dump(), **said)]


def _cancel(training: Training, command: CancelTraining, _now: datetime) -> list[TrainingEvent]:
    _host_only(training, command.school)
    _must_be_planned(training)
    return [JointTrainingCancelled(**command.model_dump())]


def _add(training: Training, command: AddTrainingEvidence, _now: datetime) -> list[TrainingEvent]:
    if command.school not in training.schools:
        raise NotFound("joint-training")
    if training.status != "held":
        raise Refused("training-not-held", f"The training is {training.status}.", mend="Record who took part first.")
    new = not_yet_shown(training.evidence, command.evidence)
    return [JointTrainingEvidenceAdded(school=command.school, evidence=new, by=command.by)] if new else []


def _host_only(training: Training, school: str) -> None:
    if school not in training.schools:
        raise NotFound("joint-training")
    if school != training.schools[0]:
        raise Refused("not-your-part", "The host does this.", mend="Let the host do it.")


def _must_be_planned(training: Training) -> None:
    if training.status != "planned":
        raise Refused(
            "training-not-planned", f"The training is {training.status}.", mend="Look at how far it has come."
        )


def _needs(training: Training) -> Iterator[Need]:
    if training.status == "planned":
        whom = duty("work_with_sister_schools", tenant=training.schools[0])
        action = "POST /schools/{school}/joint-trainings/{id}/attendance"
        yield Need(what="hold-training", whom=whom, action=action, by=training.plan.ends)
    if training.status == "held" and not training.evidence:
        whom = duty("work_with_sister_schools", tenant=training.schools[0])
        action, by = "POST /schools/{school}/joint-trainings/{id}/evidence", training.plan.ends + DOCUMENTED_WITHIN
        yield Need(what="document-training", whom=whom, action=action, by=by)


def _dates(training: Training) -> Iterator[Dated]:
    if training.status == "cancelled":
        return
    for school in training.schools:
        whom = Addressee(roles=(*STAFF, "teacher"), tenant=school)
        plan = training.plan
        yield Dated(what="joint-training", whom=whom, starts=plan.starts, ends=plan.ends, key=school)


TRAINING: Final[Decider[Training, Command, TrainingEvent]] = Decider(
    name="joint-training",
    state=Training,
    events=TrainingEvent,
    decide=rules(
        "joint-training",
        {PlanTraining: _plan},
        {HoldTraining: _hold, CancelTraining: _cancel, AddTrainingEvidence: _add},
    ),
    evolve=changes(
        lambda event: Training(plan=TrainingPlan.model_validate(event.model_dump())),
        {
            JointTrainingHeld: lambda old, event: old.but(
                status="held", attendance=event.attendance, evidence=event.evidence
            ),
            JointTrainingCancelled: lambda old, _: old.but(status="cancelled"),
            JointTrainingEvidenceAdded: lambda old, event: old.but(evidence=(*old.evidence, *event.evidence)),
        },
    ),
    audience=lambda training, _: Audience(schools=training.schools),
    needs=_needs,
    dates=_dates,
    fold=3,
)
