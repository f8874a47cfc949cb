"""What happens to the agreements under an MoU, and to the places that they grant."""

from datetime import date
from typing import Literal

from services.partners.domain.mou.terms import AgreementKind, AgreementTerms, QuotaLine
from services.partners.domain.values import Concentration, ContentHash
from shared.days import Period
from shared.events import Event, TextRef
from shared.ids import Id

EndReason = Literal["period", "expired", "terminated", "renewed", "withdrawn"]


class AgreementDrafted(AgreementTerms, Event):
    """An agreement under the MoU was drafted (C3)."""

    number: str | None = None


class AgreementRevised(AgreementTerms, Event):
    """The agreement changed before both had signed; a signature on the earlier content falls (C3)."""


class Standing(Period, Event):
    """What everybody may know of an agreement that holds."""

    agreement: Id
    kind: AgreementKind
    school: Id
    organisation: Id
    sites: tuple[Id, ...]
    concentrations: tuple[Concentration, ...]
    insured: bool
    """The insurance covers every day of the agreement."""
    insured_until: date | None = None
    content_hash: ContentHash


class AgreementSigned(Standing):
    """Both parties signed the agreement; it holds from its first day (C3)."""

    number: str | None = None


class AgreementAmended(Standing):
    """An addendum that both signed changed the agreement; what was signed before stays readable (C3)."""

    addendum: Id


class AgreementCarriedOver(AgreementTerms, Event):
    """The agreement goes on under this MoU, which took the place of the one that it was signed under (C3)."""

    number: str | None = None
    from_mou: Id


class QuotaGranted(QuotaLine, Event):
    """The organisation takes so many students at a site; the same grant again has changed (C15)."""

    agreement: Id
    school: Id
    organisation: Id


class QuotaWithdrawn(Event):
    """An addendum took the grant away: nothing more is reserved on it (C15)."""

    grant: Id
    agreement: Id
    school: Id
    organisation: Id


class AgreementActivated(Event):
    """The first day of the agreement began (C3)."""

    agreement: Id


class AgreementEnded(Event):
    """The agreement is over (C3)."""

    agreement: Id
    organisation: Id
    school: Id | None = None
    reason: EndReason
    by: str | None = None
    """Who withdrew the draft."""
    why: TextRef | None = None
