"""Achievements of students, shown only with consent (C40)."""

from datetime import date
from typing import Any

import pytest

from services.partners.domain import achievement as a
from services.partners.domain.achievement import ACHIEVEMENT
from services.partners.domain.evidence import AddEvidence
from tests.given_when_then import given
from tests.unit.partners.cast import COORDINATOR, HOTEL, SCAN, TEXT, an_id

ANI, BUDI, PROOF = an_id(501), an_id(502), an_id(503)


def feat(**changed: Any) -> a.Feat:
    """Two students won in June."""
    plain: dict[str, Any] = {
        "level": "province", "field": "skills", "rank": 1, "on": date(2026, 6, 20), "title": TEXT, "students": 2,
        "known": (ANI, BUDI),
    }  # fmt: skip
    return a.Feat.model_validate(plain | changed)


BY = COORDINATOR.id
RECORDED = a.AchievementRecorded(**dict(feat()), evidence=(SCAN,), by=BY)
UNPROVEN = a.AchievementRecorded(**dict(feat()), by=BY)
AGREED, BOTH = (
    a.ShowingConsentRecorded(student=ANI, proof=PROOF, by=BY),
    a.ShowingConsentRecorded(student=BUDI, proof=PROOF, by=BY),
)
SHOWN = a.AchievementShown(level="province", rank=1, on=date(2026, 6, 20), by=BY)
SHOW, HIDE = a.ShowAchievement(by=BY), a.HideAchievement(by=BY)


def test_c40_is_put_down_proven_agreed_to_and_shown() -> None:
    given(ACHIEVEMENT).when(a.RecordAchievement(feat=feat(), evidence=(SCAN,), by=BY)).then(RECORDED)
    given(ACHIEVEMENT, RECORDED).when(a.RecordConsent(student=ANI, proof=PROOF, by=BY)).then(AGREED)
    given(ACHIEVEMENT, RECORDED, AGREED, BOTH).when(SHOW).then(SHOWN)
    given(ACHIEVEMENT, RECORDED, AGREED, BOTH, SHOWN).when(SHOW).then()
    assert given(ACHIEVEMENT, RECORDED, AGREED, BOTH, SHOWN).when(HIDE).then(a.AchievementHidden).shown is False


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"on": date(2026, 8, 1)}, "achieved-in-the-future"),
        ({"students": 1}, "more-names-than-heads"),
    ],
)
def test_c40_refuses_to_put_down(changed: dict[str, Any], code: str) -> None:
    given(ACHIEVEMENT).when(a.RecordAchievement(feat=feat(**changed), by=BY)).refused(code)
    given(ACHIEVEMENT, RECORDED).when(a.CorrectAchievement(feat=feat(**changed), by=BY)).refused(code)


def test_c40_refuses_to_show_without_the_consent_of_each_who_is_named() -> None:
    lacking = given(ACHIEVEMENT, RECORDED, AGREED).when(SHOW).refused("shown-without-consent")
    assert lacking.facts == {"lacking": [BUDI]}
    counted = a.AchievementRecorded(**dict(feat(known=())), evidence=(SCAN,), by=BY)
    given(ACHIEVEMENT, counted).when(SHOW).then(SHOWN)


def test_c40_refuses_to_show_without_evidence_and_asks_for_it() -> None:
    given(ACHIEVEMENT, UNPROVEN, AGREED, BOTH).when(SHOW).refused("shown-without-evidence")
    assert [need.what for need in ACHIEVEMENT.needs(given(ACHIEVEMENT, UNPROVEN).state)] == ["prove-achievement"]
    proven = given(ACHIEVEMENT, UNPROVEN).when(AddEvidence(evidence=(SCAN, SCAN), by=BY))
    assert proven.then(a.AchievementEvidenceAdded).evidence == (SCAN,)
    assert list(ACHIEVEMENT.needs(proven.state)) == []
    given(ACHIEVEMENT, RECORDED).when(AddEvidence(evidence=(SCAN,), by=BY)).then()


def test_c40_a_consent_that_is_withdrawn_hides_what_was_shown() -> None:
    withdraw = a.WithdrawConsent(student=BUDI, by=BY)
    hidden = given(ACHIEVEMENT, RECORDED, AGREED, BOTH, SHOWN).when(withdraw)
    assert hidden.then(a.ShowingConsentWithdrawn, a.AchievementHidden).shown is False
    given(ACHIEVEMENT, RECORDED, AGREED, BOTH).when(withdraw).then(a.ShowingConsentWithdrawn)
    given(ACHIEVEMENT, RECORDED).when(withdraw).then()
    given(ACHIEVEMENT, RECORDED).when(withdraw.but(student=an_id(9))).refused("not-among-them")
    given(ACHIEVEMENT, RECORDED).when(a.RecordConsent(student=an_id(9), proof=PROOF, by=BY)).refused("not-among-them")


def test_c40_is_hidden_when_somebody_is_named_who_has_not_agreed() -> None:
    more = a.CorrectAchievement(feat=feat(students=3, known=(ANI, BUDI, an_id(504))), by=BY)
    past = (RECORDED, AGREED, BOTH, SHOWN)
    assert given(ACHIEVEMENT, *past).when(more).then(a.AchievementCorrected, a.AchievementHidden).shown is False
    fewer = a.CorrectAchievement(feat=feat(known=(ANI,)), by=BY)
    assert given(ACHIEVEMENT, *past).when(fewer).then(a.AchievementCorrected).consents == (ANI,)
    given(ACHIEVEMENT, *past).when(a.CorrectAchievement(feat=feat(), by=BY)).then()


def test_c40_the_partner_is_told_what_the_public_sees_and_nothing_of_students() -> None:
    recorded = a.AchievementRecorded(**dict(feat(organisation=HOTEL)), by=BY)
    state = given(ACHIEVEMENT, recorded).state
    assert [ACHIEVEMENT.audience(state, event).partners for event in (SHOWN, a.AchievementHidden(by=BY))] == [
        (HOTEL,), (HOTEL,),
    ]  # fmt: skip
    for event in (recorded, a.AchievementCorrected(**dict(state.feat), by=BY), AGREED):
        assert ACHIEVEMENT.audience(state, event).partners == ()
