"""By what is found what waits for somebody (C6)."""

from shared.agenda import Addressee
from shared.agendas import keys_of
from shared.events import Actor


def test_an_addressee_is_found_by_each_of_its_keys() -> None:
    whom = Addressee(roles=("principal", "teacher"), duty="plans", member="m", organisation="o")
    assert whom.keys("s") == ["s/role/principal", "s/role/teacher", "s/duty/plans", "s/member/m", "organisation/o"]
    assert Addressee(roles=("principal",), tenant="other").keys("s") == ["other/role/principal"]


def test_a_member_is_found_by_roles_and_membership_of_this_tenant_only() -> None:
    member = Actor(kind="member", id="m", roles=frozenset({"teacher", "committee"}))
    assert keys_of(member, "s") == ["s/role/committee", "s/role/teacher", "s/member/m"]


def test_an_organisation_is_found_by_itself_and_by_no_role() -> None:
    key = Actor(kind="key", id="k", roles=frozenset({"partner"}), organisation="o")
    assert keys_of(key, "s") == ["organisation/o"]
