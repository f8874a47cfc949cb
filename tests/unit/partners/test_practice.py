"""Reference practices: offered in editions, adopted as copies that know where they come from (C30)."""

import pytest

from services.partners.domain.sister import PRACTICE
from services.partners.domain.sister import practice as p
from shared.events import TextRef
from tests.given_when_then import given
from tests.unit.partners.cast import COORDINATOR, OTHER_SCHOOL, SCHOOL, TEXT, an_id
from tests.unit.partners.sister_cast import THIRD

BY = COORDINATOR.id
COPY, ORIGIN = an_id(91), an_id(90)
CONTENT = p.Content(title=TEXT, body=TEXT, concentrations=("9.1.1",))
NEWER = CONTENT.but(body=TextRef(id=an_id(72), digest="cd" * 32))
DRAFTED = p.PracticeDrafted(**CONTENT.model_dump(), school=SCHOOL, by=BY)
PUBLISH = p.PublishPractice(school=SCHOOL, by=BY)
FIRST = p.PracticePublished(**CONTENT.model_dump(), school=SCHOOL, edition=1, by=BY)
REVISE = p.RevisePractice(**NEWER.model_dump(), school=SCHOOL, by=BY)
REVISED = p.PracticeRevised(**NEWER.model_dump(), by=BY)
ADOPT = p.RecordAdoption(adopter=OTHER_SCHOOL, edition=1, copy_id=COPY, by=BY)
ADOPTED = p.PracticeAdopted(school=SCHOOL, adopter=OTHER_SCHOOL, edition=1, copy_id=COPY, by=BY)
WITHDRAWN = p.PracticeWithdrawn(school=SCHOOL, by=BY)


def test_c30_a_draft_is_published_in_editions() -> None:
    given(PRACTICE).when(p.DraftPractice(**CONTENT.model_dump(), school=SCHOOL, by=BY)).then(DRAFTED)
    given(PRACTICE, DRAFTED).when(PUBLISH).then(FIRST)
    state = given(PRACTICE, DRAFTED, FIRST).when(REVISE).then(REVISED)
    assert (state.draft, state.published.content) == (NEWER, CONTENT), "others go on reading the first edition"
    second = p.PracticePublished(**NEWER.model_dump(), school=SCHOOL, edition=2, by=BY)
    given(PRACTICE, DRAFTED, FIRST, REVISED).when(PUBLISH).then(second)


def test_c30_refuses_the_same_edition_again() -> None:
    given(PRACTICE, DRAFTED, FIRST).when(PUBLISH).refused("nothing-new")


def test_c30_the_origin_sees_who_adopted_which_edition() -> None:
    state = given(PRACTICE, DRAFTED, FIRST).when(ADOPT).then(ADOPTED)
    assert state.adoptions == (p.Adoption(school=OTHER_SCHOOL, edition=1, copy_id=COPY),)
    assert PRACTICE.audience(state, ADOPTED).schools == (SCHOOL, OTHER_SCHOOL)
    given(PRACTICE, DRAFTED, FIRST, ADOPTED).when(ADOPT).refused("adopted-already")


def test_c30_a_copy_of_a_copy_knows_its_whole_lineage() -> None:
    lineage = (p.Origin(practice=ORIGIN, school=SCHOOL, edition=1), p.Origin(practice=COPY, school=THIRD, edition=2))
    copy = p.DraftPractice(**CONTENT.model_dump(), school=OTHER_SCHOOL, lineage=lineage, by=BY)
    story = given(PRACTICE).when(copy)
    assert story.state.lineage == lineage
    published = given(PRACTICE, *story.events).when(PUBLISH.but(school=OTHER_SCHOOL)).then(p.PracticePublished)
    assert (published.published.edition, published.lineage) == (1, lineage)


def test_c30_refuses_to_adopt_what_is_not_offered() -> None:
    given(PRACTICE, DRAFTED).when(ADOPT).refused("practice-not-published")
    given(PRACTICE, DRAFTED, FIRST, WITHDRAWN).when(ADOPT).refused("practice-not-published")
    given(PRACTICE, DRAFTED, FIRST).when(ADOPT.but(adopter=SCHOOL)).refused("school-with-itself")
    given(PRACTICE, DRAFTED, FIRST).when(ADOPT.but(edition=2)).refused("edition-superseded")


@pytest.mark.parametrize("command", [REVISE, PUBLISH, p.WithdrawPractice(school=SCHOOL, by=BY)])
def test_c30_refuses_another_school_at_the_origin(command: p.PublishPractice) -> None:
    given(PRACTICE, DRAFTED, FIRST).when(command.but(school=OTHER_SCHOOL)).refused("not-your-part")


def test_c30_withdrawn_it_is_seen_by_its_school_and_its_adopters_alone() -> None:
    withdraw = p.WithdrawPractice(school=SCHOOL, by=BY)
    given(PRACTICE, DRAFTED).when(withdraw).refused("practice-not-published")
    state = given(PRACTICE, DRAFTED, FIRST, ADOPTED).when(withdraw).then(WITHDRAWN)
    assert [state.offered_to(school) for school in (SCHOOL, OTHER_SCHOOL, THIRD)] == [True, True, False]
    assert not given(PRACTICE, DRAFTED).state.offered_to(OTHER_SCHOOL)
