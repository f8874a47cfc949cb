"""Curriculum alignment: versions, sign-off, and what changed between two (C11)."""

from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from services.partners.domain.curriculum import CURRICULUM
from services.partners.domain.curriculum import commands as asked
from services.partners.domain.curriculum import events as told
from services.partners.domain.curriculum.difference import WordedUnit, difference
from services.partners.domain.curriculum.values import Content, Scope, Unit
from shared.events import Actor
from shared.refusals import NotFound
from tests.given_when_then import given
from tests.unit.partners.agenda_rules import explained
from tests.unit.partners.cast import (
    COORDINATOR,
    HASH,
    HOTEL,
    HOTEL_KEY,
    HOTEL_LINK,
    OTHER_HASH,
    OTHER_KEY,
    PARTNER,
    PERSON,
    TEACHER,
    TEXT,
    an_id,
)

SCOPE = Scope(partner=PARTNER, organisation=HOTEL, concentration="9.1.1", school_year="2026/2027")


def content(**changed: Any) -> Content:
    """One unit with one competency."""
    plain: dict[str, Any] = {
        "units": (Unit(code="FO", hours=72, competencies=("FO-1",)),), "wording": TEXT, "text": TEXT,
        "content_hash": HASH, "authors": (TEACHER.id,),
    }  # fmt: skip
    return Content.model_validate(plain | changed)


DRAFT = asked.DraftCurriculum(
    scope=SCOPE, partner_status="active", content=content(), teaching=(TEACHER.id,), by=TEACHER.id
)
WRITE = asked.WriteVersion(content=content(content_hash=OTHER_HASH), teaching=(TEACHER.id,), by=TEACHER.id)
OFFER = asked.OfferVersion(by=COORDINATOR.id)
SIGN = asked.SignOff(content_hash=HASH, by=HOTEL_LINK)
REFUSE = asked.RefuseVersion(content_hash=HASH, by=HOTEL_KEY, reason=TEXT)
DRAFTED = told.CurriculumDrafted(**dict(SCOPE), by=TEACHER.id)
FIRST = told.CurriculumVersionWritten(**dict(content()), edition=1, by=TEACHER.id)
SECOND = told.CurriculumVersionWritten(**dict(content(content_hash=OTHER_HASH)), edition=2, by=TEACHER.id)
OFFERED = told.CurriculumOffered(edition=1, content_hash=HASH, organisation=HOTEL, by=COORDINATOR.id)
ALIGNED = told.CurriculumAligned(
    **dict(SCOPE), edition=1, content_hash=HASH, authors=(TEACHER.id,), how="link", by=HOTEL_LINK.id
)
REFUSED = told.CurriculumRefused(edition=1, content_hash=HASH, organisation=HOTEL, reason=TEXT, by=HOTEL_KEY.id)
BEFORE = (DRAFTED, FIRST, OFFERED)


def test_c11_is_written_offered_and_signed_off_by_link_or_key() -> None:
    given(CURRICULUM).when(DRAFT).then(DRAFTED, FIRST)
    given(CURRICULUM, DRAFTED, FIRST).when(OFFER).then(OFFERED)
    given(CURRICULUM, *BEFORE).when(SIGN).then(ALIGNED)
    given(CURRICULUM, *BEFORE).when(SIGN.but(by=HOTEL_KEY)).then(ALIGNED.but(how="key", by=HOTEL_KEY.id))
    given(CURRICULUM, *BEFORE).when(REFUSE).then(REFUSED)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"partner_status": "mapped"}, "partner-not-qualified"),
        ({"teaching": ()}, "no-teacher-among-authors"),
        ({"content": content(units=(Unit(code="FO", hours=1), Unit(code="FO", hours=2)))}, "code-twice"),
        (
            {
                "content": content(
                    units=(Unit(code="A", hours=1, competencies=("X",)), Unit(code="B", hours=1, competencies=("X",)))
                )
            },
            "code-twice",
        ),
    ],
)
def test_c11_refuses_a_draft(changed: dict[str, Any], code: str) -> None:
    given(CURRICULUM).when(DRAFT.but(**changed)).refused(code)


def test_c11_an_answer_names_the_content_that_lies_before_the_partner() -> None:
    for answer in (SIGN, REFUSE):
        given(CURRICULUM, *BEFORE).when(answer.but(content_hash=OTHER_HASH)).refused("content-changed")
        given(CURRICULUM, DRAFTED, FIRST).when(answer).refused("nothing-offered")
        given(CURRICULUM, *BEFORE, ALIGNED).when(answer).refused("nothing-offered")
        given(CURRICULUM, *BEFORE, SECOND).when(answer).refused("nothing-offered")
        for stranger in (OTHER_KEY, TEACHER):
            with pytest.raises(NotFound):
                given(CURRICULUM, *BEFORE).when(answer.but(by=stranger))
        nobody = Actor(kind="link", id=an_id(9), organisation=HOTEL)
        given(CURRICULUM, *BEFORE).when(answer.but(by=nobody)).refused("link-without-person")


def test_c11_offers_the_newest_draft_once() -> None:
    given(CURRICULUM, *BEFORE).when(OFFER).refused("nothing-to-offer")
    given(CURRICULUM, *BEFORE, REFUSED).when(OFFER).refused("nothing-to-offer")
    given(CURRICULUM, *BEFORE, SECOND).when(OFFER).then(told.CurriculumOffered)
    invited = told.CurriculumContactInvited(organisation=HOTEL, person=PERSON, content_hash=HASH)
    given(CURRICULUM, *BEFORE).when(asked.InviteCurriculumContact(person=PERSON)).then(invited)
    given(CURRICULUM, DRAFTED, FIRST).when(asked.InviteCurriculumContact(person=PERSON)).refused("nothing-offered")


def test_c11_what_was_signed_off_stays_until_the_next_is() -> None:
    past = (*BEFORE, ALIGNED)
    written = given(CURRICULUM, *past).when(WRITE).then(SECOND)
    assert [each.status for each in written.versions] == ["aligned", "draft"]
    second = ALIGNED.but(edition=2, content_hash=OTHER_HASH)
    offered = OFFERED.but(edition=2, content_hash=OTHER_HASH)
    both = given(CURRICULUM, *past, SECOND, offered).when(SIGN.but(content_hash=OTHER_HASH)).then(second)
    assert [each.status for each in both.versions] == ["superseded", "aligned"]
    given(CURRICULUM, *past).when(WRITE.but(content=content())).then()


def test_c11_waits_for_line_partner_and_authors_in_turn() -> None:
    def waits(*past: Any) -> list[str]:
        return [need.what for need in CURRICULUM.needs(given(CURRICULUM, *past).state)]

    assert waits(DRAFTED, FIRST) == ["offer-curriculum"]
    assert waits(*BEFORE) == ["sign-off-curriculum"]
    assert waits(*BEFORE, REFUSED) == ["revise-curriculum"]
    assert waits(*BEFORE, ALIGNED) == ["document-curriculum"]
    for past in ((DRAFTED, FIRST), BEFORE, (*BEFORE, REFUSED), (*BEFORE, ALIGNED)):
        explained(CURRICULUM, given(CURRICULUM, *past).state)


UNITS = st.lists(
    st.builds(
        lambda code, title, hours, skills: WordedUnit.model_validate(
            {
                "code": code,
                "title": title,
                "hours": hours,
                "competencies": [{"code": skill, "statement": words} for skill, words in skills.items()],
            }
        ),
        st.sampled_from("ABCD"),
        st.sampled_from(["t", "u"]),
        st.integers(0, 3),
        st.dictionaries(st.sampled_from("xyz"), st.sampled_from(["s", "r"])),
    ),
    unique_by=lambda unit: unit.code,
)


@for_all(UNITS, UNITS)
def test_c11_the_difference_leads_from_one_version_to_the_other(
    before: list[WordedUnit], after: list[WordedUnit]
) -> None:
    found = difference(before, after, ("a\nb", "a\nc"))
    patched = {unit.code: unit for unit in before if unit not in found.removed} | {u.code: u for u in found.added}
    for change in found.changed:
        unit = patched[change.code]
        skills = {each.code: each.statement for each in unit.competencies}
        for gone in change.removed:
            assert skills.pop(gone.code) == gone.statement
        skills |= {each.code: each.statement for each in change.added}
        skills |= {each.code: each.after for each in change.reworded}
        patched[change.code] = WordedUnit.model_validate(
            {
                "code": unit.code,
                "title": change.title[1] if change.title else unit.title,
                "hours": change.hours[1] if change.hours else unit.hours,
                "competencies": [{"code": code, "statement": words} for code, words in sorted(skills.items())],
            }
        )
    assert _plain(list(patched.values())) == _plain(after)
    assert found.text[-2:] == ["-b", "+c"]
    assert difference(after, after, ("a", "a")).model_dump() == {
        "added": [], "removed": [], "changed": [], "hours": (sum(u.hours for u in after),) * 2, "text": [],
    }  # fmt: skip


def _plain(units: list[WordedUnit]) -> Any:
    return {u.code: (u.title, u.hours, sorted((c.code, c.statement) for c in u.competencies)) for u in units}


def test_c11_a_partner_hears_of_evidence_only_for_what_was_laid_before_it() -> None:
    state = given(CURRICULUM, *BEFORE, SECOND, told.CurriculumOffered(**dict(OFFERED) | {"edition": 2})).state
    shown = told.CurriculumEvidenceAdded(edition=2, evidence=(an_id(70),), by=TEACHER.id)
    assert CURRICULUM.audience(state, shown).partners == (HOTEL,)
    assert CURRICULUM.audience(given(CURRICULUM, *BEFORE, SECOND).state, shown).partners == ()
