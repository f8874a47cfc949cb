"""Bodies about the ledger of contributions."""

from datetime import date

from pydantic import Field

from services.partners.bodies.values import FreeText
from services.partners.domain.contribution import ContributionKind, Side
from shared.http import Body
from shared.ids import Id


class GiftBody(Body):
    """What was given: minutes, places, pieces or rupiah, in whole numbers."""

    side: Side = Field(description="Who gave it.")
    kind: ContributionKind
    amount: int = Field(ge=1, le=10**15, examples=[480])
    given_on: date = Field(examples=["2026-06-12"])
    what: FreeText | None = Field(None, examples=["Pelatihan barista bagi 20 siswa."])
    evidence: tuple[Id, ...] = Field(default=(), max_length=20)
    programme: Id | None = None
    mou: Id | None = None


class ContributionBody(GiftBody):
    """An entry for the ledger of a partnership."""

    partner: Id


class CorrectionBody(GiftBody):
    """What takes the place of an entry, and why."""

    reason: FreeText
