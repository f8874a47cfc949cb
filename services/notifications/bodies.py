"""What requests to notifications hold, and what is answered."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from services.notifications.domain.endpoint import Endpoint
from services.notifications.domain.endpoint.values import Method, Pattern, Reason, Status, Url
from shared.http import Body, Created
from shared.ids import Id


class EndpointBody(Body):
    """Where to send, and what."""

    url: Url = Field(description="https, a public host by name, a common port.")
    filters: tuple[Pattern, ...] = Field(
        (),
        max_length=50,
        description="Event types with `*`, e.g. `partners.mou-signed.v1`, `placements.*`; everything when empty.",
        examples=[["partners.mou-*"]],
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
    status: Status
    since: datetime = Field(description="Events from this instant of domain time on are heard.")
    verified_by: Method | None
    disabled_because: Reason | None
    secrets: int = Field(description="How many secrets sign now; two or more during a rotation.", examples=[1])

    @classmethod
    def of(cls, id: str, state: Endpoint, machine_now: datetime) -> "EndpointView":
        """From the state."""
        return cls(id=id, secrets=len(state.valid_secrets(machine_now)), **_public(state))


def _public(state: Endpoint) -> dict[str, Any]:
    return state.model_dump(include={"url", "filters", "status", "since", "verified_by", "disabled_because"})


class Queued(BaseModel):
    """A delivery that will be sent soon; look at it for what came of it."""

    delivery: Id
    state: str = Field(examples=["pending"])
    webhook_id: str = Field(examples=["msg_01981e4a6c0070008000000000000001"])


class AttemptView(BaseModel):
    """One attempt, as far as it is still kept."""

    number: int = Field(examples=[1])
    trigger: str = Field(description="event, schedule, manual, recovery or test.", examples=["event"])
    worker: str | None
    started: datetime | None
    ended: datetime
    times: dict[str, float | None] = Field(default_factory=dict, description="Milliseconds.")
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
    due: datetime | None = Field(description="When the next attempt is due; null when at once or never.")
    status: int | None
    error: str | None
    payload: str | None = Field(description="The bytes that are sent; null when no longer kept.")
    history: list[AttemptView]
