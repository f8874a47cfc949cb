"""The directory's rules: given these events, when this command, then these events — or this refusal."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from services.directory.domain.alliance import ALLIANCE, AllianceFounded, AllianceRenamed, FoundAlliance, RenameAlliance
from services.directory.domain.api_key import (
    API_KEY,
    FOR_PEOPLE,
    ApiKeyIssued,
    ApiKeyRotated,
    ApiKeySecretRevoked,
    IssueKey,
    RevokeSecret,
    RotateKey,
    Secret,
)
from services.directory.domain.granting import HOLDABLE, grantable
from services.directory.domain.member import (
    MEMBER,
    AddMember,
    ChangeRoles,
    EndMembership,
    Member,
    MemberAdded,
    MemberRolesChanged,
    MembershipEnded,
)
from services.directory.domain.school import SCHOOL, AddSchool, ChangeSchool, Concentration, School, SchoolAdded
from services.directory.domain.sharing_grant import (
    SHARING_GRANT,
    GrantSharing,
    SharingGranted,
    SharingWithdrawn,
    WithdrawSharing,
)
from services.directory.domain.stewards import STEWARDS, KeepSteward, Stewards, StewardsChanged
from shared.auth.roles import ROLES
from shared.refusals import NotFound
from tests.given_when_then import given

A, B, C = (f"01981e4a-6c00-7000-8000-00000000000{n}" for n in "abc")
MACHINE = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
ADMIN, PRINCIPAL = frozenset({"alliance_admin"}), frozenset({"principal"})


def test_an_alliance_is_founded_and_renamed() -> None:
    """Every event carries the full state."""
    founded = given(ALLIANCE).when(FoundAlliance(alliance=A, name="One"))
    assert founded.then(AllianceFounded).name == "One"
    assert given(ALLIANCE, *founded.events).when(RenameAlliance(name="Two")).then(AllianceRenamed).name == "Two"
    given(ALLIANCE, *founded.events).when(RenameAlliance(name="One")).then()


def add_school(**change: Any) -> AddSchool:
    """The school of the study."""
    whole = {"school": A, "alliance": B, "npsn": "30203552", "name": "SMKN 3 Palangka Raya", "zone": "Asia/Pontianak"}
    return AddSchool.model_validate({**whole, **change})


def test_a_school_is_added_with_what_it_teaches() -> None:
    """Concentrations by code."""
    taught = (Concentration(code="2.1.1", name="Perhotelan"), Concentration(code="2.1.2", name="Kuliner"))
    state = given(SCHOOL).when(add_school(concentrations=taught)).then(SchoolAdded)
    assert state.concentrations == taught
    assert state.alliance == B


@pytest.mark.parametrize(
    "zone", ["WIB", "Asia/Palangkaraya", "UTC", "EST", "Etc/GMT-7", "", "asia/pontianak", "../zone"]
)
def test_only_zones_with_a_region_are_zones(zone: str) -> None:
    """On adding and on changing."""
    given(SCHOOL).when(add_school(zone=zone)).refused("unknown-zone")
    added = given(SCHOOL).when(add_school()).events
    given(SCHOOL, *added).when(ChangeSchool(name="x", zone=zone)).refused("unknown-zone")


def test_a_concentration_stands_once() -> None:
    """Whatever it is called the second time."""
    twice = (Concentration(code="2.1.1", name="Perhotelan"), Concentration(code="2.1.1", name="Hotel"))
    given(SCHOOL).when(add_school(concentrations=twice)).refused("concentration-twice")


@pytest.mark.parametrize("npsn", ["30203552", "P1234567", "K7654321", "00000001"])
def test_an_npsn_is_text_of_eight(npsn: str) -> None:
    """Leading zeros are kept; no checksum is invented."""
    assert School(id=A, alliance=B, npsn=npsn, name="x", zone="Asia/Makassar").npsn == npsn


@pytest.mark.parametrize("npsn", ["3020355", "302035521", "X1234567", "P123456", "p1234567", "3020355a", "٣٠٢٠٣٥٥٢"])
def test_other_texts_are_no_npsn(npsn: str) -> None:
    """Wrong length, letter or digits."""
    with pytest.raises(ValidationError):
        School(id=A, alliance=B, npsn=npsn, name="x", zone="Asia/Makassar")


@pytest.mark.parametrize("code", ["2.1", "2.1.1.1", "a.b.c", "0.1.1", "2,1,1", ""])
def test_other_texts_are_no_concentration(code: str) -> None:
    """Three numbers with dots."""
    with pytest.raises(ValidationError):
        Concentration(code=code, name="x")


def add_member(*roles: str, by: frozenset[str] = PRINCIPAL, place: str = "school") -> AddMember:
    """A member with these roles."""
    whole = {"member": A, "place": place, "identity": "5e" * 32, "person": B, "roles": roles, "by": by}
    return AddMember.model_validate(whole)


def member(*roles: str, active: bool = True) -> Member:
    """As it stands."""
    return Member.model_validate(
        {"id": A, "place": "school", "identity": "5e" * 32, "person": B, "roles": roles, "active": active}
    )


def test_a_member_is_added_changed_and_ended() -> None:
    """Roles stand in one order whatever the order they were given in."""
    added = given(MEMBER).when(add_member("teacher", "coordinator"))
    assert added.then(MemberAdded).roles == ("coordinator", "teacher")
    changed = given(MEMBER, *added.events).when(ChangeRoles(roles=("teacher",), by=PRINCIPAL))
    assert changed.then(MemberRolesChanged).roles == ("teacher",)
    ended = given(MEMBER, *added.events).when(EndMembership(by=PRINCIPAL))
    assert ended.then(MembershipEnded).active is False
    given(MEMBER, *added.events, *ended.events).when(EndMembership(by=PRINCIPAL)).then()
    given(MEMBER, *added.events, *ended.events).when(ChangeRoles(roles=("student",), by=PRINCIPAL)).refused(
        "membership-ended"
    )


def test_nobody_grants_beyond_his_authority() -> None:
    """A public relations officer none, a principal those of a school, an operator only the first administrator."""
    given(MEMBER).when(add_member("student", by=frozenset({"public_relations"}))).refused("role-beyond-yours")
    given(MEMBER).when(add_member("student", by=frozenset({"service"}))).refused("role-beyond-yours")
    given(MEMBER).when(add_member("auditor", by=PRINCIPAL, place="alliance")).then(MemberAdded)
    given(MEMBER).when(add_member("alliance_admin", by=PRINCIPAL, place="alliance")).refused("role-beyond-yours")
    given(MEMBER).when(add_member("committee", by=frozenset({"operator"}), place="alliance")).refused(
        "role-beyond-yours"
    )
    given(MEMBER).when(add_member("alliance_admin", by=frozenset({"operator"}), place="alliance")).then(MemberAdded)


def test_nobody_takes_what_he_could_not_grant() -> None:
    """Changing counts what is taken as well as what is given; ending counts everything."""
    past = MemberAdded(member=member("teacher", "coordinator"))
    by = frozenset({"coordinator"})
    given(MEMBER, past).when(ChangeRoles(roles=("teacher",), by=by)).refused("role-beyond-yours")
    given(MEMBER, past).when(EndMembership(by=by)).refused("role-beyond-yours")


def test_a_place_has_its_own_roles() -> None:
    """No alliance administrator in a school, no principal in an alliance, no machine among the members."""
    given(MEMBER).when(add_member("alliance_admin", by=ADMIN)).refused("role-not-here")
    given(MEMBER).when(add_member("principal", by=ADMIN, place="alliance")).refused("role-not-here")
    for machine in ("service", "partner"):
        given(MEMBER).when(add_member(machine, by=ADMIN)).refused("role-not-here")


@pytest.mark.parametrize("by", [*ROLES, "operator"])
def test_no_authority_grows(by: str) -> None:
    """Whom a member makes may in turn grant nothing that the member could not; keys and links grant nothing at all."""
    direct = grantable([by])
    assert direct <= HOLDABLE["school"] | HOLDABLE["alliance"]
    assert by not in {"service", "partner"} or not direct
    assert by == "operator" or grantable(direct) <= direct


def keep(member: str, steward: bool) -> KeepSteward:
    """Of a school."""
    return KeepSteward(place="school", member=member, steward=steward)


def test_there_is_always_a_principal() -> None:
    """The last one stays; with a second one the first may go."""
    given(STEWARDS).when(keep(A, False)).then()
    first = given(STEWARDS).when(keep(A, True))
    first.then(StewardsChanged(stewards=Stewards(place="school", members=(A,))))
    given(STEWARDS, *first.events).when(keep(A, False)).refused("last-steward")
    given(STEWARDS, *first.events).when(keep(A, True)).then()
    second = given(STEWARDS, *first.events).when(keep(B, True)).events
    assert given(STEWARDS, *first.events, *second).when(keep(A, False)).then(StewardsChanged).members == (B,)


def secret(prefix: str, days: int = 365, at: datetime = MACHINE) -> Secret:
    """Issued now by machine time."""
    return Secret(prefix=prefix, digest="ab" * 32, issued=at, expires=at + timedelta(days=days))


def issue(*scopes: str, days: int = 365) -> IssueKey:
    """A key."""
    return IssueKey(key=A, name="pms", scopes=scopes or ("endpoint:write",), secret=secret("a" * 12, days))


def test_a_key_has_two_secrets_at_most() -> None:
    """A third is refused until one is revoked or has expired, by machine time."""
    issued = given(API_KEY).when(issue())
    issued.then(ApiKeyIssued)
    second = given(API_KEY, *issued.events).when(RotateKey(secret=secret("b" * 12, days=30)))
    past = (*issued.events, *second.events)
    assert [one.prefix for one in second.then(ApiKeyRotated).secrets] == ["a" * 12, "b" * 12]
    third = RotateKey(secret=secret("c" * 12))
    assert "a" * 12 in given(API_KEY, *past).when(third).refused("two-secrets-active").mend
    revoked = given(API_KEY, *past).when(RevokeSecret(prefix="a" * 12))
    revoked.then(ApiKeySecretRevoked)
    after = given(API_KEY, *past, *revoked.events).when(third).then(ApiKeyRotated)
    assert [one.prefix for one in after.secrets] == ["b" * 12, "c" * 12]
    later = RotateKey(secret=secret("c" * 12, at=MACHINE + timedelta(days=30)))
    given(API_KEY, *past).when(later).then(ApiKeyRotated)


def test_the_movable_clock_does_not_age_a_key() -> None:
    """Domain time may leap by years."""
    issued = given(API_KEY).when(issue()).events
    second = given(API_KEY, *issued).when(RotateKey(secret=secret("b" * 12))).events
    leap = MACHINE + timedelta(days=3650)
    given(API_KEY, *issued, *second).when(RotateKey(secret=secret("c" * 12)), leap).refused("two-secrets-active")


def test_revoking_is_final_and_harmless_twice() -> None:
    """All at once, one by one, or one that is not there."""
    issued = given(API_KEY).when(issue()).events
    all_at_once = given(API_KEY, *issued).when(RevokeSecret())
    assert all(one.revoked for one in all_at_once.then(ApiKeySecretRevoked).secrets)
    given(API_KEY, *issued, *all_at_once.events).when(RevokeSecret()).then()
    with pytest.raises(NotFound):
        given(API_KEY, *issued).when(RevokeSecret(prefix="z" * 12))


@pytest.mark.parametrize("scope", sorted(FOR_PEOPLE))
def test_no_key_may_give_power(scope: str) -> None:
    """Power is given by persons."""
    given(API_KEY).when(issue("endpoint:read", scope)).refused("scope-for-people")


@pytest.mark.parametrize("days", [0, -1, 401])
def test_a_key_lives_for_a_while(days: int) -> None:
    """Neither in the past nor for ever."""
    given(API_KEY).when(issue(days=days)).refused("key-lifetime")


def test_a_school_shares_and_takes_back() -> None:
    """With another, not with itself."""
    granted = given(SHARING_GRANT).when(GrantSharing(grant=C, school=A, to=B, what=("placements", "partners")))
    assert granted.then(SharingGranted).what == ("partners", "placements")
    withdrawn = given(SHARING_GRANT, *granted.events).when(WithdrawSharing())
    assert withdrawn.then(SharingWithdrawn).active is False
    given(SHARING_GRANT, *granted.events, *withdrawn.events).when(WithdrawSharing()).then()
    same = GrantSharing(grant=C, school=A, to=A, what=("placements",))
    given(SHARING_GRANT).when(same).refused("sharing-with-itself")
