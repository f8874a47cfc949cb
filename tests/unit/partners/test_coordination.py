"""Who decides what in a school (C6)."""

from pathlib import Path
from typing import get_args

import pytest

from services.partners.domain import line
from services.partners.domain.coordination import (
    COORDINATION,
    MATTERS,
    AssignMatter,
    Holder,
    Line,
    MatterAssigned,
    MatterReturned,
    ReturnMatter,
)
from services.partners.usecases.coordination import Coordination
from services.partners.words.line import MATTER_NAMES
from shared.refusals import Refused
from tests.given_when_then import given
from tests.unit.partners.cast import COORDINATOR, PRINCIPAL, TEACHER

ASSIGN = AssignMatter(
    matter="talk_to_partners", member=COORDINATOR.id, by=PRINCIPAL, member_roles=frozenset({"coordinator"})
)
ASSIGNED = MatterAssigned(matter="talk_to_partners", member=COORDINATOR.id, by=PRINCIPAL.id)
TO_ROLE = AssignMatter(matter="hold_meetings", role="public_relations", by=PRINCIPAL)


@pytest.mark.parametrize("deed", get_args(line.Deed))
def test_c6_whoever_is_no_principal_is_refused_by_the_same_rule(deed: line.Deed) -> None:
    line.only_principal(PRINCIPAL, deed)
    with pytest.raises(Refused) as refused:
        line.only_principal(COORDINATOR, deed)
    assert (refused.value.code, refused.value.mend) == (f"only-principal-{deed}", "Ask the principal.")


def test_c6_no_other_rule_asks_for_the_principal() -> None:
    domain = Path(line.__file__).parent
    asking = {path.name for path in domain.rglob("*.py") if '"principal" not in' in path.read_text()}
    assert asking == {"line.py"}


def test_c6_the_principal_gives_a_matter_to_a_member_or_a_role() -> None:
    state = given(COORDINATION).when(ASSIGN).then(ASSIGNED)
    assert state.holder("talk_to_partners") == Holder(matter="talk_to_partners", member=COORDINATOR.id)
    to_role = MatterAssigned(matter="hold_meetings", role="public_relations", by=PRINCIPAL.id)
    assert len(given(COORDINATION, ASSIGNED).when(TO_ROLE).then(to_role).held) == 2
    given(COORDINATION, ASSIGNED).when(ASSIGN).then()


def test_c6_the_last_word_counts_and_can_be_taken_back() -> None:
    other = ASSIGN.but(member=None, role="principal")
    assert len(given(COORDINATION, ASSIGNED).when(other).then(MatterAssigned).held) == 1
    back = ReturnMatter(matter="talk_to_partners", by=PRINCIPAL)
    returned = MatterReturned(matter="talk_to_partners", by=PRINCIPAL.id)
    assert given(COORDINATION, ASSIGNED).when(back).then(returned).held == ()


def test_c6_refuses_anybody_but_the_principal() -> None:
    given(COORDINATION).when(ASSIGN.but(by=COORDINATOR)).refused("only-principal-decides")
    back = ReturnMatter(matter="talk_to_partners", by=COORDINATOR)
    given(COORDINATION, ASSIGNED).when(back).refused("only-principal-decides")


@pytest.mark.parametrize("matter", [matter for matter in MATTERS if MATTERS[matter].fixed])
def test_c6_refuses_to_give_away_what_only_a_principal_decides(matter: str) -> None:
    given(COORDINATION).when(ASSIGN.but(matter=matter)).refused("matter-fixed")


def test_c6_refuses_a_holder_who_is_none_or_two() -> None:
    given(COORDINATION).when(ASSIGN.but(member=None)).refused("holder-not-one")
    given(COORDINATION).when(ASSIGN.but(role="coordinator")).refused("holder-not-one")


def test_c6_refuses_a_holder_who_could_not_do_it() -> None:
    teacher = ASSIGN.but(member=TEACHER.id, member_roles=frozenset({"teacher"}))
    refusal = given(COORDINATION).when(teacher).refused("matter-beyond-role")
    assert refusal.facts == {"able": ["principal", "public_relations", "coordinator"]}
    given(COORDINATION).when(TO_ROLE.but(role="head_of_programme")).refused("matter-beyond-role")


def test_c6_refuses_to_take_back_what_was_never_given() -> None:
    given(COORDINATION).when(ReturnMatter(matter="map_partners", by=PRINCIPAL)).refused("matter-as-usual")


def test_c6_who_has_left_has_nothing_more_to_do() -> None:
    line = Line(held=(Holder(matter="talk_to_partners", member=COORDINATOR.id),))
    there = Coordination(line, frozenset({COORDINATOR.id}))
    assert "talk_to_partners" in set(there.of(COORDINATOR.id, COORDINATOR.roles))
    assert there.roles("talk_to_partners") == ()
    gone = Coordination(line, frozenset())
    assert gone.roles("talk_to_partners") == ("public_relations",)
    assert "talk_to_partners" not in set(gone.of(COORDINATOR.id, COORDINATOR.roles))


def test_c6_every_matter_has_a_name_and_somebody_who_usually_has_it() -> None:
    assert list(MATTER_NAMES) == list(MATTERS)
    assert all(set(matter.usual) <= set(matter.able) for matter in MATTERS.values())
