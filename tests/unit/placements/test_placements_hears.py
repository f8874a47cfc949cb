"""The few fields that this service reads are there in what the partners service publishes."""

from datetime import UTC, datetime, timedelta

from services.partners.domain.mou.events import (
    AgreementEnded,
    MoUResumed,
    MoUSuspended,
    MoUTerminated,
    MoUTerminationAnnounced,
    MoUTerminationWithdrawn,
    QuotaGranted,
    QuotaWithdrawn,
)
from services.partners.domain.organisation import OrganisationRegistered
from services.placements.consumers import AgreementEnd, MoUCourse, MoUNotice, Quota, QuotaGone
from services.placements.domain.grant import GRANT, CloseSlots, OpenSlots, ReserveSlot, SlotsChanged
from shared.contracts.samples import sample
from shared.days import Period
from shared.events import Value
from tests.given_when_then import given
from tests.unit.placements import cast

OLD, NEW, A, B, D = (cast.an_id(number) for number in range(901, 906))


class Name(Value):
    """What the copy of organisations keeps."""

    name: str


def test_c15_a_granted_quota_can_be_read_and_opens_slots() -> None:
    quota = Quota.model_validate(sample(QuotaGranted))
    command = OpenSlots(mou=quota.agreement, **quota.model_dump(exclude={"school"}))
    assert given(GRANT).when(command).events


def test_c3_an_ended_agreement_and_an_organisation_can_be_read() -> None:
    assert AgreementEnd.model_validate(sample(AgreementEnded)).school
    assert QuotaGone.model_validate(sample(QuotaWithdrawn)).school
    assert MoUCourse.model_validate(sample(MoUTerminated)).parties.schools
    Name.model_validate(sample(OrganisationRegistered))


def test_c15_a_quota_that_is_granted_again_changes_its_slots() -> None:
    quota = Quota.model_validate(sample(QuotaGranted))
    at = datetime(2026, 9, 1, tzinfo=UTC)
    first = OpenSlots(mou=OLD, **quota.model_dump(exclude={"school"}), agreed_at=at)
    opened = tuple(given(GRANT).when(first).events)
    more = first.but(mou=NEW, places=quota.places + 2, agreed_at=at + timedelta(days=1))
    changed = given(GRANT, *opened).when(more)
    state = changed.then(SlotsChanged)
    assert (state.places, state.mou, state.state) == (quota.places + 2, NEW, "open")
    given(GRANT, *opened, *changed.events).when(first).then()
    given(GRANT, *opened, *changed.events).when(more).then()


def test_c15_a_renewal_opens_slots_that_the_end_of_the_old_mou_has_closed() -> None:
    quota = Quota.model_validate(sample(QuotaGranted))
    at = datetime(2026, 9, 1, tzinfo=UTC)
    first = OpenSlots(mou=OLD, **quota.model_dump(exclude={"school"}), agreed_at=at)
    opened = tuple(given(GRANT).when(first).events)
    closed = tuple(given(GRANT, *opened).when(CloseSlots(reason="expired")).events)
    state = given(GRANT, *opened, *closed).when(first.but(mou=NEW, agreed_at=at)).then(SlotsChanged)
    assert state.state == "open"


def test_c15_who_holds_a_slot_keeps_it_when_there_are_fewer() -> None:
    quota = Quota.model_validate(sample(QuotaGranted))
    at = datetime(2026, 9, 1, tzinfo=UTC)
    first = OpenSlots(mou=OLD, **quota.model_dump(exclude={"school"}), agreed_at=at)
    period = Period(starts_on=quota.starts_on, ends_on=quota.ends_on)
    past = list(given(GRANT).when(first.but(places=2)).events)
    for placement in (A, B):
        reserve = ReserveSlot(placement=placement, cohort=NEW, concentration=quota.concentration, period=period)
        past += given(GRANT, *past).when(reserve).events
    past += given(GRANT, *past).when(first.but(places=1)).events
    reserve = ReserveSlot(placement=D, cohort=NEW, concentration=quota.concentration, period=period)
    given(GRANT, *past).when(reserve).refused("quota-exhausted")
    assert given(GRANT, *past).state.reserved == (A, B)


def test_c3_the_course_of_an_mou_can_be_read() -> None:
    for happened in (MoUSuspended, MoUResumed, MoUTerminationWithdrawn):
        assert MoUCourse.model_validate(sample(happened)).parties.schools
    notice = MoUNotice.model_validate(sample(MoUTerminationAnnounced))
    assert notice.parties.schools
    assert notice.effective_on
