"""Facts mirror the truth of the services that own them: every event, every state, in any order of life (C43)."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest

from jembatan.registry import FOLDER
from services.partners.domain.mou import MOU
from services.partners.domain.mou.state import MoUStatus
from services.partners.domain.partner import PARTNER, PartnerStatus
from services.placements.domain.placement import PLACEMENT
from services.placements.domain.placement import State as PlacementState
from services.reporting import facts
from services.reporting.facts import STATES, SUBJECTS, TOPICS, fold
from services.reporting.figures import STATES as DECLARED
from services.teachers.domain.internship import INTERNSHIP
from services.teachers.domain.internship import State as InternshipState
from shared.decider import Decider
from shared.envelope import TYPE_PREFIX, Record
from shared.ids import new_id

SCHOOL, OTHER, THIRD = new_id(), new_id(), new_id()
AT = datetime(2026, 7, 1, 8, tzinfo=UTC)
OWNERS: dict[str, tuple[str, Decider[Any, Any, Any], str]] = {
    "partner": ("partners", PARTNER, "status"),
    "mou": ("partners", MOU, "status"),
    "placement": ("placements", PLACEMENT, "state"),
    "teacher_internship": ("teachers", INTERNSHIP, "state"),
}
ALL_STATES = {
    "partner": PartnerStatus,
    "mou": MoUStatus,
    "placement": PlacementState,
    "teacher_internship": InternshipState,
}


def sample(service: str, kind: str) -> dict[str, Any]:
    """The committed sample of an event."""
    found: dict[str, Any] = json.loads((FOLDER / service / "contracts" / "samples" / f"{kind}.json").read_text())
    return found


def record(type: str, number: int, data: dict[str, Any], tenant: str = SCHOOL, subject: str = "subject") -> Record:
    """An event as it is heard."""
    return Record(
        new_id(), TYPE_PREFIX + type, "/jembatan/x/y", subject, AT, tenant, number,
        (), (), None, None, None, False, data,
    )  # fmt: skip


def folded(*events: Record) -> dict[str, Any]:
    """The fact after these events."""
    fact: dict[str, Any] | None = None
    for event in events:
        fact = fold(fact, event)
    assert fact is not None
    return fact


@pytest.mark.parametrize("type", sorted(STATES))
def test_every_type_is_in_a_committed_contract(type: str) -> None:
    service, kind = type.removeprefix(TYPE_PREFIX).split(".", 1)
    assert Path(FOLDER / service / "contracts" / "samples" / f"{kind}.json").is_file()


def test_the_topics_are_those_of_the_aggregates() -> None:
    assert set(TOPICS) == {decider.topic(service) for service, decider, _ in OWNERS.values()}


@pytest.mark.parametrize("subject", sorted(OWNERS))
def test_a_type_belongs_to_its_aggregate(subject: str) -> None:
    service, decider, _ = OWNERS[subject]
    own = {f"{TYPE_PREFIX}{service}.{kind}" for kind in decider.event_types}
    assert own >= SUBJECTS[subject].keys()


@pytest.mark.parametrize("subject", sorted(OWNERS))
def test_declared_states_are_those_of_the_aggregate(subject: str) -> None:
    assert set(DECLARED[subject]) == set(get_args(ALL_STATES[subject]))  # type: ignore[index]  # keys are the subjects


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("subject", sorted(OWNERS))
def test_the_fact_has_the_state_of_the_aggregate_after_any_events(subject: str, seed: int) -> None:
    """Also covers that no event that changes a state is forgotten: all events of the aggregate occur."""
    service, decider, member = OWNERS[subject]
    chance = random.Random(seed)
    kinds = list(decider.event_types)
    first, others = kinds[0], kinds[1:] * 4
    chance.shuffle(others)
    state, fact, number = None, None, 0
    for kind in [first, *others]:
        data = sample(service, kind)
        if kind == "internship-assessed.v1":
            data["side"] = chance.choice(["school", "industry"])
        try:
            state = decider.evolve(state, decider.event_types[kind].model_validate(data))
        except KeyError:  # an event that nobody thought of
            raise
        except (StopIteration, LookupError):  # an event of an agreement that does not exist
            continue
        number += 1
        fact = fold(fact, record(f"{service}.{kind}", number, data))
        assert fact is not None
        assert fact["state"] == getattr(state, member), f"after {kind}"


def test_one_assessment_is_half_an_assessment() -> None:
    started = record("placements.internship-started.v1", 1, {})
    school = record("placements.internship-assessed.v1", 2, {"side": "school"})
    again = record("placements.internship-assessed.v1", 3, {"side": "school"})
    industry = record("placements.internship-assessed.v1", 4, {"side": "industry"})
    assert folded(started, school, again)["state"] == "ongoing"
    assert folded(started, school, again)["evidence"]["event"] == started.id
    fact = folded(started, school, again, industry)
    assert (fact["state"], fact["evidence"]["event"], fact["evidence"]["number"]) == ("assessed", industry.id, 4)


def test_a_revoked_consent_takes_the_clearance_back() -> None:
    cleared = record("placements.placement-cleared.v1", 1, {})
    revoked = record("placements.guardian-consent-revoked.v1", 2, {})
    assert folded(cleared, revoked)["state"] == "accepted"
    assert folded(cleared, revoked)["evidence"]["event"] == revoked.id
    assert folded(record("placements.internship-started.v1", 1, {}), revoked)["state"] == "ongoing"


def test_evidence_is_the_event_that_first_brought_the_state() -> None:
    first = record("teachers.practice-disseminated.v1", 1, {})
    assert folded(first, record("teachers.practice-disseminated.v1", 2, {}))["evidence"]["event"] == first.id


def test_an_mou_is_of_its_parties_as_they_are_now() -> None:
    drafted = record("partners.mou-drafted.v1", 1, {"parties": {"schools": [SCHOOL, OTHER], "organisations": []}})
    submitted = record("partners.mou-submitted-for-review.v1", 2, {"number": "1"})
    revised = record("partners.mou-revised.v1", 3, {"parties": {"schools": [THIRD, SCHOOL], "organisations": []}})
    agreement = record("partners.agreement-drafted.v1", 4, {"school": OTHER})
    assert folded(drafted, submitted)["schools"] == sorted([SCHOOL, OTHER])
    assert folded(drafted, submitted, revised, agreement)["schools"] == sorted([SCHOOL, THIRD])
    assert folded(drafted, submitted, revised)["state"] == "in_review"


def test_folding_changes_nothing_that_was_given() -> None:
    before = folded(record("placements.internship-started.v1", 1, {}))
    kept = json.dumps(before, default=str)
    fold(before, record("placements.internship-assessed.v1", 2, {"side": "school"}))
    assert json.dumps(before, default=str) == kept


def test_what_is_not_a_subject_makes_no_fact() -> None:
    assert fold(None, record("partners.agreement-drafted.v1", 1, {})) is None


def test_no_index_lacks_its_reason() -> None:
    assert all(index.across for index in facts.FACTS.indexes)
