"""Two schools that want to learn from each other, and a third one."""

from datetime import UTC, date, datetime
from typing import Any

from services.partners.domain.sister.programme import commands as c
from services.partners.domain.sister.programme import events as e
from services.partners.domain.sister.under import UnderFact
from shared.events import Actor
from tests.unit.partners.cast import COORDINATOR, OTHER_SCHOOL, PRINCIPAL, SCHOOL, TEXT, an_id

THIRD = an_id(3)
UNDER, VISITOR = an_id(84), an_id(103)
OTHER_PRINCIPAL = Actor(kind="member", id=an_id(301), roles=frozenset({"principal"}))
FACT = UnderFact(
    status="running",
    schools=(SCHOOL, OTHER_SCHOOL),
    scope=("practice_exchange", "joint_training", "observation_visit", "facility_sharing"),
)
NINE, ELEVEN = datetime(2026, 8, 3, 2, 0, tzinfo=UTC), datetime(2026, 8, 3, 4, 0, tzinfo=UTC)


def terms(**changed: Any) -> dict[str, Any]:
    """A year from August."""
    return {
        "schools": (SCHOOL, OTHER_SCHOOL), "scope": ("practice_exchange", "observation_visit"), "title": TEXT,
        "aims": TEXT, "zone": "Asia/Pontianak", "starts_on": date(2026, 8, 1), "ends_on": date(2027, 7, 31),
    } | changed  # fmt: skip


def propose(**changed: Any) -> c.ProposeSisterSchool:
    """The first school proposes it."""
    return c.ProposeSisterSchool.model_validate(terms(by=COORDINATOR.id) | changed)


PROPOSED = e.SisterSchoolProposed(**terms(), by=COORDINATOR.id)
ONE_AGREED = e.SisterSchoolPartyAgreed(school=SCHOOL, by=PRINCIPAL.id)
OTHER_AGREED = e.SisterSchoolPartyAgreed(school=OTHER_SCHOOL, by=OTHER_PRINCIPAL.id)
ALL_AGREED = e.SisterSchoolAgreed(**terms())
AGREED = (PROPOSED, ONE_AGREED, OTHER_AGREED, ALL_AGREED)
RUNNING = (*AGREED, e.SisterSchoolStarted(schools=(SCHOOL, OTHER_SCHOOL)))
AGREE = c.AgreeSisterSchool(school=SCHOOL, by=PRINCIPAL)
OTHERS_AGREE = c.AgreeSisterSchool(school=OTHER_SCHOOL, by=OTHER_PRINCIPAL)
DECLINE = c.DeclineSisterSchool(school=OTHER_SCHOOL, by=OTHER_PRINCIPAL, reason=TEXT)
REVIEW = c.ReviewSisterSchool(school=SCHOOL, by=COORDINATOR.id, rating=4, go_on=True, findings=TEXT)


def reviewed(school: str, *, complete: bool) -> e.SisterSchoolReviewed:
    """One school's review."""
    return e.SisterSchoolReviewed(
        school=school, by=COORDINATOR.id, rating=4, go_on=True, findings=TEXT, complete=complete
    )


REVIEWED = (*RUNNING, reviewed(SCHOOL, complete=False), reviewed(OTHER_SCHOOL, complete=True))
