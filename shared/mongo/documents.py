"""One collection, the same on both drivers. No tenant here: services use `Tenant`."""

import inspect
from collections.abc import AsyncIterator, Generator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from pymongo.errors import BulkWriteError
from pymongo.read_concern import ReadConcern
from pymongo.results import BulkWriteResult, DeleteResult, UpdateResult

_DUPLICATE_KEY: Final = 11000

Document: TypeAlias = dict[str, Any]
Filter: TypeAlias = Mapping[str, Any]
Sort: TypeAlias = Sequence[tuple[str, int]]
Session: TypeAlias = Any
"""A driver's session, from `Mongo.transaction()`."""


async def settled(answer: Any) -> Any:
    """The answer itself: where one driver answers at once, the other wants to be awaited."""
    return await answer if inspect.isawaitable(answer) else answer


class Found:
    """Documents that match. `await` gives the list, `async for` one after the other."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def __await__(self) -> Generator[Any, None, list[Document]]:
        return self._all().__await__()

    async def __aiter__(self) -> AsyncIterator[Document]:
        cursor = await settled(self._cursor)
        try:
            async for document in cursor:
                yield document
        finally:
            await settled(cursor.close())

    async def _all(self) -> list[Document]:
        cursor = await settled(self._cursor)
        documents: list[Document] = await cursor.to_list(length=None)
        return documents


class Documents:
    """A raw collection: majority writes, reads from the primary, a deadline on every call."""

    def __init__(self, collection: Any) -> None:
        self.raw = collection
        """The driver's own collection; only for what is missing here."""

    @property
    def name(self) -> str:
        """The collection's name."""
        return str(self.raw.name)

    def majority(self) -> "Documents":
        """The same, reading only what no failover can take back."""
        return Documents(self.raw.with_options(read_concern=ReadConcern("majority")))

    async def find_one(self, filter: Filter, *, fields: Any = None, session: Session = None) -> Document | None:
        """The first match or None."""
        found: Document | None = await self.raw.find_one(filter, fields, session=session)
        return found

    def find(
        self, filter: Filter, *, fields: Any = None, sort: Sort | None = None, limit: int = 0, session: Session = None
    ) -> Found:
        """All matches; `limit` 0 means all."""
        cursor = self.raw.find(filter, fields, session=session)
        cursor = cursor.sort(list(sort)) if sort else cursor
        return Found(cursor.limit(limit) if limit else cursor)

    def aggregate(self, pipeline: Sequence[Filter], *, session: Session = None) -> Found:
        """What the pipeline yields."""
        return Found(self.raw.aggregate(list(pipeline), session=session))

    async def count(self, filter: Filter, *, most: int = 0) -> int:
        """How many match; looks no further than `most` where it is given."""
        return int(await self.raw.count_documents(filter, **({"limit": most} if most else {})))

    async def insert_one(self, document: Document, *, session: Session = None) -> None:
        """Raises `Duplicate`."""
        await self.raw.insert_one(document, session=session)

    async def replace_one(
        self, filter: Filter, document: Filter, *, upsert: bool = False, session: Session = None
    ) -> UpdateResult:
        """Replace the first match; with `upsert` insert it when there is none (may raise `Duplicate`)."""
        result: UpdateResult = await self.raw.replace_one(filter, document, upsert=upsert, session=session)
        return result

    async def update_one(
        self, filter: Filter, change: Any, *, upsert: bool = False, session: Session = None
    ) -> UpdateResult:
        """Change the first match. No unguarded `$inc`: a repeated write would count twice."""
        result: UpdateResult = await self.raw.update_one(filter, change, upsert=upsert, session=session)
        return result

    async def update_many(self, filter: Filter, change: Any, *, session: Session = None) -> UpdateResult:
        """Change every match."""
        result: UpdateResult = await self.raw.update_many(filter, change, session=session)
        return result

    async def delete_one(self, filter: Filter, *, session: Session = None) -> DeleteResult:
        """Remove the first match."""
        result: DeleteResult = await self.raw.delete_one(filter, session=session)
        return result

    async def delete_many(self, filter: Filter) -> DeleteResult:
        """Remove every match."""
        result: DeleteResult = await self.raw.delete_many(filter)
        return result

    async def bulk_write(self, writes: Sequence[Any], *, ordered: bool = True) -> BulkWriteResult:
        """Many writes (pymongo's `UpdateOne`, …) in one call; raises `pymongo.errors.BulkWriteError`."""
        result: BulkWriteResult = await self.raw.bulk_write(list(writes), ordered=ordered)
        return result

    async def write_new(self, writes: Sequence[Any]) -> list[int]:
        """Many writes in one call, in any order; the indexes of those whose key was there already.

        Of an upsert: another one made the document at the same moment, or one that its filter passes over is there.
        Raises `pymongo.errors.BulkWriteError` for whatever else went wrong.
        """
        if not writes:
            return []
        try:
            await self.raw.bulk_write(list(writes), ordered=False)
        except BulkWriteError as error:
            failed = error.details.get("writeErrors", [])
            if error.details.get("writeConcernErrors") or any(one.get("code") != _DUPLICATE_KEY for one in failed):
                raise
            return [one["index"] for one in failed]
        return []

    async def indexes(self) -> dict[str, Document]:
        """Existing indexes by name."""
        return {index["name"]: dict(index) for index in await Found(self.raw.list_indexes())}

    async def drop(self) -> None:
        """Remove the collection with everything in it."""
        await self.raw.drop()
