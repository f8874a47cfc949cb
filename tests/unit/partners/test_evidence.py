"""What was carried out is shown by evidence: asked for until there is some, and given once (C4)."""

from typing import Any, Final

import pytest

from services.partners.domain.activity.values import Evidence
from services.partners.domain.curriculum import CURRICULUM
from services.partners.domain.curriculum import commands as written
from services.partners.domain.evidence import AddEvidence
from services.partners.domain.industry_class import INDUSTRY_CLASS
from services.partners.domain.meeting import MEETING
from services.partners.domain.meeting import commands as met
from services.partners.domain.sister import TRAINING, VISIT
from services.partners.domain.sister.training import AddTrainingEvidence
from services.partners.domain.sister.visit import AddVisitEvidence
from shared.refusals import NotFound
from tests.given_when_then import given
from tests.unit.partners import test_curriculum, test_industry_class, test_meeting, test_sister_activities
from tests.unit.partners.agenda_rules import explained
from tests.unit.partners.cast import COORDINATOR, OTHER_SCHOOL, SCAN, SCHOOL, an_id
from tests.unit.partners.sister_cast import THIRD

BY, PHOTO = COORDINATOR.id, an_id(62)
_SISTER: Final = test_sister_activities
VISITED: Final = (_SISTER.PLANNED, _SISTER.ACCEPTED, _SISTER.HELD, _SISTER.REPORTED)
TRAINED: Final = (_SISTER.TRAINING_PLANNED, _SISTER.TRAINING_HELD)
PLAIN: Final = {"evidence": (SCAN, PHOTO, SCAN), "by": BY}
SHOWN: Final = (Evidence(attachment=SCAN, shows="report"), Evidence(attachment=PHOTO, shows="attendance_list"))

CASES: Final[dict[str, tuple[Any, tuple[Any, ...], Any, Any]]] = {
    "document-meeting": (
        MEETING,
        (test_meeting.PLANNED, test_meeting.HELD),
        met.AddMeetingEvidence(evidence=SHOWN, by=COORDINATOR),
        SHOWN,
    ),
    "document-curriculum": (
        CURRICULUM,
        (*test_curriculum.BEFORE, test_curriculum.ALIGNED, test_curriculum.SECOND),
        written.AddVersionEvidence(**PLAIN),
        (SCAN, PHOTO),
    ),
    "document-class": (
        INDUSTRY_CLASS,
        (test_industry_class.OPENED, test_industry_class.CLOSED),
        AddEvidence(**PLAIN),
        (SCAN, PHOTO),
    ),
    "document-visit": (VISIT, VISITED, AddVisitEvidence(school=OTHER_SCHOOL, **PLAIN), (SCAN, PHOTO)),
    "document-training": (TRAINING, TRAINED, AddTrainingEvidence(school=SCHOOL, **PLAIN), (SCAN, PHOTO)),
}
"""The need, a past without evidence, what shows it, and what is then known."""


@pytest.mark.parametrize("what", list(CASES))
def test_c4_what_lacks_evidence_is_asked_for_until_it_is_shown(what: str) -> None:
    decider, past, command, known = CASES[what]
    before = given(decider, *past).state
    assert what in [need.what for need in decider.needs(before)]
    explained(decider, before)
    added = given(decider, *past).when(command)
    (event,) = added.events
    assert event.evidence == known
    assert what not in [need.what for need in decider.needs(added.state)]
    given(decider, *past, event).when(command).then()


def test_c11_evidence_is_of_the_version_in_force_unless_another_is_named() -> None:
    decider, past, command, _ = CASES["document-curriculum"]
    assert given(decider, *past).when(command).events[0].edition == 1
    assert given(decider, *past).when(command.but(edition=2)).events[0].edition == 2
    assert given(decider, *past[:2]).when(command).events[0].edition == 1
    with pytest.raises(NotFound):
        given(decider, *past).when(command.but(edition=3))


def test_c4_nothing_is_shown_of_what_has_not_taken_place() -> None:
    given(MEETING, test_meeting.PLANNED).when(CASES["document-meeting"][2]).refused("meeting-not-held")
    given(VISIT, *VISITED[:2]).when(CASES["document-visit"][2]).refused("visit-not-held")
    given(TRAINING, TRAINED[0]).when(CASES["document-training"][2]).refused("training-not-held")


def test_c28_only_schools_that_took_part_show_evidence() -> None:
    for what in ("document-visit", "document-training"):
        decider, past, command, _ = CASES[what]
        with pytest.raises(NotFound):
            given(decider, *past).when(command.but(school=THIRD))


def test_c4_a_report_with_evidence_asks_for_no_more_and_keeps_what_was_shown_before() -> None:
    early = given(VISIT, *VISITED[:3]).when(CASES["document-visit"][2]).events
    report = _SISTER.LEARNT.but(evidence=(PHOTO, an_id(63)))
    state = given(VISIT, *VISITED[:3], *early).when(report).state
    assert state.evidence == (SCAN, PHOTO, an_id(63))
    assert list(VISIT.needs(state)) == []
