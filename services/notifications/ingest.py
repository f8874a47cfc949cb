"""From events to deliveries: one message, and one delivery for each endpoint that it concerns. Sends nothing.

Every step may be repeated: `_id`s are derived, duplicates ignored. The order makes a crash harmless: programmes of
streams, messages, deliveries, lanes, watermarks, and only then the offset.

What is redriven passes the watermark, which later events of its stream have raised: that nobody hears it twice is then
told by the derived `_id`s alone, for as long as what has them is kept. A stored endpoint that cannot be read costs
nobody else anything: all others hear the event, which then goes to the dead letters, to be redriven for this one.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import ValidationError
from pymongo import InsertOne, UpdateOne

from services.notifications import metrics, programmes, wire
from services.notifications.domain.endpoint import ENDPOINT, Endpoint
from services.notifications.domain.endpoint.values import Channel
from services.notifications.domain.filters import concerns, matches
from services.notifications.engine.deliveries import Delivery, Message
from services.notifications.engine.lanes import AT_ONCE, Lanes, Place
from services.notifications.engine.running import hand_over, look, wake
from services.notifications.heights import heights_of
from services.notifications.known_types import note
from services.notifications.mail.hearing import addressed
from services.notifications.mail.items import ITEMS, unfiled
from services.notifications.settings import settings_of
from services.notifications.views import DELIVERIES, MESSAGES, WATERMARKS, document, key
from shared.envelope import Poison, Record
from shared.faults import point
from shared.ids import id_floor, new_id
from shared.mongo import Mongo
from shared.runtime import Runtime

_SKEW: Final = timedelta(hours=1)
"""So far may the clocks of two machines be apart."""


@dataclass(frozen=True, slots=True)
class Hearer:
    """An endpoint that may hear an event."""

    tenant: str
    id: str
    state: Endpoint

    @property
    def place(self) -> Place:
        """Tenant and id, which name its lane."""
        return self.tenant, self.id


@dataclass(frozen=True, slots=True)
class Heard:
    """A record and an endpoint that it concerns and that has not heard it yet."""

    record: Record
    hearer: Hearer

    height: int = 0
    """Of the watermark when the record was heard; 0 where the endpoint had heard nothing of the stream."""
    programmes: frozenset[str] = frozenset()
    """To which it belongs; only looked for where the endpoint asks."""

    @property
    def mark(self) -> str:
        """The `_id` of the watermark of this endpoint for the record's stream."""
        return key(self.hearer.tenant, f"{self.hearer.id}{self.record.stream}")

    @property
    def wanted(self) -> bool:
        """Does the endpoint want this type, of this school and programme?"""
        state, record = self.hearer.state, self.record
        return (
            matches(state.filters, record.type)
            and concerns(state.terms.schools, (record.tenant, *record.schools))
            and concerns(state.terms.programmes, self.programmes)
        )

    @property
    def message(self) -> str:
        """The id of the bytes that this endpoint gets."""
        return wire.message_key(self.record.id, self.hearer.state.terms.body_format)

    @property
    def message_key(self) -> str:
        """The `_id` of these bytes."""
        return key(self.hearer.tenant, self.message)


@dataclass(frozen=True, slots=True)
class Stored:
    """What an endpoint gets, as it stands in the database."""

    heard: Heard
    delivery: dict[str, Any]
    message: dict[str, Any]
    new: bool
    """Neither was there before."""


async def ingest(rt: Runtime, records: Sequence[Record], *, only: Channel | None = None) -> None:
    """One batch, for endpoints of every channel or of one. Idempotent.

    Raises `Poison` for what is no event of ours, before anything is done; and where the stored state of an endpoint
    cannot be read, after everybody else has heard the batch.
    """
    for record in records:
        if not wire.is_id(record.id):
            raise Poison("ce_id is not an id of ours")
    await programmes.remember(rt.mongo, records)
    hearers, unreadable = await _hearers(rt.mongo, records, only)
    concerned = _concerned(records, hearers)
    heard = await _belonging(rt.mongo, await _unheard(rt, concerned))
    metrics.INGESTED.labels("concerns-nobody").inc(max(0, len(records) - len({one.record.id for one in concerned})))
    metrics.INGESTED.labels("heard-before").inc(len(concerned) - len(heard))
    if heard:
        await _tell(rt, heard)
    if unreadable:
        raise Poison(f"the stored state of endpoint {unreadable[0]} cannot be read")


async def _tell(rt: Runtime, heard: Sequence[Heard]) -> None:
    wanted, expires = [one for one in heard if one.wanted], rt.clock.machine() + settings_of(rt).payload_life
    at_once, later = await addressed(rt.mongo, wanted, rt.clock.now(), expires)
    told = await add(rt, at_once)
    redriven = {one.record.id for one in heard if one.record.redriven}
    await rt.mongo.documents(ITEMS).write_new([InsertOne(one) for one in await unfiled(rt.mongo, later, redriven)])
    await point("webhook.after-ingest")
    await _raise_watermarks(rt.mongo, heard, told)


async def _hearers(mongo: Mongo, records: Sequence[Record], only: Channel | None) -> tuple[list[Hearer], list[str]]:
    """The endpoints of all whom these events concern, and the ids of those whose state cannot be read."""
    names = sorted({name for record in records for name in audience(record)})
    asked: dict[str, Any] = {"tenant": {"$in": names}, "state.status": {"$ne": "removed"}}
    if only:
        asked["state.channel"] = only if only == "email" else {"$ne": "email"}
    found = await mongo.documents(ENDPOINT.collection).find(asked)
    hearers: list[Hearer] = []
    unreadable: list[str] = []
    for one in found:
        try:
            hearers.append(Hearer(one["tenant"], one["id"], Endpoint.model_validate(one["state"])))
        except ValidationError:
            unreadable.append(one["id"])
    return hearers, sorted(unreadable)


def _concerned(records: Sequence[Record], hearers: Sequence[Hearer]) -> list[Heard]:
    """With the endpoints whom it concerns; of itself none hears anything, since what is told is that it fails."""
    return [
        Heard(record, hearer)
        for record in records
        for hearer in hearers
        if hearer.tenant in audience(record) and record.time >= hearer.state.since and hearer.id != record.subject
    ]


def audience(record: Record) -> frozenset[str]:
    """Tenants whom the event concerns: whose stream it is, and every school and organisation that it names."""
    return frozenset((record.tenant, *record.schools, *record.partners))


async def _unheard(rt: Runtime, concerned: Sequence[Heard]) -> list[Heard]:
    """Without what is at or below the watermark of its endpoint and stream; replays are told by nothing else.

    A redriven event passes it while it is younger than a delivery lives: if it was heard, its delivery is still there.
    """
    marks = sorted({one.mark for one in concerned})
    found = await rt.mongo.documents(WATERMARKS).find({"_id": {"$in": marks}}) if marks else []
    heights: dict[str, int] = {one["_id"]: one["number"] for one in found}
    kept_since = id_floor(rt.clock.machine() - settings_of(rt).payload_life + _SKEW)

    def new(one: Heard) -> bool:
        return one.record.number > one.height or (one.record.redriven and one.record.id > kept_since)

    found_at = [replace(one, height=heights.get(one.mark, 0)) for one in concerned]
    heard = [one for one in found_at if new(one)]
    metrics.INGESTED.labels("redriven-too-late").inc(_redriven(concerned) - _redriven(heard))
    return heard


def _redriven(some: Sequence[Heard]) -> int:
    return sum(one.record.redriven for one in some)


async def _belonging(mongo: Mongo, heard: Sequence[Heard]) -> list[Heard]:
    """With their programmes, where an endpoint asks for some."""
    asking = [one.record for one in heard if one.hearer.state.terms.programmes]
    remembered = await programmes.known(mongo, asking)
    return [
        replace(one, programmes=programmes.programmes_of(one.record, remembered))
        if one.hearer.state.terms.programmes
        else one
        for one in heard
    ]


async def _raise_watermarks(mongo: Mongo, heard: Sequence[Heard], told: Collection[Place]) -> None:
    """For every endpoint of the audience, also where its filters said no: a later filter does not call up the past.

    The first of a stream is inserted: in one command updates cost the embedded server one by one, inserts together.
    What somebody else has raised remains somebody else's until the lane is `told` to read.
    """
    highest: dict[str, Heard] = {}
    for one in heard:
        if one.mark not in highest or highest[one.mark].record.number < one.record.number:
            highest[one.mark] = one
    watermarks, those = mongo.documents(WATERMARKS), list(highest.values())
    made_meanwhile = await watermarks.write_new([_raised(one) if one.height else _first(one) for one in those])
    await watermarks.write_new([_raised(those[index]) for index in made_meanwhile])
    heights = heights_of(mongo)
    known = [one for one in those if one.hearer.place in told or heights.alone(one.mark, one.height)]
    heights.raised({one.mark: one.record.number for one in known})


def _first(one: Heard) -> InsertOne[dict[str, Any]]:
    return InsertOne(document(one.hearer.tenant, one.mark.partition("/")[2], number=one.record.number))


def _raised(one: Heard) -> UpdateOne:
    number = one.record.number
    return UpdateOne({"_id": one.mark, "number": {"$lt": number}}, {"$set": {"number": number}})


async def add(rt: Runtime, wanted: Sequence[Heard]) -> set[Place]:
    """Store messages and deliveries, and hand them to the lanes or tell these to read; which were told."""
    now = rt.clock.machine()
    expires = now + settings_of(rt).payload_life
    messages = {one.message_key: _message(one, now, expires) for one in wanted}
    known_bytes = await rt.mongo.documents(MESSAGES).write_new([InsertOne(one) for one in messages.values()])
    await note(rt.mongo, (one.record.type for one in wanted))
    deliveries = [_delivery(one, now) for one in wanted]
    known = await rt.mongo.documents(DELIVERIES).write_new([InsertOne(one) for one in deliveries])
    metrics.INGESTED.labels("delivery").inc(len(wanted))
    old = {deliveries[index]["_id"] for index in known} | {list(messages)[index] for index in known_bytes}
    stored = [
        Stored(one, delivery, messages[one.message_key], old.isdisjoint((delivery["_id"], one.message_key)))
        for one, delivery in zip(wanted, deliveries, strict=True)
    ]
    told = {one.hearer.place for one in wanted} - hand_over(_offers(rt.mongo, stored))
    await tell(rt, told)
    return told


def _offers(mongo: Mongo, stored: Sequence[Stored]) -> dict[Place, list[Delivery]]:
    """What lanes may take without reading: all of an endpoint's, where its lane knows what comes before (ADR 0022)."""
    offers: dict[Place, list[Delivery]] = {}
    to_be_read: set[Place] = set()
    for one in stored:
        heard, place = one.heard, one.heard.hearer.place
        if heard.record.redriven or not one.new or not heights_of(mongo).alone(heard.mark, heard.height):
            to_be_read.add(place)
        made = replace(Delivery.read(one.delivery), content=Message.read(one.message))
        offers.setdefault(place, []).append(made)
    return {place: some for place, some in offers.items() if place not in to_be_read}


async def tell(rt: Runtime, places: Iterable[Place]) -> None:
    """There is something to send to these endpoints: lanes that this process owns are told, all others are written."""
    known = set(places)
    if elsewhere := known - wake(known):
        await Lanes(rt.mongo, rt.clock, "", 0).wake(elsewhere)
        look()


def _message(one: Heard, now: datetime, expires: datetime) -> dict[str, Any]:
    record = one.record
    what = wire.Occurrence(
        type=record.type,
        source=record.source,
        timestamp=record.time,
        id=record.id,
        tenant=record.tenant,
        subject=record.subject,
        sequence=record.number,
        data=record.data,
    )
    made = wire.rendered(one.hearer.state.terms.body_format, what)
    kept = message_document(record.type, made, record.traceparent, now)
    return document(one.hearer.tenant, one.message, **kept, expires=expires)


def message_document(type: str, made: wire.Rendered, trace: str | None, now: datetime) -> dict[str, Any]:
    """What is stored of the bytes that are sent; `now` is machine time."""
    return {"type": type, "body": made.body, "headers": dict(made.headers), "trace": trace, "created": now}


def _delivery(one: Heard, now: datetime) -> dict[str, Any]:
    record, hearer = one.record, one.hearer
    return delivery_document(
        hearer.tenant,
        hearer.id,
        record.id,
        now,
        message=one.message,
        type=record.type,
        stream=record.stream,
        subject=record.subject,
        number=record.number,
        trigger="event",
    )


def delivery_document(tenant: str, endpoint: str, event: str, now: datetime, **fields: Any) -> dict[str, Any]:
    """A new delivery, due at once. `order` is that of arrival; `created` is machine time."""
    return document(
        tenant,
        wire.delivery_id(event, endpoint),
        endpoint=endpoint,
        event=event,
        message_id=wire.message_id(event),
        state="pending",
        due=AT_ONCE,
        order=new_id(),
        attempts=0,
        tries=0,
        fence=0,
        created=now,
        status=None,
        error=None,
        **fields,
    )
