"""What happens to a curriculum alignment."""

from pydantic import Field

from services.partners.domain.curriculum.values import Content, Scope
from services.partners.domain.evidence import EvidenceAdded
from services.partners.domain.values import ContentHash
from shared.events import Event, TextRef
from shared.ids import Id


class CurriculumDrafted(Scope, Event):
    """Teachers begin to align a curriculum with a partner (C11)."""

    by: str


class CurriculumVersionWritten(Content, Event):
    """Teachers wrote a version; an offer of the one before falls (C11)."""

    edition: int = Field(ge=1)
    by: str


class CurriculumOffered(Event):
    """A version lies before the partner (C11)."""

    edition: int = Field(ge=1)
    content_hash: ContentHash
    organisation: Id
    by: str


class CurriculumContactInvited(Event):
    """A contact of the partner was sent a letter with a link to sign off or refuse (C11)."""

    organisation: Id
    person: Id
    content_hash: ContentHash


class CurriculumAligned(Scope, Event):
    """The partner signed off this version: school and partner agree on the curriculum (C11)."""

    edition: int = Field(ge=1)
    content_hash: ContentHash
    authors: tuple[Id, ...]
    how: str = Field(examples=["link"])
    by: str


class CurriculumRefused(Event):
    """The partner does not agree with this version, and says why (C11)."""

    edition: int = Field(ge=1)
    content_hash: ContentHash
    organisation: Id
    reason: TextRef
    by: str


class CurriculumEvidenceAdded(EvidenceAdded):
    """There is a document or other evidence of this version (C4, C11)."""

    edition: int = Field(ge=1)


CurriculumEvent = (
    CurriculumDrafted
    | CurriculumVersionWritten
    | CurriculumOffered
    | CurriculumContactInvited
    | CurriculumAligned
    | CurriculumRefused
    | CurriculumEvidenceAdded
)
