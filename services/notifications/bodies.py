"""What requests to notifications hold, and what is answered."""

from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, Field, StringConstraints

from services.notifications.domain.endpoint import Endpoint
from services.notifications.domain.endpoint.values import BodyFormat, Method, Pattern, Reason, Status, Url
from services.notifications.headers import LONGEST_VALUE, MOST
from shared.http import Body, Created
from shared.ids import Id

Words = Annotated[str, StringConstraints(max_length=1000)]
MetadataKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
MetadataValue = Annotated[str, StringConstraints(max_length=500)]
HeaderText = Annotated[str, StringConstraints(max_length=LONGEST_VALUE)]
SENT_HEADERS: Final = {"authorization": "Bearer of-the-hotel"}


class EndpointBody(Body):
    """Where to send, what, and how."""

    url: Url = Field(
        description="https, a public host by name, a common port. It stays in the journal for good, so no token and no "
        "person's name belongs into it; secrets go into `headers`."
    )
    filters: tuple[Pattern, ...] = Field(
        (),
        max_length=50,
        description="Event types with `*`, e.g. `partners.mou-signed.v1`, `placements.*`; everything when empty.",
        examples=[["partners.mou-*"]],
    )
    schools: tuple[Id, ...] = Field(
        (), max_length=100, description="Only events of these schools, or that name one of them; of all when empty."
    )
    programmes: tuple[Id, ...] = Field(
        (),
        max_length=100,
        description="Only events of these programmes (with a partner, or between schools), or of what was said to "
        "belong to one of them before; all when empty.",
    )
    body_format: BodyFormat = Field(
        "envelope",
        description="`envelope`; `cloudevents-structured` (application/cloudevents+json); `cloudevents-binary` "
        "(attributes in `ce-*` headers, the body is the data alone).",
    )
    ordered: bool = Field(False, description="Send nothing of an aggregate before what came earlier has ended.")
    rate: float | None = Field(
        None, ge=0.1, le=1000, description="Requests per second at most; no limit when null.", examples=[20.0]
    )
    burst: int = Field(1, ge=1, le=1000, description="Requests that may go at once after a quiet time.", examples=[1])
    asymmetric: bool = Field(False, description="Sign with ed25519 (`v1a`) beside HMAC (`v1`).")
    description: Words | None = Field(None, description="Words of your own.", examples=["Sistem kepegawaian hotel"])
    metadata: dict[MetadataKey, MetadataValue] = Field(
        default_factory=dict,
        max_length=20,
        description="Keys and values of your own; they come back as they are.",
        examples=[{"team": "hrd"}],
    )
    headers: dict[str, HeaderText] | None = Field(
        None,
        max_length=MOST,
        description="Headers of your own on every request. Values are never shown again; null keeps those that there "
        "are, an empty object removes them. Refused: host, content-*, webhook-*, ce-*, cookie and others that say how "
        "a request is read.",
        examples=[SENT_HEADERS],
    )


class RegisterEndpointBody(EndpointBody):
    """A new endpoint."""

    secret: str | None = Field(
        None, max_length=100, description="`whsec_` + base64 of 24 to 64 bytes; made when left out."
    )


class RotateSecretBody(Body):
    """A new secret for the endpoint."""

    secret: str | None = Field(None, max_length=100, description="As at registration; made when left out.")
    overlap_seconds: int = Field(
        86_400, ge=0, le=604_800, description="How long the older secrets sign beside the new one.", examples=[86_400]
    )


class SecretShown(Created):
    """The endpoint with a new secret."""

    secret: str = Field(description="Signs the webhooks; shown this once.", examples=["whsec_MfKQ9r8GKYqrTwjUPD8I…"])


class EndpointView(BaseModel):
    """An endpoint as its owner sees it; secrets never."""

    id: Id
    url: Url
    filters: tuple[Pattern, ...]
    schools: tuple[Id, ...]
    programmes: tuple[Id, ...]
    body_format: BodyFormat
    ordered: bool
    rate: float | None = Field(description="Requests per second at most.", examples=[20.0])
    burst: int = Field(examples=[1])
    asymmetric: bool
    description: str | None
    metadata: dict[str, str]
    header_names: tuple[str, ...] = Field(description="Headers of your own; values are never shown.")
    status: Status
    since: datetime = Field(description="Events from this instant of domain time on are heard.")
    verified_by: Method | None
    disabled_because: Reason | None
    secrets: int = Field(description="How many secrets sign now; two or more during a rotation.", examples=[1])
    public_keys: tuple[str, ...] = Field(
        description="Verify `v1a`, newest first: `whpk_` + base64 of an ed25519 key.", examples=[["whpk_wDyS2l1o…"]]
    )

    @classmethod
    def plain(cls, state: Endpoint) -> dict[str, Any]:
        """What needs no looking up."""
        return state.model_dump(include={"url", "filters", "status", "since", "verified_by", "disabled_because"})


class PublicKey(BaseModel):
    """Verifies `v1a` signatures."""

    secret: Id = Field(description="Id of the secret that it goes with.")
    public_key: str = Field(examples=["whpk_wDyS2l1o…"])
    until: datetime | None = Field(description="Signs until then; null for the newest.")


class PublicKeys(BaseModel):
    """Those that sign now, newest first."""

    keys: list[PublicKey]


class Queued(BaseModel):
    """A delivery that will be sent soon; look at it for what came of it."""

    delivery: Id
    state: str = Field(examples=["pending"])
    webhook_id: str = Field(examples=["msg_01981e4a6c0070008000000000000001"])


class AttemptView(BaseModel):
    """One attempt, as far as it is still kept."""

    number: int = Field(examples=[1])
    trigger: str = Field(description="event, schedule, manual, replay, recovery or test.", examples=["event"])
    worker: str | None
    started: datetime | None
    ended: datetime
    times: dict[str, float | None] = Field(
        default_factory=dict,
        description="Milliseconds: `dns`, `connect` (TCP) and `tls` of a connection that was made for it; `first_byte` "
        "and `total` from the start. An older attempt without `tls` has all three in `connect`.",
        examples=[{"dns": 4.1, "connect": 18.2, "tls": 21.7, "first_byte": 63.0, "total": 63.4}],
    )
    peer: str | None = Field(None, description="The address that was called.")
    reused: bool | None = Field(None, description="Over a connection that was open already.")
    request_headers: dict[str, str] = Field(default_factory=dict)
    status: int | None
    response_headers: dict[str, str] = Field(default_factory=dict)
    response_body: str = Field("", description="At most 4 KiB.")
    truncated: bool = False
    error: str | None
    detail: str = ""
    next_due: datetime | None = Field(None, description="When the next attempt is due.")
    why: str = Field("", description="Why then, or why no more.")


class DeliveryView(BaseModel):
    """One event on its way to one endpoint."""

    id: Id
    event: Id
    webhook_id: str
    type: str
    stream: str
    number: int
    state: str = Field(description="pending, sending, delivered or failed.")
    attempts: int
    created: datetime
    replay: Id | None = Field(None, description="The operation that sent it again last.")
    due: datetime | None = Field(description="When the next attempt is due; null when at once or never.")
    status: int | None
    error: str | None
    payload: str | None = Field(description="The bytes that are sent; null when no longer kept.")
    history: list[AttemptView]


class SampleView(BaseModel):
    """What a receiver gets, beside the signature."""

    headers: dict[str, str] = Field(examples=[{"content-type": "application/json"}])
    body: str = Field(description="The very bytes.")


class EventTypeView(BaseModel):
    """A type of event that an endpoint can hear."""

    id: str = Field(description="As filters are written.", examples=["partners.mou-signed.v1"])
    type: str = Field(examples=["id.jembatan.partners.mou-signed.v1"])
    service: str = Field(examples=["partners"])
    topic: str = Field(examples=["partners.mou.v1"])
    title: dict[str, str] = Field(description="In Indonesian (`id`) and English (`en`).")
    description: dict[str, str] = Field(description="What happened, in Indonesian (`id`) and English (`en`).")
    version: int = Field(description="A changed meaning is a new version.", examples=[1])
    revision: int = Field(description="Of the schema; within a version only optional fields are added.", examples=[1])
    hearers: list[str] = Field(
        description="`school`: whose record it is; `named`: every school and organisation that the event names.",
        examples=[["school", "named"]],
    )
    data_schema: dict[str, Any] = Field(description="JSON Schema (2020-12) of `data`.")
    samples: dict[BodyFormat, SampleView]
