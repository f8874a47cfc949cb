"""What requests about a member's mail endpoints hold, and what is answered."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, Field, StringConstraints

from services.notifications.domain.endpoint import Endpoint
from services.notifications.domain.endpoint.mail import recipient
from services.notifications.domain.endpoint.values import Digest, Language, Pattern, Reason, Status, Terms
from services.notifications.logs import ATTEMPT_LOG, DELIVERY_LOG
from shared.http import Body, Column, Filter, Listing
from shared.ids import Id

Address = Annotated[
    str,
    StringConstraints(
        max_length=254,
        pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$",
    ),
    Field(examples=["sri@example.sch.id"]),
]


class MailEndpointBody(Body):
    """What is written to the member, and how."""

    language: Language = "id"
    digest: Digest = Field(
        "at-once", description="Each event by itself, or together at seven in the morning: daily, or on Mondays."
    )
    filters: tuple[Pattern, ...] = Field(
        (),
        max_length=50,
        description="Event types with `*`; everything that the member's roles may see when empty.",
        examples=[["partners.mou-*", "placements.incident-reported.v1"]],
    )
    schools: tuple[Id, ...] = Field(
        (), max_length=100, description="Only events of these schools, or that name one of them; of all when empty."
    )
    programmes: tuple[Id, ...] = Field((), max_length=50, description="Only what belongs to one of these programmes.")

    @property
    def terms(self) -> Terms:
        """As of every endpoint."""
        return Terms(schools=self.schools, programmes=self.programmes)


class AddressBody(Body):
    """Another address."""

    email: Address


class RegisterMailEndpointBody(MailEndpointBody, AddressBody):
    """A new one."""


class MailEndpointView(BaseModel):
    """An endpoint as its member sees it, and nobody else."""

    id: Id
    email: str | None = Field(description="Null once it was forgotten.")
    status: Status
    language: Language
    digest: Digest
    filters: tuple[Pattern, ...]
    schools: tuple[Id, ...]
    programmes: tuple[Id, ...]
    since: datetime = Field(description="Events from this instant of domain time on are heard.")
    disabled_because: Reason | None
    letter: str | None = Field(description="What became of the newest letter with a link to confirm.")

    @classmethod
    def of(cls, id: str, state: Endpoint, email: str | None, letter: str | None) -> "MailEndpointView":
        """From the state and what `people` and the letters say."""
        whom = recipient(state)
        return cls(
            id=id,
            email=email,
            letter=letter,
            language=whom.language,
            digest=whom.digest,
            schools=state.terms.schools,
            programmes=state.terms.programmes,
            **state.model_dump(include={"status", "filters", "since", "disabled_because"}),
        )


class PersonExport(BaseModel):
    """Everything that is held of the person whose address it is (UU PDP, right of access)."""

    id: Id
    kind: str
    data: dict[str, Any]
    texts: Any
    attachments: Any
    letters: Any


MAIL_ENDPOINTS: Final = Listing(
    "mail-endpoints",
    columns=(
        Column("email", "Surel", "E-mail", "email"),
        Column("status", "Status", "Status", type=Status),
        Column("language", "Bahasa", "Language", "state.mail.language", Language),
        Column("digest", "Ringkasan", "Digest", "state.mail.digest", Digest),
        Column("filters", "Saringan", "Filters", type=list[str]),
        Column("since", "Sejak", "Since"),
        Column("disabled_because", "Alasan nonaktif", "Disabled because"),
    ),
    filters=(Filter("status", "state.status", "in", Status),),
)
_OF_WEBHOOKS: Final = {"webhook_id", "replay"}
MAIL_LOG: Final = Listing(
    "mail-deliveries",
    columns=tuple(one for one in DELIVERY_LOG.columns if one.name not in _OF_WEBHOOKS),
    filters=tuple(one for one in DELIVERY_LOG.filters if one.name not in _OF_WEBHOOKS),
    sort=DELIVERY_LOG.sort,
)
MAIL_ATTEMPT_LOG: Final = replace(ATTEMPT_LOG, name="mail-attempts")
