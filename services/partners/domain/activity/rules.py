"""The rules of an activity: one function per command (C4, C34–C36, C41)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from services.partners.domain.activity import commands as asked
from services.partners.domain.activity import events as told
from services.partners.domain.activity.kinds import KINDS
from services.partners.domain.activity.planning import check_plan
from services.partners.domain.activity.state import Activity, ActivityStatus
from services.partners.domain.activity.values import Attendance, Evidence
from services.partners.domain.evidence import not_yet_shown
from services.partners.domain.line import STAFF
from services.partners.domain.values import must_be_due
from shared.events import Actor, Command, Event
from shared.refusals import Refused


def _plan(command: asked.PlanActivity, _now: datetime) -> list[Event]:
    check_plan(command)
    return [told.ActivityPlanned(**dict(command.plan), by=command.by)]


def _replan(activity: Activity, command: asked.ReplanActivity, _now: datetime) -> list[Event]:
    _must_be(activity, "planned", "Correct its attendance instead.")
    check_plan(command)
    return [] if command.plan == activity.plan else [told.ActivityReplanned(**dict(command.plan), by=command.by)]


def _note_passed(activity: Activity, _command: asked.NotePassed, now: datetime) -> list[Event]:
    if activity.status != "planned" or activity.passed:
        return []
    must_be_due(activity.plan.ends_at, now)
    return [told.ActivityPassed(on=activity.plan.on)]


def _hold(activity: Activity, command: asked.HoldActivity, now: datetime) -> list[Event]:
    _must_be(activity, "planned", "Correct its attendance instead.")
    _takes_part(activity, command.by)
    if now < activity.plan.starts_at:
        raise Refused(
            "activity-not-begun",
            f"It begins at {activity.plan.starts_at.isoformat()}.",
            mend="Record it once it has begun, or change the plan to when it was.",
        )
    _attended(activity, command)
    held = told.ActivityHeld(
        **_whose(activity), attendance=_counted(command), figures=command.figures, notes=command.notes,
        by=command.by.id,
    )  # fmt: skip
    return [held, *_known(activity, command), *_of_kind(activity, command)]


def _counted(command: asked.Attending) -> Attendance:
    """What a partner may hear of it."""
    return command.attendance.but(known=())


def _known(activity: Activity, command: asked.Attending) -> list[Event]:
    before = activity.attendance.known if activity.attendance else ()
    known = command.attendance.known
    return [] if known == before else [told.ActivityAttendeesKnown(known=known)]


def _of_kind(activity: Activity, command: asked.HoldActivity) -> list[Event]:
    """What the kind tells beside, filled by name from plan, attendance and figures."""
    event = KINDS[activity.plan.kind].event
    if event is None:
        return []
    return [event.model_validate(_whose(activity) | command.attendance.counted() | command.figures)]


def _whose(activity: Activity) -> dict[str, Any]:
    names = ("kind", "on", "partner", "organisation", "programme", "mou", "agreement")
    return {name: getattr(activity.plan, name) for name in names}


def _attended(activity: Activity, command: asked.Attending) -> None:
    kind, counted = KINDS[activity.plan.kind], command.attendance.counted()
    missing = [group for group in kind.attended if not counted[group]]
    if missing or not any(counted.values()):
        raise Refused(
            "held-without-attendance",
            f"Nobody is said to have attended: {', '.join(missing) or 'anybody'}.",
            mend="Say how many of each in `missing` were there.",
            missing=missing,
        )
    _no_more_names_than_heads(command.attendance)
    if set(command.figures) != set(kind.figures) or any(number < 0 for number in command.figures.values()):
        raise Refused(
            "figures-not-as-asked",
            f"{kind.en} asks for these figures and no others: {', '.join(kind.figures) or 'none'}.",
            mend="Give each figure in `figures`, none of them negative.",
            figures=list(kind.figures),
        )


def _no_more_names_than_heads(attendance: Attendance) -> None:
    heads = attendance.students + attendance.teachers + attendance.parents + attendance.visitors
    crowded = len(set(attendance.known)) > heads or any(len(each.people) > each.count for each in attendance.guests)
    if crowded:
        raise Refused("more-names-than-heads", "More are named than are counted.", mend="Count everybody.")


def _correct(activity: Activity, command: asked.CorrectAttendance, _now: datetime) -> list[Event]:
    if activity.status not in ("held", "documented"):
        raise Refused("activity-not-held", f"The activity is {activity.status}.", mend="Record that it was held.")
    _takes_part(activity, command.by)
    _attended(activity, command)
    if (command.attendance, command.figures) == (activity.attendance, activity.figures):
        return []
    said = {"attendance": _counted(command), "figures": command.figures, "reason": command.reason}
    return [told.ActivityAttendanceCorrected(**said, by=command.by.id), *_known(activity, command)]


def _document(activity: Activity, command: asked.DocumentActivity, _now: datetime) -> list[Event]:
    _must_be(activity, "held", "Record that it was held; further evidence is added to what is documented.")
    _takes_part(activity, command.by)
    _shown(activity, command.evidence)
    whose = {name: getattr(activity.plan, name) for name in ("kind", "on", "organisation")}
    return [
        told.ActivityDocumented(**whose, evidence=command.evidence, report=command.report, by=command.by.id)
    ]  # fmt: skip


def _shown(activity: Activity, evidence: tuple[Evidence, ...]) -> None:
    kind = KINDS[activity.plan.kind]
    missing = sorted(set(kind.evidence) - {each.shows for each in evidence})
    if missing or not evidence:
        raise Refused(
            "documented-without-evidence",
            f"Evidence is missing: {', '.join(missing)}." if missing else "No evidence was named.",
            mend="Attach what shows that it took place: at least one file, and one of each kind in `missing`.",
            missing=missing,
        )


def _add_evidence(activity: Activity, command: asked.AddEvidence, _now: datetime) -> list[Event]:
    _must_be(activity, "documented", "Document it first.")
    _takes_part(activity, command.by)
    new = not_yet_shown(activity.evidence, command.evidence, lambda each: each.attachment)
    return [told.ActivityEvidenceAdded(evidence=new, by=command.by.id)] if new else []


def _cancel(activity: Activity, command: asked.CancelActivity, _now: datetime) -> list[Event]:
    _must_be(activity, "planned", "Only what is planned can be cancelled.")
    _takes_part(activity, command.by)
    whose = {name: getattr(activity.plan, name) for name in ("kind", "on", "organisation")}
    return [told.ActivityCancelled(**whose, reason=command.reason, by=command.by.id)]


def _takes_part(activity: Activity, actor: Actor) -> None:
    """Staff for every activity, others of the school for their own (C6)."""
    if not actor.roles & {*STAFF, "service"} and actor.id not in activity.of_the_school:
        raise Refused(
            "not-your-activity",
            "Only staff and those who take part write down what became of it.",
            mend="Ask its organiser or the coordinator.",
        )


def _must_be(activity: Activity, status: ActivityStatus, mend: str) -> None:
    if activity.status != status:
        raise Refused(f"activity-not-{status}", f"The activity is {activity.status}, not {status}.", mend=mend)


CREATING: Final[dict[type[Command], Callable[..., Any]]] = {asked.PlanActivity: _plan}

CHANGING: Final[dict[type[Command], Callable[..., Any]]] = {
    asked.ReplanActivity: _replan,
    asked.NotePassed: _note_passed,
    asked.HoldActivity: _hold,
    asked.CorrectAttendance: _correct,
    asked.DocumentActivity: _document,
    asked.AddEvidence: _add_evidence,
    asked.CancelActivity: _cancel,
}
