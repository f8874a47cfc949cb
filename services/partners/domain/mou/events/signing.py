"""Who may sign, who is asked to, who did and who would not: of an MoU and of every document under it.

`document` is the agreement or addendum that it is about; the MoU itself when none.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from services.partners.domain.mou.terms import Party
from services.partners.domain.values import ContentHash
from shared.events import Event, TextRef
from shared.ids import Id

SigningWay = Literal["account", "key", "link", "paper"]


class MoUSignatoriesNamed(Event):
    """A party's authorised signatories were named; nobody else signs for it (C3, C6)."""

    party: Party
    who: tuple[Id, ...]
    """Members of a school, contacts of an organisation; nobody: as if none had been named."""
    by: str
    document: Id | None = None


class MoUSignatoryInvited(Event):
    """A person without an account was sent a link to sign for an organisation (C3)."""

    organisation: Id
    person: Id
    content_hash: ContentHash
    on: date
    """The day in the zone of the school that drafted; reminders count from it."""
    document: Id | None = None


class MoUSigningDelegated(Event):
    """The holder of a link passed it on to a colleague; the first link opens nothing any more (C3)."""

    organisation: Id
    person: Id
    """Who passed it on."""
    to: Id
    """Who signs now."""
    by: str
    on: date
    document: Id | None = None


class MoUReminderDue(Event):
    """A link was not used for days, so its holder is to be reminded (C3)."""

    organisation: Id
    person: Id
    reminders: int = Field(ge=1, examples=[1])
    """How many of the planned days have come."""
    document: Id | None = None


class MoUSignatoryReminded(Event):
    """The holder of a link was sent it again, by the school or because days went by (C3)."""

    organisation: Id
    person: Id
    by: str
    document: Id | None = None


class MoUPartyRefused(Event):
    """A party would not sign, and said why; its own signature or another text lifts it (C3)."""

    party: Party
    content_hash: ContentHash
    how: SigningWay
    by: str
    person: Id | None = None
    """Who refused by link, or in writing."""
    reason: TextRef
    evidence: Id | None = None
    document: Id | None = None


class Signature(Event):
    """What every signature says."""

    party: Party
    content_hash: ContentHash
    how: SigningWay
    by: str
    """Member, key or link that signed; on paper the member who recorded it."""
    person: Id | None = None
    """Who signed by link, or whose signature the paper bears."""
    evidence: Id | None = None
    """The scan of a signature on paper."""


class MoUPartySigned(Signature):
    """One party signed the content with this hash (C3)."""


class AgreementPartySigned(Signature):
    """One party signed the agreement (C3)."""

    agreement: Id


class AddendumPartySigned(Signature):
    """One party signed the addendum (C3)."""

    addendum: Id
