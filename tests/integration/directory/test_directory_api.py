"""The directory's API on a real database: founding, schools, members, keys, grants, and who sees what."""

import asyncio
import json
from typing import Any

from tests.integration.directory.conftest import Directory, done, problem

TEACHER = {"subject": "guru", "name": "Ibu Guru", "email": "guru@example.sch.id", "roles": ["teacher"]}


async def test_what_was_written_is_there_at_once(directory: Directory) -> None:
    """The directory authorises by its own current states: the next request sees them."""
    school = directory.schools[0]
    me = done(await directory.caller("kepsek-3").get("/me"))["places"]
    assert [(place["kind"], place["id"], place["roles"]) for place in me] == [("school", school, ["principal"])]
    assert me[0]["zone"] == "Asia/Pontianak"
    assert me[0]["alliance"] == directory.alliance
    admin = done(await directory.caller("admin").get("/me"))["places"]
    assert [(place["kind"], place["name"]) for place in admin] == [("alliance", "Aliansi SMK Kalimantan")]
    assert done(await directory.caller("nobody").get("/me")) == {"places": []}


async def test_only_the_operator_founds(directory: Directory) -> None:
    """And a repeated request founds nothing new."""
    body = {"name": "Kedua", "administrator": {"subject": "second", "name": "Ibu Kedua"}}
    problem(await directory.caller("admin").post("/alliances", body), 404, "not-found")
    operator = directory.caller("operator")
    first = await operator.post("/alliances", body, Idempotency_Key="found-1")
    again = await operator.post("/alliances", body, Idempotency_Key="found-1")
    assert done(first, 201)["id"] == done(again, 201)["id"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(done(await directory.caller("second").get("/me"))["places"]) == 1
    shown = await directory.caller("second").get(first.headers["Location"].removeprefix("/directory"))
    assert done(shown)["name"] == "Kedua"
    renamed = await directory.caller("second").put(
        f"/alliances/{done(first, 201)['id']}/name", {"name": "Baru"}, If_Match=shown.headers["ETag"]
    )
    assert done(renamed)["number"] == 2


async def test_an_npsn_stands_once_in_an_alliance(directory: Directory) -> None:
    """Two at once: one wins. Another alliance may have it."""
    admin, path = directory.caller("admin"), f"/alliances/{directory.alliance}/schools"
    body = {"npsn": "P1234567", "name": "PKBM", "zone": "Asia/Jakarta"}
    answers = await asyncio.gather(*(admin.post(path, body) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    problem(await admin.post(path, body), 409, "npsn-taken")
    other = await directory.found("Lain", "lain")
    done(await directory.caller("lain").post(f"/alliances/{other}/schools", body), 201)


async def test_a_school_is_refused_and_corrected(directory: Directory) -> None:
    """Wrong zone, wrong shape, missing and stale If-Match."""
    admin, path = directory.caller("admin"), f"/alliances/{directory.alliance}/schools"
    body: dict[str, Any] = {"npsn": "00000001", "name": "SMK", "zone": "WITA"}
    problem(await admin.post(path, body), 409, "unknown-zone")
    problem(await admin.post(path, {**body, "npsn": "123"}), 422, "not-valid")
    wrong = {**body, "zone": "Asia/Jakarta", "concentrations": [{"code": "2.1", "name": "Perhotelan"}]}
    problem(await admin.post(path, wrong), 422, "not-valid")
    school = f"{path}/{directory.schools[0]}"
    etag = (await admin.get(school)).headers["ETag"]
    good = {"name": "SMKN 3", "zone": "Asia/Pontianak", "concentrations": [{"code": "2.1.1", "name": "Perhotelan"}]}
    problem(await admin.put(school, good), 428, "if-match-required")
    done(await admin.put(school, good, If_Match=etag))
    problem(await admin.put(school, good, If_Match=etag), 412, "stale")
    assert done(await directory.caller("kepsek-3").get(school))["concentrations"][0]["code"] == "2.1.1"
    problem(await directory.caller("kepsek-3").put(school, good, If_Match='"2"'), 403, "role-missing")
    history = done(await admin.get(f"{school}/history"))["items"]
    assert [event["type"] for event in history] == ["school-added.v1", "school-changed.v1"]


async def test_a_principal_keeps_the_members_of_the_own_school(directory: Directory) -> None:
    """Adds, changes, ends; another school's are not there."""
    kepsek, path = directory.caller("kepsek-3"), f"/schools/{directory.schools[0]}/members"
    added = done(await kepsek.post(path, TEACHER), 201)
    problem(await kepsek.post(path, TEACHER), 409, "member-already")
    one = f"{path}/{added['id']}"
    shown = await kepsek.get(one)
    assert done(shown)["name"] == "Ibu Guru"
    change = await kepsek.put(f"{one}/roles", {"roles": ["teacher", "coordinator"]}, If_Match=shown.headers["ETag"])
    assert done(change)["number"] == 2
    assert done(await directory.caller("guru").get("/me"))["places"][0]["roles"] == ["coordinator", "teacher"]
    problem(await directory.caller("kepsek-4").get(one), 404, "not-found")
    problem(await directory.caller("kepsek-4").post(path, TEACHER), 404, "not-found")
    foreign = f"/schools/{directory.schools[1]}/members/{added['id']}"
    problem(await directory.caller("kepsek-4").get(foreign), 404, "not-found")
    done(await kepsek.post(f"{one}/end"))
    assert done(await directory.caller("guru").get("/me")) == {"places": []}
    done(await kepsek.post(path, TEACHER), 201)


async def test_nobody_gives_power_beyond_his_own(directory: Directory) -> None:
    """A coordinator may not add at all; a principal not make an administrator; an operator only one."""
    school = directory.schools[0]
    kepsek, path = directory.caller("kepsek-3"), f"/schools/{school}/members"
    done(await kepsek.post(path, {**TEACHER, "roles": ["coordinator"]}), 201)
    problem(await directory.caller("guru").post(path, {**TEACHER, "subject": "x"}), 403, "role-missing")
    problem(await kepsek.post(path, {**TEACHER, "subject": "x", "roles": ["alliance_admin"]}), 409, "role-not-here")
    alliance = f"/alliances/{directory.alliance}/members"
    problem(await kepsek.post(alliance, {**TEACHER, "roles": ["alliance_admin"]}), 403, "role-missing")
    committee = {**TEACHER, "roles": ["committee"]}
    problem(await directory.caller("operator").post(alliance, committee), 409, "role-beyond-yours")
    done(await directory.caller("admin").post(alliance, committee), 201)
    problem(await directory.caller("operator").post("/alliances/" + school + "/members", committee), 404, "not-found")
    held = [role for member in done(await kepsek.get(path))["items"] for role in member["roles"]]
    assert sorted(held) == ["coordinator", "principal"], "nobody else was added"


async def test_the_last_principal_stays(directory: Directory) -> None:
    """Also when two principals remove each other at the same moment, many times over."""
    kepsek, path = directory.caller("kepsek-3"), f"/schools/{directory.schools[0]}/members"
    first = done(await kepsek.get(path))["items"][0]["id"]
    problem(await kepsek.post(f"{path}/{first}/end"), 409, "last-steward")
    answer = await kepsek.put(f"{path}/{first}/roles", {"roles": ["teacher"]}, If_Match='"1"')
    problem(answer, 409, "last-steward")
    second = done(await kepsek.post(path, {**TEACHER, "roles": ["principal"]}), 201)["id"]
    both = (kepsek.post(f"{path}/{second}/end"), directory.caller("guru").post(f"{path}/{first}/end"))
    answers = await asyncio.gather(*both)
    one, other = sorted(answer.status_code for answer in answers)
    assert one == 200
    assert other in {404, 409}
    left = done(await directory.caller("admin").get(f"{path}?active=true&role=principal"))["items"]
    assert len(left) == 1


async def test_lists_come_as_json_and_csv(directory: Directory) -> None:
    """With names from `people`, which are nowhere else."""
    kepsek, path = directory.caller("kepsek-3"), f"/schools/{directory.schools[0]}/members"
    done(await kepsek.post(path, TEACHER), 201)
    items = done(await kepsek.get(path))["items"]
    assert [(one["name"], one["roles"]) for one in items] == [
        ("Ibu Guru", ["teacher"]),
        ("Bapak Kepala", ["principal"]),
    ]
    csv = await kepsek.get(path, Accept="text/csv")
    assert csv.status_code == 200
    assert "Ibu Guru" in csv.text
    schools = await directory.caller("kepsek-4").get(f"/alliances/{directory.alliance}/schools?npsn=30203552")
    assert [one["id"] for one in done(schools)["items"]] == [directory.schools[0]]
    xlsx = await kepsek.get(
        f"/alliances/{directory.alliance}/schools",
        Accept="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    assert xlsx.content[:2] == b"PK"


async def test_no_personal_datum_leaves_people(directory: Directory) -> None:
    """Not the name, not the address, not the subject: journal, current states and claims have ids and hashes."""
    sentinel = {"subject": "sentinel-subject", "name": "Sentinel Name", "email": "sentinel@example.sch.id"}
    kepsek, path = directory.caller("kepsek-3"), f"/schools/{directory.schools[0]}/members"
    added = done(await kepsek.post(path, {**sentinel, "roles": ["teacher"]}), 201)
    database = directory.room.mongo.database
    for name in await database.list_collection_names():
        stored = json.dumps(await directory.room.mongo.documents(name).find({}), default=str).lower()
        assert "sentinel-subject" not in stored, name
        assert ("sentinel" in stored) == (name == "people"), name
    problem(await kepsek.post(f"{path}/{added['id']}/erase"), 409, "membership-active")
    done(await kepsek.post(f"{path}/{added['id']}/end"))
    done(await kepsek.post(f"{path}/{added['id']}/erase"))
    assert done(await kepsek.get(f"{path}/{added['id']}"))["name"] is None
    people = json.dumps(await directory.room.mongo.documents("people").find({}), default=str)
    assert "sentinel" not in people.lower()


async def test_a_key_is_shown_once(directory: Directory) -> None:
    """The repetition of the request says so; the key works at once and reads what its scope says."""
    kepsek, school = directory.caller("kepsek-3"), directory.schools[0]
    path, body = f"/schools/{school}/keys", {"name": "terminal", "scopes": ["member:read"]}
    issued = await kepsek.post(path, body, Idempotency_Key="key-1")
    key = done(issued, 201)["key"]
    assert issued.headers["Cache-Control"] == "no-store"
    again = await kepsek.post(path, body, Idempotency_Key="key-1")
    assert done(again, 201)["key"] is None
    assert "cannot be shown again" in done(again, 201)["note"]
    assert done(again, 201)["id"] == done(issued, 201)["id"]
    done(await directory.bearer(key).get(f"/schools/{school}/members"))
    problem(await directory.bearer(key).get(f"/schools/{directory.schools[1]}/members"), 404, "not-found")
    problem(await directory.bearer(key).get(path), 403, "scope-missing")
    problem(await kepsek.post(path, body), 409, "key-name-taken")
    everything = [await directory.room.mongo.documents(name).find({}) for name in ("journal", "current_api_key")]
    assert key not in json.dumps(everything, default=str)
    listed = await kepsek.get(path, Accept="text/csv")
    assert key.split("_")[1] in listed.text
    assert key.split("_")[2] not in listed.text


async def test_keys_are_rotated_and_revoked(directory: Directory) -> None:
    """Both work during the change; a third is refused; the revoked one stops at once."""
    kepsek, school = directory.caller("kepsek-3"), directory.schools[0]
    path, members = f"/schools/{school}/keys", f"/schools/{school}/members"
    first = done(await kepsek.post(path, {"name": "terminal", "scopes": ["member:read"]}), 201)
    second = done(await kepsek.post(f"{path}/{first['id']}/secrets"), 201)
    for key in (first["key"], second["key"]):
        done(await directory.bearer(key).get(members))
    problem(await kepsek.post(f"{path}/{first['id']}/secrets"), 409, "two-secrets-active")
    done(await kepsek.post(f"{path}/{first['id']}/revoke", {"prefix": first["key"].split("_")[1]}))
    assert (await directory.bearer(first["key"]).get(members)).status_code == 401
    assert (await directory.bearer(second["key"]).get(members)).status_code == 200
    third = done(await kepsek.post(f"{path}/{first['id']}/secrets"), 201)
    done(await kepsek.post(f"{path}/{first['id']}/revoke"))
    for key in (second["key"], third["key"]):
        problem(await directory.bearer(key).get(members), 401, "not-authenticated")
    problem(await kepsek.post(f"{path}/{first['id']}/revoke", {"prefix": "a" * 12}), 404, "not-found")


async def test_no_key_makes_members_or_keys(directory: Directory) -> None:
    """Such scopes are not given out."""
    kepsek, school = directory.caller("kepsek-3"), directory.schools[0]
    body = {"name": "robot", "scopes": ["member:write"]}
    problem(await kepsek.post(f"/schools/{school}/keys", body), 409, "scope-for-people")
    long = {"name": "robot", "scopes": ["member:read"], "expires": "2099-01-01T00:00:00Z"}
    problem(await kepsek.post(f"/schools/{school}/keys", long), 409, "key-lifetime")
    assert done(await kepsek.get(f"/schools/{school}/keys"))["items"] == []


async def test_a_partner_gets_a_key_only_from_its_own_alliance(directory: Directory) -> None:
    """Else one alliance could speak for another's partner."""
    admin, path = directory.caller("admin"), f"/alliances/{directory.alliance}/keys"
    hotel = await directory.register()
    body = {"name": "property-system", "scopes": ["webhook:write"], "organisation": hotel}
    done(await admin.post(path, body), 201)
    other = await directory.found("Lain", "lain")
    stolen = await directory.caller("lain").post(f"/alliances/{other}/keys", body)
    problem(stolen, 409, "organisation-not-registered")
    listed = done(await admin.get(f"{path}?organisation={hotel}"))["items"]
    assert [one["organisation"] for one in listed] == [hotel]
    problem(await directory.caller("kepsek-3").post(path, body), 403, "role-missing")
    school_key = f"/schools/{directory.schools[0]}/keys"
    problem(await directory.caller("kepsek-3").post(school_key, body), 422, "not-valid")


async def test_a_school_shares_within_its_alliance(directory: Directory) -> None:
    """With the other school or the alliance; by the principal only; not with a stranger."""
    kepsek, path = directory.caller("kepsek-3"), f"/schools/{directory.schools[0]}/grants"
    for to in (directory.schools[1], directory.alliance):
        done(await kepsek.post(path, {"to": to, "what": ["placements"]}), 201)
    problem(await kepsek.post(path, {"to": directory.schools[0], "what": ["placements"]}), 409, "sharing-with-itself")
    other = await directory.found("Lain", "lain")
    problem(await kepsek.post(path, {"to": other, "what": ["placements"]}), 404, "not-found")
    items = done(await kepsek.get(path))["items"]
    done(await kepsek.post(f"{path}/{items[0]['id']}/withdraw"))
    assert len(done(await kepsek.get(f"{path}?active=true"))["items"]) == 1
    problem(await directory.caller("kepsek-4").get(path), 404, "not-found")


async def test_every_event_carries_the_full_state(directory: Directory) -> None:
    """The topics are compacted: the newest event alone must rebuild each copy."""
    entries = await directory.room.mongo.documents("journal").find({"aggregate": {"$ne": "person"}})
    for entry in entries:
        for event in entry["events"]:
            (state,) = event["data"].values()
            assert isinstance(state, dict), event["type"]
