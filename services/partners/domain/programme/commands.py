"""What is asked of a programme, beside what `endorsing` has."""

from services.partners.domain.programme.content import Content
from shared.events import Actor, Command
from shared.ids import Id


class ProposeProgramme(Content, Command):
    """Propose a programme with a partner."""

    by: str
    partner_status: str
    """Fact: the state of the partnership."""


class ReviseProgramme(Content, Command):
    """Change the content before the approval. The partner stays."""

    by: str


class ApproveProgramme(Command):
    """Approve, as principal."""

    by: Actor


class StartProgramme(Command):
    """Begin to carry the programme out; an MoU that comes into force does so."""

    mou: Id | None = None


class EvaluateProgramme(Command):
    """An evaluation of it was completed; a later period may be evaluated too."""

    evaluation: Id
    one_sided: bool = False


class CloseProgramme(Command):
    """Close an evaluated programme."""

    by: str
