"""`allow`, on a real database: who passes, and what everybody else is told. Each refusal has a control that passes."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.auth import LinkGrant
from shared.auth.memberships import CACHE_SECONDS
from shared.ids import new_id
from shared.people import Person
from tests.integration.auth.conftest import Town


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    """The problem document of this kind."""
    assert response.status_code == status, response.text
    body: dict[str, Any] = response.json()
    assert body["type"] == f"urn:jembatan:problem:{code}"
    return body


def refusal(response: Any) -> tuple[int, str]:
    """Status and kind of the problem."""
    return response.status_code, response.json()["type"].removeprefix("urn:jembatan:problem:")


def passes(response: Any) -> dict[str, Any]:
    """Who the kernel took the caller for."""
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


@pytest.mark.parametrize(
    "header",
    ["", "Basic c3JpOnNyaQ==", "Bearer", "Bearer ", "Bearer a.b.c", "Bearer jbt_short", "Link", "Link a.b", "jbt_x"],
)
async def test_no_proof_is_401(town: Town, header: str) -> None:
    """Whatever is wrong, with the header that says how to authenticate, and without what was sent."""
    answer = await town.get(f"/schools/{town.school}/things", {"Authorization": header} if header else None)
    assert refusal(answer) == (401, "not-authenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    if secret := header.partition(" ")[2]:
        assert secret not in answer.text


async def test_a_member_passes_with_one_of_the_roles(town: Town) -> None:
    """As the member, with all roles held here."""
    sri = await town.member("sri", town.school, "teacher", "coordinator")
    told = passes(await town.get(f"/schools/{town.school}/things", sri))
    assert told["tenant"] == town.school
    assert told["actor"]["kind"] == "member"
    assert told["actor"]["roles"] == ["coordinator", "teacher"]


async def test_a_known_member_without_a_role_is_told_which(town: Town) -> None:
    """403 names the scope and the roles that would do."""
    ani = await town.member("ani", town.school, "student")
    body = problem(await town.get(f"/schools/{town.school}/things", ani), 403, "role-missing")
    assert body["scope"] == "partners:read"
    assert body["roles"] == ["auditor", "teacher"]


async def test_another_school_does_not_exist(town: Town) -> None:
    """To a principal of one school, the other school is no different from one that does not exist."""
    budi = await town.member("budi", town.school, "principal", "teacher")
    assert passes(await town.get(f"/schools/{town.school}/things", budi))
    there = await town.get(f"/schools/{town.sister}/things", budi)
    nowhere = await town.get(f"/schools/{new_id()}/things", budi)
    assert refusal(there) == (404, "not-found")
    assert {**there.json(), "instance": ""} == {**nowhere.json(), "instance": ""}
    for path in ("not-an-id", town.school.upper(), town.school + "x"):
        assert refusal(await town.get(f"/schools/{path}/things", budi)) == (404, "not-found")


async def test_an_ended_membership_is_none(town: Town) -> None:
    """404, as for a stranger."""
    gone = await town.member("gone", town.school, "teacher", active=False)
    assert refusal(await town.get(f"/schools/{town.school}/things", gone)) == (404, "not-found")


async def test_an_auditor_reads_only(town: Town) -> None:
    """Even where a route that writes lists the role by mistake."""
    audit = await town.member("audit", town.school, "auditor")
    assert passes(await town.get(f"/schools/{town.school}/things", audit))
    assert refusal(await town.post(f"/schools/{town.school}/things", audit)) == (403, "role-missing")


async def test_an_administrator_acts_in_schools_only_where_listed(town: Town) -> None:
    """In the schools of the own alliance, and nowhere else."""
    admin = await town.member("admin", town.alliance, "alliance_admin")
    told = passes(await town.get(f"/schools/{town.school}/overseen", admin))
    assert told["actor"]["roles"] == ["alliance_admin"]
    assert refusal(await town.get(f"/schools/{town.school}/things", admin)) == (404, "not-found")
    assert refusal(await town.get(f"/schools/{town.far_school}/overseen", admin)) == (404, "not-found")


async def test_an_alliance_is_open_to_members_of_its_schools_in_listed_roles(town: Town) -> None:
    """Others of its schools are known, those of another alliance are not."""
    humas = await town.member("humas", town.school, "public_relations", "teacher")
    told = passes(await town.get(f"/alliances/{town.alliance}/register", humas))
    assert told["tenant"] == town.alliance
    assert told["actor"]["roles"] == ["public_relations"]
    guru = await town.member("guru", town.sister, "teacher")
    assert refusal(await town.get(f"/alliances/{town.alliance}/register", guru)) == (403, "role-missing")
    far = await town.member("far", town.far_school, "public_relations")
    assert refusal(await town.get(f"/alliances/{town.alliance}/register", far)) == (404, "not-found")
    assert passes(await town.get(f"/alliances/{town.far_alliance}/register", far))


async def test_a_school_s_key_needs_the_scope(town: Town) -> None:
    """And acts in its own school only."""
    key = await town.key(town.school, "partners:read")
    told = passes(await town.get(f"/schools/{town.school}/things", key))
    assert told["actor"]["kind"] == "key"
    assert told["actor"]["roles"] == ["service"]
    assert told["actor"]["organisation"] is None
    missing = problem(await town.post(f"/schools/{town.school}/things", key), 403, "scope-missing")
    assert missing["scope"] == "partners:write"
    assert refusal(await town.get(f"/schools/{town.sister}/things", key)) == (404, "not-found")
    assert refusal(await town.get(f"/alliances/{town.alliance}/register", key)) == (404, "not-found")


async def test_no_key_decides_what_only_a_principal_may(town: Town) -> None:
    """Whatever its scopes; reading is fine."""
    key = await town.key(town.school, "partners:decide")
    assert passes(await town.get(f"/schools/{town.school}/decisions", key))
    assert refusal(await town.post(f"/schools/{town.school}/decisions", key)) == (403, "people-only")


async def test_a_partner_s_key_acts_where_partners_may(town: Town) -> None:
    """In every school of its alliance, speaking for its organisation; nowhere else."""
    hotel = new_id()
    key = await town.key(town.alliance, "partners:read", "webhook:read", "register:read", organisation=hotel)
    for school in (town.school, town.sister):
        told = passes(await town.get(f"/schools/{school}/shared", key))
        assert told["actor"]["organisation"] == hotel
        assert told["actor"]["roles"] == ["partner"]
    for school in (town.school, town.sister):
        told = problem(await town.get(f"/schools/{school}/things", key), 403, "not-for-partners")
        assert "/schools/{school}/shared" in " ".join(told["readable"])
        assert "/schools/{school}/things" not in " ".join(told["readable"])
    assert refusal(await town.get(f"/schools/{town.far_school}/shared", key)) == (404, "not-found")
    assert refusal(await town.get(f"/schools/{town.far_school}/things", key)) == (404, "not-found")
    assert passes(await town.get(f"/alliances/{town.alliance}/open", key))
    assert refusal(await town.get(f"/alliances/{town.alliance}/register", key)) == (403, "not-for-partners")
    assert refusal(await town.get(f"/alliances/{town.far_alliance}/register", key)) == (404, "not-found")
    assert refusal(await town.get(f"/alliances/{town.far_alliance}/open", key)) == (404, "not-found")
    other = await town.key(town.alliance, "webhook:read", organisation=hotel)
    assert refusal(await town.get(f"/schools/{town.school}/shared", other)) == (403, "scope-missing")


async def test_an_organisation_s_account_is_its_own(town: Town) -> None:
    """Its keys and the administrators of its alliance; no other organisation, no school."""
    hotel, rival = new_id(), new_id()
    key = await town.key(town.alliance, "webhook:read", organisation=hotel)
    other = await town.key(town.alliance, "webhook:read", organisation=rival)
    path = f"/organisations/{hotel}/endpoints"
    assert passes(await town.get(path, key))["tenant"] == hotel
    assert refusal(await town.get(path, other)) == (404, "not-found")
    assert passes(await town.get(f"/organisations/{rival}/endpoints", other))
    assert passes(await town.get(path, await town.member("admin", town.alliance, "alliance_admin")))
    assert refusal(await town.get(path, await town.member("kepsek", town.school, "principal"))) == (404, "not-found")
    far = await town.member("far", town.far_alliance, "alliance_admin")
    assert refusal(await town.get(path, far)) == (404, "not-found")


async def test_a_key_that_is_expired_revoked_or_altered_is_no_key(town: Town) -> None:
    """401 for each; the good one passes."""
    path = f"/schools/{town.school}/things"
    good = await town.key(town.school, "partners:read")
    assert passes(await town.get(path, good))
    text = good["Authorization"]
    altered = {"Authorization": text[:-1] + ("a" if text[-1] != "a" else "b")}
    assert refusal(await town.get(path, altered)) == (401, "not-authenticated")
    assert refusal(await town.get(path, await town.key(town.school, "partners:read", days=-0.001))) == (
        401,
        "not-authenticated",
    )
    assert refusal(await town.get(path, await town.key(town.school, "partners:read", revoked=True))) == (
        401,
        "not-authenticated",
    )


async def test_a_revoked_key_stops_within_two_seconds(town: Town) -> None:
    """Once the copy knows, memory forgets within a second."""
    key = await town.key(town.school, "partners:read")
    path = f"/schools/{town.school}/things"
    assert passes(await town.get(path, key))
    copies = town.room.mongo.documents("directory_api_keys")
    await copies.update_one({"tenant": town.school}, {"$set": {"state.secrets.0.revoked": True}})
    await asyncio.sleep(CACHE_SECONDS + 0.1)
    assert refusal(await town.get(path, key)) == (401, "not-authenticated")


async def consent(town: Town, subject: str, **change: Any) -> dict[str, str]:
    """The headers of a guardian's link."""
    fields: dict[str, Any] = {
        "purpose": "consent",
        "tenant": town.school,
        "subject": subject,
        "person": change.get("person") or await town.person(),
        "expires": datetime.now(UTC) + timedelta(days=1),
    }
    return {"Authorization": f"Link {town.links.token(LinkGrant(**fields | change))}"}


async def test_a_link_opens_one_thing_for_one_purpose(town: Town) -> None:
    """The holder acts as the person whom it was sent to."""
    thing, person = new_id(), await town.person()
    path = f"/schools/{town.school}/consents/{thing}"
    told = passes(await town.post(path, await consent(town, thing, person=person)))
    assert told["actor"]["kind"] == "link"
    assert told["actor"]["person"] == person
    assert told["actor"]["roles"] == []
    assert refusal(await town.post(path, await consent(town, new_id()))) == (404, "not-found")
    assert refusal(await town.post(path, await consent(town, thing, purpose="logbook"))) == (404, "not-found")
    assert refusal(await town.post(path, await consent(town, thing, tenant=town.sister))) == (404, "not-found")
    assert refusal(await town.post(f"/schools/{town.sister}/consents/{thing}", await consent(town, thing))) == (
        404,
        "not-found",
    )
    late = await consent(town, thing, expires=datetime.now(UTC) - timedelta(seconds=2))
    assert refusal(await town.post(path, late)) == (401, "not-authenticated")
    assert refusal(await town.get(f"/schools/{town.school}/things", await consent(town, town.school))) == (
        404,
        "not-found",
    )


async def test_a_link_ends_with_its_person_and_when_the_service_says_so(town: Town) -> None:
    """Erased, never known, or no longer who acts here: 401 at once, with a mend."""
    thing, person = new_id(), await town.person()
    path, link = f"/schools/{town.school}/consents/{thing}", await consent(town, thing, person=person)
    assert passes(await town.post(path, link))
    unknown = await consent(town, thing, person=new_id())
    assert refusal(await town.post(path, unknown)) == (401, "link-ended")

    async def acts_here(_room: Any, grant: LinkGrant, known: Person) -> bool:
        assert (grant.subject, known.id, known.kind) == (thing, person, "guardian")
        return False

    town.room.definition.links_while = acts_here
    assert refusal(await town.post(path, link)) == (401, "link-ended")
    town.room.definition.links_while = None
    assert passes(await town.post(path, link))
    erased = {"$set": {"erased": True}, "$unset": {"data": ""}}
    await town.room.mongo.tenant(town.school)["people"].update(person, erased)
    answer = await town.post(path, link)
    assert refusal(answer) == (401, "link-ended")
    assert answer.json()["mend"]


async def test_nobody_but_the_holder_uses_a_route_for_links(town: Town) -> None:
    """A principal of the school is known, and told that it is not for members; a key likewise."""
    kepsek = await town.member("kepsek", town.school, "principal")
    assert refusal(await town.post(f"/schools/{town.school}/consents/{new_id()}", kepsek)) == (403, "role-missing")


async def test_an_unknown_caller_is_told_to_wait_while_the_copy_is_behind(town: Town) -> None:
    """503 with Retry-After for whoever might be new; those who are known go on."""
    kepsek = await town.member("kepsek", town.school, "teacher")
    stranger = town.stranger()
    await town.heard(timedelta(seconds=20))
    assert refusal(await town.get(f"/schools/{town.school}/things", stranger)) == (404, "not-found")
    await town.heard(timedelta(seconds=31))
    answer = await town.get(f"/schools/{town.school}/things", stranger)
    assert refusal(answer) == (503, "directory-behind")
    assert answer.headers["Retry-After"]
    assert passes(await town.get(f"/schools/{town.school}/things", kepsek))
    unknown = {"Authorization": "Bearer jbt_" + "a" * 12 + "_" + "b" * 43}
    assert refusal(await town.get(f"/schools/{town.school}/things", unknown)) == (503, "directory-behind")
    short = await town.get(f"/schools/{town.school}/things", {"Authorization": "Bearer jbt_x"})
    assert refusal(short) == (401, "not-authenticated")


async def test_privileged_writes_wait_for_the_directory(town: Town) -> None:
    """After minutes without a heartbeat: a principal's decisions, nobody's daily work."""
    kepsek = await town.member("kepsek", town.school, "principal", "teacher")
    for ago, status in ((299, 200), (301, 503)):
        await town.heard(timedelta(seconds=ago))
        assert (await town.post(f"/schools/{town.school}/decisions", kepsek)).status_code == status
        assert passes(await town.get(f"/schools/{town.school}/decisions", kepsek))
        assert passes(await town.post(f"/schools/{town.school}/things", kepsek))


async def test_a_copy_that_never_heard_is_behind(town: Town) -> None:
    """A service that has just been set up does not turn people away for good."""
    await town.room.mongo.documents("freshness").delete_many({})
    town.forget()
    assert refusal(await town.get(f"/schools/{town.school}/things", town.stranger())) == (503, "directory-behind")


async def test_the_operator_founds_and_nobody_else_does(town: Town) -> None:
    """In a new tenant; the same again when the request is repeated."""
    operator = town.stranger("operator")
    first = passes(await town.post("/founded", operator, Idempotency_Key="one"))
    assert first["actor"]["kind"] == "operator"
    assert passes(await town.post("/founded", operator, Idempotency_Key="one"))["tenant"] == first["tenant"]
    assert passes(await town.post("/founded", operator, Idempotency_Key="two"))["tenant"] != first["tenant"]
    admin = await town.member("admin", town.alliance, "alliance_admin")
    assert refusal(await town.post("/founded", admin)) == (404, "not-found")
    assert refusal(await town.post("/founded", await town.key(town.alliance, "alliance:found"))) == (404, "not-found")
    assert refusal(await town.get(f"/schools/{town.school}/things", operator)) == (404, "not-found")


async def test_one_s_own_affairs_need_no_membership(town: Town) -> None:
    """The tenant is the caller."""
    told = passes(await town.get("/mine", town.stranger()))
    assert told["tenant"] == told["actor"]["id"]
    assert refusal(await town.get("/mine", await town.key(town.school, "me:read"))) == (404, "not-found")


async def test_a_command_is_named_by_key_and_credential(town: Town) -> None:
    """The same Idempotency-Key of two callers is two commands; the header of another caller changes nothing."""
    one = await town.member("one", town.school, "teacher")
    two = await town.member("two", town.school, "teacher")
    path = f"/schools/{town.school}/things"
    first = passes(await town.post(path, one, Idempotency_Key="k", If_Match='"7"', X_Request_Id="req-1"))
    again = passes(await town.post(path, one, Idempotency_Key="k"))
    other = passes(await town.post(path, two, Idempotency_Key="k"))
    assert first["given"]
    assert first["command"] == again["command"] != other["command"]
    assert first["hash"] == again["hash"]
    assert first["hash"] != passes(await town.post(path, one, {"what": "y"}, Idempotency_Key="k"))["hash"]
    assert first["expected"] == 7
    unnamed = passes(await town.post(path, one))
    assert not unnamed["given"]
    assert unnamed["command"] != passes(await town.post(path, one))["command"]


async def test_the_document_says_who_may(town: Town) -> None:
    """OpenAPI has the credentials, and beside each operation the roles or the scope."""
    paths = (await town.http.get("/test/openapi.json")).json()
    assert set(paths["components"]["securitySchemes"]) == {"member", "apiKey", "link"}

    def security(path: str, method: str = "get") -> dict[str, list[str]]:
        return {name: roles for one in paths["paths"][path][method]["security"] for name, roles in one.items()}

    things = security("/test/schools/{school}/things")
    assert things == {"member": ["auditor", "teacher"], "apiKey": ["partners:read"]}
    assert security("/test/schools/{school}/consents/{id}", "post") == {"link": ["consent"]}
    assert security("/test/schools/{school}/decisions", "post") == {"member": ["principal"]}
    assert security("/test/founded", "post") == {"member": ["operator"]}
