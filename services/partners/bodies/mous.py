"""Bodies about MoUs."""

from datetime import date
from typing import Literal

from pydantic import Field

from services.partners.bodies.values import Email, FreeText, Name, ReasonBody, Undertaking
from services.partners.domain.mou.events import Verdict
from services.partners.domain.mou.terms import Party
from services.partners.domain.values import Concentration, ContentHash
from shared.http import Body
from shared.ids import Id


class CarryBody(Body):
    """An agreement of the MoU before that goes on under the new one."""

    agreement: Id
    ends_on: date | None = Field(None, examples=["2030-06-30"])
    """Its last day from now on; that of the new MoU when none."""


class MoUBody(Body):
    """Terms and text of an MoU. School and partner of the programme are parties without being named."""

    programme: Id
    schools: tuple[Id, ...] = Field(default=(), max_length=63)
    """Further schools."""
    organisations: tuple[Id, ...] = Field(default=(), max_length=63)
    """Further organisations."""
    scope: tuple[Undertaking, ...] = Field(min_length=1, max_length=20, examples=[["placement"]])
    concentrations: tuple[Concentration, ...] = Field(min_length=1, max_length=50, examples=[["9.1.1"]])
    starts_on: date = Field(examples=["2026-07-13"])
    ends_on: date = Field(examples=["2029-07-12"])
    """Last day, included."""
    notice_days: int = Field(default=0, ge=0, le=365, examples=[30])
    """How long before its day a termination must be announced."""
    renews: Id | None = None
    carry: tuple[CarryBody, ...] = Field(default=(), max_length=50)
    """Agreements of the MoU that it renews which go on under it, with the terms that they have now: while the renewal
    stands, no addendum changes an agreement of the MoU before."""
    text: str = Field(min_length=1, max_length=200_000, examples=["Pasal 1. Maksud dan tujuan …"])


class CommentBody(Body):
    """A comment on a draft. Kept as free text; only an id travels."""

    comment: FreeText
    content_hash: ContentHash | None = None
    """What was read; refused where that is not the present content."""


class ReviewBody(Body):
    """Whether the party can agree to what lies before it."""

    verdict: Verdict
    comment: FreeText | None = Field(None, examples=["Mohon jumlah tempat ditegaskan."])
    """Needed where changes are wanted."""
    content_hash: ContentHash | None = None
    """What was read; refused where that is not the present content."""


class PaperBody(Body):
    """A signature on paper that a member of the coordination line records."""

    party: Party
    signed_by: Id | None = None
    """Whose signature it bears; needed where the party has named its signatories."""
    evidence: Id | None = None
    """The scan."""


class SignBody(Body):
    """The content that the signer saw, by its hash."""

    content_hash: ContentHash
    paper: PaperBody | None = None


class RefuseBody(SignBody):
    """That the party does not sign this content, and why."""

    reason: FreeText = Field(examples=["Jumlah tempat tidak sesuai pembicaraan."])


class SignatoriesBody(Body):
    """Who may sign for a party: members of a school, contacts of an organisation. Nobody: as if none were named."""

    party: Party
    who: tuple[Id, ...] = Field(max_length=20)


class ColleagueBody(Body):
    """A colleague who is to sign instead. Kept as personal data; only an id travels."""

    name: Name = Field(examples=["Made-up Person"])
    email: Email = Field(examples=["gm@hotel-kencana.example"])
    position: str | None = Field(None, max_length=100, examples=["GM"])
    language: Literal["id", "en"] | None = None


class TerminationBody(ReasonBody):
    """Why, and from which day on."""

    effective_on: date | None = Field(None, examples=["2027-01-01"])
    """First day on which it holds no more; as early as the notice allows when none."""


class InviteBody(Body):
    """A contact of the organisation who is to sign by link."""

    organisation: Id
    person: Id
