"""What endpoints are described with."""

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from shared.events import TextRef, Value
from shared.ids import Id

MOST_PER_TENANT: Final = 50
OLDER_SECRETS: Final = 3
"""That may sign beside the newest."""

Url = Annotated[str, StringConstraints(max_length=2000), Field(examples=["https://hooks.hotel.example/jembatan"])]
Pattern = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9.*-]{1,120}$"),
    Field(examples=["partners.mou-*", "*.mou-signed.v1"]),
]
Owner = Literal["organisation", "school"]
Place = Literal["school", "alliance"]
"""Where the member is one to whom mail is sent."""
Channel = Literal["webhook", "email"]
Language = Literal["id", "en"]
Digest = Literal["at-once", "daily", "weekly"]
Method = Literal["handshake", "challenge", "link"]
Status = Literal["registered", "verified", "paused", "disabled", "removed"]
Reason = Literal["gone", "failing", "by-owner", "address-refused", "unsubscribed", "member-left", "person-erased"]
Share = Literal[50, 70, 90]
"""Per cent of the time after which an endpoint that only fails is disabled."""
BodyFormat = Literal["envelope", "cloudevents-structured", "cloudevents-binary"]


class Recipient(Value):
    """To whom mail is sent, and how. The address is with `person` in `people`."""

    member: Id
    person: Id
    language: Language
    digest: Digest
    zone: str
    """IANA zone in which digests are sent at seven in the morning."""
    asked_at: datetime
    """Domain time of the newest letter with a link to confirm."""


class SecretRef(Value):
    """A secret by its id. `until` ends its validity; None for the newest."""

    id: Id
    until: datetime | None = None


class Terms(Value):
    """How the endpoint wants to be sent to, beside where and which types."""

    schools: tuple[Id, ...] = Field((), description="Only what concerns one of these schools; all when empty.")
    programmes: tuple[Id, ...] = Field((), description="Only what belongs to one of these programmes; all when empty.")
    body_format: BodyFormat = Field("envelope", description="What the body and its headers look like.")
    ordered: bool = Field(False, description="Of one aggregate nothing is sent before what came earlier has ended.")
    rate: float | None = Field(None, description="Requests per second at most; no limit when null.", examples=[20.0])
    burst: int = Field(1, description="Requests that may go at once after a quiet time.", examples=[1])
    asymmetric: bool = Field(False, description="Sign with ed25519 (`v1a`) beside HMAC (`v1`).")
    headers: Id | None = Field(None, description="Headers of the owner's own, kept sealed under this id.")
    description: TextRef | None = Field(None, description="The owner's words.")
    metadata: TextRef | None = Field(None, description="The owner's keys and values, as JSON.")
