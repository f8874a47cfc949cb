"""What notifications keeps beside the journal: messages, deliveries, attempts, lanes, watermarks, secrets."""

from typing import Any, Final, Literal

from services.notifications.domain.endpoint import ENDPOINT
from services.notifications.domain.endpoint.values import BodyFormat, Status
from shared.http import Column, Filter, Listing
from shared.mongo import Collection, Index
from shared.staging import STAGED

MESSAGES: Final = "messages"
DELIVERIES: Final = "deliveries"
ATTEMPTS: Final = "attempts"
LANES: Final = "lanes"
WATERMARKS: Final = "watermarks"
STREAM_PROGRAMMES: Final = "stream_programmes"
"""Stream → the cooperation programmes that its events have named."""
SECRETS: Final = "endpoint_secrets"
VERIFICATIONS: Final = "verifications"
"""When an endpoint was last asked to verify itself, so that nobody is made to knock at a stranger's door all day."""
HOOKS_LINKS: Final = "hooks_links"
"""Links to the pages, each with the session that it has opened."""

ACCESSES: Final = "payload_accesses"
EVENT_TYPES: Final = "event_types"
TALLIES: Final = "attempt_tallies"

SEARCHED: Final = ("state", "type", "subject", "error", "status")
"""What the log of an endpoint is searched by, each in the order of arrival."""

WEBHOOKS: Final = {"state.channel": {"$ne": "email"}, "state.status": {"$ne": "removed"}}
"""Of the endpoints those that are webhooks and still there."""

State = Literal["pending", "sending", "delivered", "failed"]

ENDPOINTS: Final = Listing(
    "webhook-endpoints",
    columns=(
        Column("url", "URL", "URL"),
        Column("filters", "Saringan", "Filters", type=list[str]),
        Column("status", "Status", "Status", type=Status),
        Column("body_format", "Bentuk isi", "Body format", "state.terms.body_format", type=BodyFormat),
        Column("ordered", "Berurutan", "Ordered", "state.terms.ordered", type=bool),
        Column("rate", "Paling banyak per detik", "Most per second", "state.terms.rate", type=float),
        Column("since", "Sejak", "Since"),
        Column("verified_by", "Diverifikasi dengan", "Verified by"),
        Column("disabled_because", "Alasan nonaktif", "Disabled because"),
    ),
    filters=(Filter("status", "state.status", "in", Status),),
)

EVENT_CATALOGUE: Final = Listing(
    "event-types",
    columns=(
        Column("id", "Nama", "Name", "id", type=str),
        Column("type", "Jenis", "Type", "type"),
        Column("service", "Layanan", "Service", "service"),
        Column("topic", "Topik", "Topic", "topic"),
        Column("indonesian", "Judul", "Title (Indonesian)", "indonesian"),
        Column("english", "Judul (Inggris)", "Title", "english"),
        Column("summary", "Yang terjadi (Inggris)", "What happened", "summary"),
        Column("version", "Versi", "Version", "version", type=int),
        Column("revision", "Revisi skema", "Revision of the schema", "revision", type=int),
        Column("hearers", "Yang mendengar", "Who hears it", "hearers", type=list[str]),
    ),
    filters=(
        Filter("service", "service", "in"),
        Filter("topic", "topic", "in"),
        Filter("version", "version", type=int, native=True),
        Filter("named", "named", type=bool, native=True, description="Do others than the school hear it?"),
    ),
)

_EXPIRES: Final = Index(("expires",), expire_after=0, across="The database's own sweep of what has expired.")

COLLECTIONS: Final = (
    Collection(MESSAGES, indexes=(_EXPIRES,)),
    Collection(
        DELIVERIES,
        indexes=(
            Index(("tenant", "endpoint", "state", "due", "order")),
            Index(("tenant", "endpoint", "order")),
            *(Index(("tenant", "endpoint", field, "order")) for field in SEARCHED),
            _EXPIRES,
        ),
    ),
    Collection(
        ATTEMPTS, indexes=(Index(("tenant", "delivery", "number")), Index(("tenant", "endpoint", "order")), _EXPIRES)
    ),
    Collection(ACCESSES, indexes=(Index(("tenant", "endpoint", "order")), _EXPIRES)),
    Collection(TALLIES, indexes=(_EXPIRES,)),
    Collection(EVENT_TYPES, across="The types of events are the same for all."),
    Collection(
        LANES,
        indexes=(
            Index(("next_due",), across="Whoever runs the service sees which lanes of all tenants are late."),
            Index(("owner", "next_due"), across="A worker takes and renews lanes of all tenants, and watches others'."),
        ),
    ),
    Collection(WATERMARKS),
    Collection(STREAM_PROGRAMMES),
    Collection(SECRETS, indexes=(STAGED, _EXPIRES)),
    Collection(VERIFICATIONS),
    Collection(HOOKS_LINKS, indexes=(_EXPIRES,)),
    Collection(ENDPOINT.collection, indexes=(Index(("tenant", "state.status", "_id")),)),
)


def key(tenant: str, id: str) -> str:
    """The `_id` of a tenant's document."""
    return f"{tenant}/{id}"


def document(tenant: str, id: str, **fields: Any) -> dict[str, Any]:
    """A tenant's document, as `shared.mongo.Tenant` would store it, for writes of several tenants in one command."""
    return {"_id": key(tenant, id), "tenant": tenant, "id": id, **fields}
