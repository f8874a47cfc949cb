"""What happens to addenda: they supersede what was signed and never overwrite it."""

from pydantic import Field

from services.partners.domain.mou.terms import AgreementTerms, MoUTerms, Party
from services.partners.domain.values import ContentHash
from shared.events import Event, TextRef, Value
from shared.ids import Id


class Authorised(Value):
    """Who may sign for a party: members of a school, contacts of an organisation."""

    party: Party
    who: tuple[Id, ...]


class AddendumDrafted(Event):
    """A change of something signed was drafted, to be signed by today's signatories (C3)."""

    addendum: Id
    number: str = Field(examples=["001/ADD/30203123/IX/2026"])
    agreement: Id | None = None
    """What it changes; the MoU itself when none."""
    text: TextRef
    content_hash: ContentHash
    signatories: tuple[Authorised, ...] = ()
    mou_terms: MoUTerms | None = None
    """The terms of the MoU as they then are."""
    agreement_terms: AgreementTerms | None = None
    """The terms of the agreement as they then are."""
    by: str


class AddendumSigned(Event):
    """Every party signed the addendum; it takes effect (C3)."""

    addendum: Id
    number: str
    agreement: Id | None = None
    content_hash: ContentHash


class AddendumWithdrawn(Event):
    """The school took the addendum back before everybody had signed (C3)."""

    addendum: Id
    by: str
    reason: TextRef
