"""What can be asked of a curriculum alignment."""

from services.partners.domain.curriculum.values import Content, Scope
from services.partners.domain.evidence import AddEvidence
from services.partners.domain.values import ContentHash
from shared.events import Actor, Command, TextRef
from shared.ids import Id


class Writing(Command):
    """A version, with who of its authors teaches."""

    content: Content
    teaching: tuple[Id, ...]
    """Fact: those of the authors who are teachers or heads of programme of the school."""
    by: str


class DraftCurriculum(Writing):
    """Begin an alignment with its first version."""

    scope: Scope
    partner_status: str
    """Fact."""


class WriteVersion(Writing):
    """Write a further version."""


class AddVersionEvidence(AddEvidence):
    """Show the document of a version, or other evidence of it."""

    edition: int | None = None
    """The one in force when none, else the newest."""


class OfferVersion(Command):
    """Lay the newest version before the partner."""

    by: str


class InviteCurriculumContact(Command):
    """Send a contact of the partner a letter with a link."""

    person: Id


class Answer(Command):
    """What the partner says of the content that it saw."""

    content_hash: ContentHash
    by: Actor


class SignOff(Answer):
    """Agree with it."""


class RefuseVersion(Answer):
    """Do not agree with it."""

    reason: TextRef
