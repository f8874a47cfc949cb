"""What a thing is called by which something waits: in its own words, by number, or by whom it is with (C6)."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final, Literal

from services.partners.domain.facility import FACILITY
from services.partners.domain.organisation import ORGANISATION
from shared.agendas import Standing
from shared.context import Context
from shared.http.listing.columns import at_path
from shared.mongo import Document
from shared.runtime import Runtime
from shared.texts import NAME as TEXTS

Kind = Literal["plain", "text", "organisation", "facility", "school"]


@dataclass(frozen=True, slots=True)
class Named:
    """Where a state says it: the value itself, or the id of what has the name. Of a list, the first one."""

    kind: Kind
    path: str


NAMES: Final[Mapping[str, tuple[Named, ...]]] = {
    "partner": (Named("organisation", "state.organisation"),),
    "duplicate": (Named("organisation", "state.first"), Named("organisation", "state.second")),
    "programme": (Named("text", "state.plan.title.id"),),
    "plan": (Named("text", "state.content.title.id"),),
    "vision": (Named("text", "state.content.statement.id"),),
    "mou": (Named("plain", "state.number"), Named("organisation", "state.terms.parties.organisations")),
    "evaluation": (Named("organisation", "state.frame.organisation"),),
    "contribution": (Named("organisation", "state.organisation"),),
    "communication": (Named("organisation", "state.entry.organisation"),),
    "activity": (Named("text", "state.plan.title.id"),),
    "meeting": (Named("text", "state.call.title.id"),),
    "curriculum": (Named("plain", "state.scope.concentration"), Named("organisation", "state.scope.organisation")),
    "industry-class": (Named("plain", "state.terms.concentration"), Named("organisation", "state.terms.organisation")),
    "achievement": (Named("text", "state.feat.title.id"),),
    "facility-booking": (Named("facility", "state.terms.facility"),),
    "sister-school": (Named("text", "state.terms.title.id"),),
    "observation-visit": (Named("text", "state.plan.purpose.id"),),
    "joint-training": (Named("text", "state.plan.topic.id"),),
    "practice-exchange": (Named("text", "state.record.lessons.subject.id"),),
    "line": (Named("school", ""),),
}
"""Aggregate → the parts of its title. The line has no state to be named by: somebody is to be appointed at a school."""


_SOURCES: Final[Mapping[Kind, tuple[str, str]]] = {
    "text": (TEXTS, "text"),
    "organisation": (ORGANISATION.collection, "state.name"),
    "facility": (FACILITY.collection, "state.terms.name"),
}
"""Kind → the collection that has the names, and where in its documents."""

LONGEST: Final = 80
"""Characters of a name; a vision is called by its statement, which may be a whole page."""

Part = tuple[Kind, str]
"""A plain word, or the key of the document that has it."""


async def titles_of(ctx: Context, found: Sequence[Standing]) -> dict[str, str]:
    """Titles by `<tenant>/<id>`: one read for each kind of aggregate and of name, however many things there are.

    To an organisation what would bear its own name is called by the school's. What was erased has no title.
    """
    documents, schools = await asyncio.gather(
        _documents(ctx.runtime, found), _schools(ctx.runtime, {each.tenant for each in found})
    )
    parts = {
        f"{each.tenant}/{each.id}": list(_parts(ctx, schools, each, documents.get(f"{each.tenant}/{each.id}", {})))
        for each in found
    }
    words = await _words(ctx.runtime, {part for some in parts.values() for part in some})
    titles = {key: " · ".join(words[part] for part in some if words.get(part)) for key, some in parts.items()}
    return {key: title for key, title in titles.items() if title}


async def _documents(rt: Runtime, found: Sequence[Standing]) -> dict[str, Document]:
    """What of each state names it."""
    read = (_of_aggregate(rt, aggregate, found) for aggregate in sorted({each.aggregate for each in found}))
    return {one["_id"]: one for documents in await asyncio.gather(*read) for one in documents}


async def _of_aggregate(rt: Runtime, aggregate: str, found: Sequence[Standing]) -> list[Document]:
    keys = sorted({f"{each.tenant}/{each.id}" for each in found if each.aggregate == aggregate})
    decider = next(one for one in rt.definition.deciders if one.name == aggregate)
    fields = dict.fromkeys(paths_of(aggregate), 1)
    return await rt.mongo.documents(decider.collection).find({"_id": {"$in": keys}}, fields=fields) if fields else []


def paths_of(aggregate: str) -> list[str]:
    """Where in its state the parts of its title are; none where the school alone names it."""
    return [named.path for named in NAMES[aggregate] if named.kind != "school"]


async def _schools(rt: Runtime, tenants: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Alliance and name of each; a tenant that is no school is an alliance."""
    schools = rt.mongo.documents("directory_schools").find({"id": {"$in": sorted(tenants)}})
    return {one["id"]: (one["tenant"], one["state"]["name"]) async for one in schools}


def _parts(ctx: Context, schools: Mapping[str, tuple[str, str]], each: Standing, document: Document) -> Iterator[Part]:
    alliance, school = schools.get(each.tenant, (each.tenant, ""))
    for named in NAMES[each.aggregate]:
        value = _first(document, named.path)
        if named.kind == "school" or (named.kind == "organisation" and ctx.actor.organisation):
            yield "plain", school
        elif value is not None:
            where = {"plain": "", "organisation": f"{alliance}/"}.get(named.kind, f"{each.tenant}/")
            yield named.kind, f"{where}{value}"


async def _words(rt: Runtime, parts: AbstractSet[Part]) -> dict[Part, str]:
    """What is written where the parts point."""
    read = [_of_kind(rt, kind, sorted(key for one, key in parts if one == kind)) for kind in _SOURCES]
    found = {part: word for words in await asyncio.gather(*read) for part, word in words.items()}
    return {part: part[1] for part in parts if part[0] == "plain"} | found


async def _of_kind(rt: Runtime, kind: Kind, keys: list[str]) -> dict[Part, str]:
    if not keys:
        return {}
    collection, path = _SOURCES[kind]
    found = await rt.mongo.documents(collection).find({"_id": {"$in": keys}}, fields={path: 1})
    return {(kind, one["_id"]): cut(word) for one in found if (word := at_path(one, path))}


def cut(text: str) -> str:
    """On one line, and what is longer than a name up to its last whole word that fits."""
    line = " ".join(text.split())
    if len(line) <= LONGEST:
        return line
    begun = line[: LONGEST - 1]
    return (begun.rpartition(" ")[0] or begun[:-1]) + " …"


def _first(document: Any, path: str) -> str | None:
    """The value at `a.b.c`; of a list on the way, that in its first member."""
    for step in path.split("."):
        document = document.get(step) if isinstance(document, Mapping) else None
        document = document[0] if isinstance(document, list) and document else document
    return document if isinstance(document, str) else None
