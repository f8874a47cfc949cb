"""The tenant's own view of the database: it can neither see nor touch another tenant's documents."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.mongo.documents import Document, Documents, Filter, Found, Sort

OWN = ("_id", "tenant", "id")


class TenantCollection:
    """One collection in one tenant. Stored `_id` is `<tenant>/<id>`, with `tenant` and `id` as fields."""

    def __init__(self, documents: Documents, tenant: str) -> None:
        self._documents = documents
        self.tenant = tenant

    @property
    def name(self) -> str:
        """The collection's name."""
        return self._documents.name

    def key(self, id: str) -> str:
        """The stored `_id`."""
        return f"{self.tenant}/{id}"

    async def get(self, id: str) -> Document | None:
        """The document with this id, or None."""
        return await self._documents.find_one({"_id": self.key(id), "tenant": self.tenant})

    async def find_one(self, filter: Filter) -> Document | None:
        """The first match or None."""
        return await self._documents.find_one(self._own(filter))

    def find(
        self, filter: Filter | None = None, *, sort: Sort | None = None, limit: int = 0, fields: Any = None
    ) -> Found:
        """All matches: `await` for a list, `async for` for one after the other. `limit` 0 means all."""
        return self._documents.find(self._own(filter or {}), sort=sort, limit=limit, fields=fields)

    def aggregate(self, pipeline: Sequence[Filter]) -> Found:
        """The pipeline over this tenant's documents only. Stages that read other collections are an error."""
        for stage in pipeline:
            if {"$lookup", "$graphLookup", "$unionWith", "$out", "$merge"} & set(stage):
                raise ValueError("A tenant's pipeline reads its own collection only.")
        return self._documents.aggregate([{"$match": {"tenant": self.tenant}}, *pipeline])

    async def count(self, filter: Filter | None = None, *, most: int = 0) -> int:
        """How many match; looks no further than `most` where it is given."""
        return await self._documents.count(self._own(filter or {}), most=most)

    async def insert(self, id: str, document: Mapping[str, Any]) -> None:
        """Store a new document; `shared.mongo.Duplicate` when the id or a unique key is taken."""
        await self._documents.insert_one(self._stored(id, document))

    async def put(self, id: str, document: Mapping[str, Any]) -> None:
        """Store the document, in place of what was there."""
        stored = self._stored(id, document)
        await self._documents.replace_one({"_id": stored["_id"], "tenant": self.tenant}, stored, upsert=True)

    async def update(
        self, id: str, change: Mapping[str, Any], *, where: Filter | None = None, upsert: bool = False
    ) -> bool:
        """Apply `$set`, `$unset`, … to the document where it also matches `where`; False when nothing matched.

        A guarded upsert that meets an existing document raises `Duplicate`.
        """
        own = {"_id": self.key(id), "tenant": self.tenant}
        result = await self._documents.update_one({**(where or {}), **own}, self._change(change, id), upsert=upsert)
        return bool(result.matched_count or result.upserted_id is not None)

    async def update_all(self, filter: Filter, change: Mapping[str, Any]) -> int:
        """Apply the change to every match; how many there were."""
        result = await self._documents.update_many(self._own(filter), self._change(change))
        return int(result.matched_count)

    async def remove(self, id: str) -> bool:
        """Delete the document; False when there was none."""
        result = await self._documents.delete_one({"_id": self.key(id), "tenant": self.tenant})
        return bool(result.deleted_count)

    async def remove_all(self, filter: Filter) -> int:
        """Delete every match; how many there were."""
        result = await self._documents.delete_many(self._own(filter))
        return int(result.deleted_count)

    def _own(self, filter: Filter) -> Document:
        return {**filter, "tenant": self.tenant}

    def _stored(self, id: str, document: Mapping[str, Any]) -> Document:
        return {**document, "_id": self.key(id), "tenant": self.tenant, "id": id}

    def _change(self, change: Mapping[str, Any], id: str | None = None) -> Document:
        for operator, fields in change.items():
            if not operator.startswith("$") or any(field in OWN for field in fields):
                raise ValueError("A change consists of operators like $set and never touches _id, tenant or id.")
        if id is None:
            return dict(change)
        return {**change, "$setOnInsert": {**change.get("$setOnInsert", {}), "id": id}}


class Tenant:
    """All collections of one tenant: `tenant["students"]`."""

    def __init__(self, mongo: Any, tenant: str) -> None:
        if not tenant or "/" in tenant:
            raise ValueError("A tenant's id is not empty and has no slash.")
        self._mongo = mongo
        self.tenant = tenant

    def __getitem__(self, collection: str) -> TenantCollection:
        return TenantCollection(self._mongo.documents(collection), self.tenant)
