"""Who decides what in a school (C6)."""

from pathlib import Path
from typing import get_args

import pytest

from services.partners.domain import line
from services.partners.domain.coordination import (
    COORDINATION,
    AssignMatter,
    Holder,
    Line,
    MatterAssigned,
    MatterReturned,
    ReturnMatter,
)
from services.partners.domain.line import LINE, MATTERS, STAFF, MatterName, able_to, duty, stand_in
from services.partners.usecases.coordination import WAITED_FOR, Coordination, need_of
from services.partners.words import NEEDS
from services.partners.words.line import MATTER_NAMES
from shared.agenda import Addressee
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
    there = Coordination(line, {COORDINATOR.id: COORDINATOR.roles})
    assert "talk_to_partners" in set(there.of(COORDINATOR.id, COORDINATOR.roles))
    assert there.roles("talk_to_partners") == ()
    gone = Coordination(line, {})
    assert gone.roles("talk_to_partners") == ("public_relations",)
    assert "talk_to_partners" not in set(gone.of(COORDINATOR.id, COORDINATOR.roles))


def test_c6_every_matter_has_a_name_and_somebody_who_usually_has_it() -> None:
    assert list(MATTER_NAMES) == list(MATTERS)
    assert all(set(matter.usual) <= set(matter.able) for matter in MATTERS.values())


@pytest.mark.parametrize("matter", [matter for matter in MATTERS if not MATTERS[matter].fixed])
def test_c6_what_waits_goes_to_whom_the_principal_gave_the_matter(matter: MatterName) -> None:
    """Each matter: to another member, who has no role that usually has it, and then not to the one before."""
    new, before = "deputy", frozenset(MATTERS[matter].usual)
    able = frozenset(MATTERS[matter].able)
    staff = {new: able - before, COORDINATOR.id: before}
    usual = Coordination(Line(), staff)
    assert (matter in set(usual.of(new, staff[new])), matter in set(usual.of(COORDINATOR.id, before))) == (False, True)
    assign = AssignMatter(matter=matter, member=TEACHER.id, by=PRINCIPAL, member_roles=staff[new])
    line = given(COORDINATION).when(assign.but(member=COORDINATOR.id)).then(MatterAssigned)
    given_away = Coordination(line, {COORDINATOR.id: staff[new], new: before})
    assert matter in set(given_away.of(COORDINATOR.id, staff[new]))
    assert matter not in set(given_away.of(new, before))


def test_c6_whoever_has_lost_the_role_that_it_takes_has_the_matter_no_more() -> None:
    line = Line(held=(Holder(matter="hold_meetings", member=COORDINATOR.id),))
    assert Coordination(line, {COORDINATOR.id: frozenset({"head_of_programme"})}).holder("hold_meetings") is None


@pytest.mark.parametrize(
    ("role", "filled", "falls_to"),
    [
        ("coordinator", "coordinator principal", "coordinator"),
        ("coordinator", "public_relations principal", "public_relations"),
        ("coordinator", "principal head_of_programme", "principal"),
        ("public_relations", "coordinator principal", "principal"),
        ("public_relations", "coordinator", "coordinator"),
        ("principal", "coordinator public_relations", "public_relations"),
        ("principal", "coordinator", "coordinator"),
        ("head_of_programme", "coordinator principal", "coordinator"),
        ("committee", "public_relations principal", "public_relations"),
        ("teacher", "principal", "principal"),
        ("coordinator", "teacher", None),
    ],
)
def test_c6_what_waits_for_a_role_that_nobody_has_falls_up_the_line(role: str, filled: str, falls_to: str) -> None:
    assert stand_in(role, frozenset(filled.split())) == falls_to


@pytest.mark.parametrize("matter", list(MATTERS))
@pytest.mark.parametrize("lonely", ["principal", "public_relations", "coordinator"])
def test_c6_a_matter_falls_to_nobody_who_could_not_do_it(matter: MatterName, lonely: str) -> None:
    """Whoever of the line is there has it if the role is able; else there is a role to appoint, so nothing is lost."""
    for held in ((), (Holder(matter=matter, role="head_of_programme"),)):
        table = Coordination(Line(held=held), {"m": frozenset({lonely})}, frozenset({lonely}))
        able = lonely in MATTERS[matter].able
        assert (matter in set(table.of("m", frozenset({lonely})))) is able
        assert table.roles(matter) == ((lonely,) if able else ())
        unserved = {each.duty for whom in table.to_appoint().values() for each in whom}
        assert (matter in unserved) is not able


def test_c6_what_only_a_principal_may_do_asks_for_a_principal() -> None:
    table = Coordination(Line(), {"m": frozenset({"coordinator"})}, WAITED_FOR - {"principal", "public_relations"})
    (role,) = table.to_appoint()
    assert role == "principal"
    assert {each.duty for each in table.to_appoint()[role]} == {
        name for name, matter in MATTERS.items() if matter.able == ("principal",)
    }
    assert table.roles("talk_to_partners") == ("coordinator",)
    assert table.hears_of_gaps == "coordinator"


def test_c8_an_endorsement_of_a_group_that_nobody_is_in_asks_for_one_of_the_group() -> None:
    table = Coordination(Line(), {}, WAITED_FOR - {"committee", "coordinator"})
    assert table.to_appoint() == {"committee": [Addressee(roles=("committee",))]}
    assert table.hears_of_gaps == "principal", "who can appoint"
    assert Coordination(Line(), {}).to_appoint() == {}
    assert set(STAFF) < WAITED_FOR


def test_c6_with_nobody_there_everything_asks_for_the_role_that_usually_has_it() -> None:
    nobody = Coordination(Line(), {}, frozenset())
    assert set(nobody.to_appoint()) == {"principal", "public_relations", "coordinator", "teacher", "committee"}
    assert nobody.hears_of_gaps is None
    assert {need_of(role) for role in nobody.to_appoint()} <= set(NEEDS)


@pytest.mark.parametrize(
    ("what", "able"),
    [("sign-mou", {"principal"}), ("follow-up", set(LINE)), ("answer-objection", set(STAFF)), ("unheard-of", set())],
)
def test_c6_who_may_do_what_waits_stands_in_the_table(what: str, able: set[str]) -> None:
    assert able_to(what) == able


def test_c6_a_duty_names_others_beside_it() -> None:
    keys = duty("hold_meetings", tenant="s", member="m", organisation="o").keys("t")
    assert keys == ["s/duty/hold_meetings", "s/member/m", "organisation/o"]
