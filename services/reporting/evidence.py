"""What a figure is made of: one row per fact, with the event that brought it to its state (C43)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, get_args

from services.reporting.facts import FACTS
from services.reporting.figures import BY_NAME, STATES, FigureName, Subject
from shared.http import Column, Filter, Listing
from shared.ids import Id
from shared.mongo import TenantCollection
from shared.mongo.documents import Documents, Found, Sort
from shared.runtime import Runtime

_AFTER_ALL_IDS: Final = "~"
"""Sorts after every tenant's id."""

COLUMNS: Final = (
    Column("id", "ID", "ID", "aggregate", Id),
    Column("subject", "Hal", "Subject", "subject", Subject),
    Column("state", "Status", "State", "state"),
    Column("school", "Sekolah", "School", "tenant", Id),
    Column("event", "Peristiwa", "Event", "evidence.event", Id),
    Column("type", "Jenis peristiwa", "Event type", "evidence.type"),
    Column("number", "Nomor peristiwa", "Event number", "evidence.number", int),
    Column("at", "Waktu", "At", "evidence.at"),
    Column("source", "Sumber", "Source", "source"),
)

EVIDENCE: Final = Listing(
    "evidence",
    columns=COLUMNS,
    filters=(
        Filter("figure", "figure", type=FigureName, description="The facts of this figure; without it all facts."),
        Filter("state", "state", "in"),
    ),
    timed=False,
)
"""`source` is the path of the fact's history in the service that owns it."""


class SeenFacts(TenantCollection):
    """The facts that may be seen, of several tenants: `where` names their schools. `id` is the whole `_id`."""

    def __init__(self, documents: Documents, where: Mapping[str, Any]) -> None:
        super().__init__(documents, _AFTER_ALL_IDS)
        self._where = where

    def key(self, id: str) -> str:
        """Ids are whole ones already."""
        return id

    def find(
        self, filter: Mapping[str, Any] | None = None, *, sort: Sort | None = None, limit: int = 0, fields: Any = None
    ) -> Found:
        """As a list asks for a page. `figure` is no field: it stands for a subject in certain states."""
        conditions = [_meaning(condition) for condition in _parts(filter or {})]
        pipeline: list[dict[str, Any]] = [{"$match": {"$and": [self._where, *conditions]}}]
        pipeline += [{"$sort": dict(sort or ())}] if sort else []
        pipeline += [{"$limit": limit}] if limit else []
        return self._documents.aggregate([*pipeline, {"$set": {"id": "$_id"}}])


def _parts(filter: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What a list asks for, flat or one by one."""
    yield from filter.get("$and", ())
    if flat := {name: value for name, value in filter.items() if name != "$and"}:
        yield flat


def _meaning(condition: Mapping[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in condition.items() if name != "figure"}
    if "figure" not in condition:
        return rest
    figure = BY_NAME[condition["figure"]]
    meant: dict[str, Any] = {"subject": figure.subject}
    if not figure.whole:
        meant["state"] = {"$in": list(figure.states)}
    return {"$and": [meant, rest]} if rest else meant


async def of_school(rt: Runtime, school: str) -> SeenFacts:
    """Every fact of one school."""
    where = {"schools": school, "subject": {"$in": list(STATES)}}
    return SeenFacts(await FACTS.collection(rt), where)


async def of_granting(rt: Runtime, granted: Mapping[Subject, Iterable[str]]) -> SeenFacts:
    """The facts of the schools that granted them, subject by subject."""
    where = [{"subject": subject, "schools": {"$in": sorted(schools)}} for subject, schools in granted.items()]
    some = sorted(set().union(*granted.values()))
    indexed = {"schools": {"$in": some}, "subject": {"$in": list(granted)}}  # no index is chosen for `$or` alone
    return SeenFacts(await FACTS.collection(rt), {**indexed, "$or": where})


_SOURCES: Final[Mapping[Subject, str]] = {
    "partner": "/partners/schools/{school}/partners/{id}/history",
    "mou": "/partners/schools/{school}/mous/{id}/history",
    "placement": "/placements/schools/{school}/placements/{id}/history",
    "teacher_internship": "/teachers/schools/{school}/internships/{id}/history",
}
_JOINT: Final = "/partners/schools/{viewer}/joint-mous/{school}/{id}"
"""Where a school reads an MoU that another one drafted: the history stays with the owner."""


def source_of(document: Mapping[str, Any], viewer: str | None = None) -> str:
    """Where the fact can be followed up, for a school that looks at it, or for the alliance."""
    owner, id = document["tenant"], document["aggregate"]
    if document["subject"] == "mou" and viewer not in {None, owner}:
        return _JOINT.format(viewer=viewer, school=owner, id=id)
    return _SOURCES[document["subject"]].format(school=owner, id=id)


assert set(_SOURCES) == set(get_args(Subject)), "every subject has its source"
