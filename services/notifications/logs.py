"""The logs of an endpoint, newest first: deliveries, attempts, and who looked at which payload.

All are in the order of arrival, `order`, which is a UUIDv7: so a range of time bounds the walk on both ends, and every
other filter has an index that ends with it.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal, get_args

from services.notifications.domain.retries import ErrorClass
from services.notifications.views import State
from shared.http import Column, Filter, Listing, Sort
from shared.ids import Id
from shared.instants import Instant

ORDER: Final = Sort("order", descending=True, ids=True)
FINISHED: Final[tuple[State, ...]] = ("delivered", "failed")
ErrorName = Literal[get_args(ErrorClass)]  # type: ignore[valid-type]  # the same words, as a filter's type
Via = Literal["api", "page"]

DELIVERY_LOG: Final = Listing(
    "webhook-deliveries",
    columns=(
        Column("event", "Peristiwa", "Event", "event", type=Id),
        Column("webhook_id", "ID webhook", "Webhook id", "message_id"),
        Column("type", "Jenis", "Type", "type"),
        Column("subject", "Subjek", "Subject", "subject", type=Id),
        Column("number", "Nomor", "Number", "number", type=int),
        Column("state", "Status", "State", "state", type=State),
        Column("attempts", "Percobaan", "Attempts", "attempts", type=int),
        Column("status", "Jawaban", "Answer", "status", type=int),
        Column("error", "Kesalahan", "Error", "error"),
        Column("created", "Diterima", "Heard", "created"),
        Column("last_at", "Percobaan terakhir", "Last attempt", "last_at"),
        Column("replay", "Pengiriman ulang", "Replay", "replay", type=Id),
    ),
    filters=(
        Filter("type", "type", "in", description="`*` stands for anything: `partners.mou-*`."),
        Filter("state", "state", "in", State),
        Filter("error", "error", "in", ErrorName),
        Filter("status", "status", "in", int, native=True, description="What the receiver answered."),
        Filter("subject", "subject", type=Id),
        Filter("event", "event", type=Id),
        Filter("webhook_id", "message_id"),
        Filter("created", "order", "range", Instant, native=True, made=True),
    ),
    sort=ORDER,
)


def _milliseconds(attempt: Mapping[str, Any]) -> float | None:
    return (attempt.get("times") or {}).get("total")


def _number(attempt: Mapping[str, Any]) -> str:
    return f"{attempt['delivery']}/{attempt['number']}"


ATTEMPT_LOG: Final = Listing(
    "webhook-attempts",
    columns=(
        Column("id", "ID", "ID", _number),
        Column("delivery", "Pengiriman", "Delivery", "delivery", type=Id),
        Column("number", "Nomor", "Number", "number", type=int),
        Column("trigger", "Pemicu", "Trigger", "trigger"),
        Column("started", "Mulai", "Started", "started"),
        Column("ended", "Selesai", "Ended", "ended"),
        Column("milliseconds", "Milidetik", "Milliseconds", _milliseconds, type=float),
        Column("status", "Jawaban", "Answer", "status", type=int),
        Column("error", "Kesalahan", "Error", "error"),
        Column("detail", "Rincian", "Detail", "detail"),
        Column("next_due", "Percobaan berikut", "Next attempt", "next_due"),
        Column("why", "Mengapa", "Why", "why"),
    ),
    filters=(Filter("recorded", "order", "range", Instant, native=True, made=True),),
    sort=ORDER,
)

ACCESS_LOG: Final = Listing(
    "webhook-payload-accesses",
    columns=(
        Column("delivery", "Pengiriman", "Delivery", "delivery", type=Id),
        Column("actor", "Pelaku", "Actor", "actor"),
        Column("kind", "Jenis pelaku", "Kind of actor", "kind"),
        Column("via", "Lewat", "Via", "via", type=Via),
        Column("at", "Waktu", "At", "at"),
    ),
    filters=(Filter("at", "order", "range", Instant, native=True, made=True),),
    sort=ORDER,
)
