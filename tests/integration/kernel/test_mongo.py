"""The seam to the database: the same on both drivers, with the tenant in everything."""

from datetime import timedelta

import pytest
from pymongo import InsertOne, UpdateOne
from pymongo.errors import BulkWriteError

from shared.clock import SystemClock
from shared.ids import new_id
from shared.mongo import Collection, DeclarationConflict, Duplicate, Index, Mongo, apply
from shared.refusals import Refused


async def test_a_tenant_sees_its_own_documents_only(storage: Mongo) -> None:
    mine, theirs = storage.tenant("a")["things"], storage.tenant("b")["things"]
    await mine.put("1", {"name": "x", "tenant": "b"})
    await mine.insert("2", {"name": "y"})
    await theirs.put("1", {"name": "z"})
    with pytest.raises(Duplicate):
        await mine.insert("2", {})
    assert [one["name"] for one in await mine.find({"tenant": "b"}, sort=[("name", -1)])] == ["y", "x"]
    assert [one["name"] async for one in theirs.find()] == ["z"]
    assert (await mine.get("1") or {})["_id"] == "a/1"
    assert await theirs.get("2") is None
    assert await theirs.find_one({"_id": "a/2"}) is None
    assert await mine.count() == 2
    assert not await theirs.update("2", {"$set": {"name": "stolen"}})
    assert await theirs.update_all({}, {"$set": {"seen": True}}) == 1
    assert not await theirs.remove("2")
    assert await theirs.remove_all({"name": {"$exists": True}}) == 1
    assert await mine.count({"seen": True}) == 0
    assert await mine.aggregate([{"$group": {"_id": None, "n": {"$sum": 1}}}]) == [{"_id": None, "n": 2}]


async def test_a_change_cannot_move_a_document_to_another_tenant(storage: Mongo) -> None:
    mine = storage.tenant("a")["things"]
    for change in ({"$set": {"tenant": "b"}}, {"name": "no operator"}, {"$rename": {"_id": "x"}}):
        with pytest.raises(ValueError, match="never touches"):
            await mine.update("1", change)
    with pytest.raises(ValueError, match="own collection"):
        mine.aggregate([{"$lookup": {}}])
    with pytest.raises(ValueError, match="slash"):
        storage.tenant("a/b")


async def test_a_guarded_upsert(storage: Mongo) -> None:
    mine = storage.tenant("a")["things"]
    assert await mine.update("1", {"$set": {"n": 3}}, where={"n": {"$lt": 3}}, upsert=True)
    assert (await mine.get("1") or {})["id"] == "1"
    with pytest.raises(Duplicate):
        await mine.update("1", {"$set": {"n": 2}}, where={"n": {"$lt": 2}}, upsert=True)
    assert not await mine.update("1", {"$set": {"n": 2}}, where={"n": {"$lt": 2}})


async def test_writes_of_what_may_be_there_already(storage: Mongo) -> None:
    things = storage.documents("things")
    assert await things.write_new([]) == []
    assert await things.write_new([InsertOne({"_id": n}) for n in (1, 3)]) == []
    assert await things.write_new([InsertOne({"_id": n}) for n in (0, 1, 2, 3)]) == [1, 3]
    assert await things.count({}) == 4
    raised = UpdateOne({"_id": 0, "number": {"$lt": 1}}, {"$set": {"number": 1}}, upsert=True)
    assert await things.write_new([raised]) == [0], "its filter passes over what is there"
    with pytest.raises(BulkWriteError):
        await things.write_new([InsertOne({"_id": 9}), UpdateOne({"_id": 1}, {"$inc": {"_id": 1}})])


async def test_validators_and_conflicting_indexes(storage: Mongo) -> None:
    schema = {"$jsonSchema": {"bsonType": "object", "required": ["name"]}}
    things = Collection("things", (Index(("tenant", "-at")),), validator=schema)
    assert await apply(storage, [things]) == ["collection things", "index things.tenant_at_down"]
    assert await apply(storage, [things]) == []
    with pytest.raises(Exception, match="validation"):
        await storage.tenant("a")["things"].put("1", {})
    await storage.tenant("a")["things"].put("1", {"name": "x"})
    await storage.tenant("a")["things"].put("2", {"name": "x"})
    with pytest.raises(DeclarationConflict, match="mend the documents"):
        await apply(storage, [Collection("things", (Index(("tenant", "name"), unique=True),))])
    with pytest.raises(ValueError, match="must start with the tenant"):
        Index(("name",))


async def test_a_transaction_is_all_or_nothing(storage: Mongo) -> None:
    documents = storage.documents("things")
    await documents.insert_one({"_id": "there"})

    async def fail() -> None:
        async with storage.transaction() as session:
            await documents.insert_one({"_id": "new"}, session=session)
            await documents.insert_one({"_id": "there"}, session=session)

    with pytest.raises(Duplicate):
        await fail()
    assert await documents.count({}) == 1
    async with storage.transaction() as session:
        await documents.insert_one({"_id": "new"}, session=session)
    assert await documents.majority().count({}) == 2


async def test_domain_time_moves_forward_for_every_process(storage: Mongo) -> None:
    one, two = SystemClock(storage), SystemClock(storage)
    begun = one.machine()
    there = begun + timedelta(days=365)
    await one.move(there)
    await one.move(one.machine())
    await two.follow()
    for clock in (one, two):
        assert there <= clock.now() <= there + (clock.machine() - begun) + timedelta(milliseconds=2)
    assert (two.machine() - there).days < -300
    with pytest.raises(Refused):
        await SystemClock().move(there)


async def test_ids_are_ordered() -> None:
    ids = [new_id() for _ in range(100)]
    assert ids == sorted(ids)
