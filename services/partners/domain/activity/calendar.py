"""When an activity is, what time brings about, and whom it waits for."""

from collections.abc import Iterator

from services.partners.domain.activity.commands import NotePassed
from services.partners.domain.activity.state import Activity
from services.partners.domain.evidence import DOCUMENTED_WITHIN
from services.partners.domain.line import STAFF, duty
from shared.agenda import Addressee, Dated, Need
from shared.decider import Due


def due(activity: Activity) -> Due | None:
    """When its time is over, somebody has to say what became of it."""
    if activity.status != "planned" or activity.passed:
        return None
    return Due(activity.plan.ends_at, NotePassed(), "activity-passed")


def needs(activity: Activity) -> Iterator[Need]:
    """Its organiser or whoever documents activities says what became of it, and then shows evidence."""
    whom = duty("document_activities", member=activity.plan.organiser)
    path, ended = "POST /schools/{school}/activities/{id}", activity.plan.ends_at
    if activity.status == "planned" and activity.passed:
        yield Need(what="hold-activity", whom=whom, action=f"{path}/attendance", by=ended)
    if activity.status == "held":
        yield Need(what="document-activity", whom=whom, action=f"{path}/documentation", by=ended + DOCUMENTED_WITHIN)


def dates(activity: Activity) -> Iterator[Dated]:
    """It stands in the calendars of the line and of those who take part."""
    if activity.status == "cancelled":
        return
    plan = activity.plan
    for_all = Addressee(roles=STAFF, member=plan.organiser)
    yield Dated(what="activity", whom=for_all, starts=plan.starts_at, ends=plan.ends_at)
    for member in plan.members:
        yield Dated(
            what="activity", whom=Addressee(member=member), starts=plan.starts_at, ends=plan.ends_at, key=member
        )
