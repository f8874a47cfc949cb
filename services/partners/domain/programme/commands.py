"""What is asked of a programme, beside what `endorsing` has."""

from datetime import date

from services.partners.domain.programme.content import Content
from shared.events import Actor, Command, TextRef
from shared.ids import Id


class ProposeProgramme(Content, Command):
    """Propose a programme with a partner."""

    by: str
    partner_status: str
    """Fact: the state of the partnership."""


class ReviseProgramme(Content, Command):
    """Change the content before the approval. The partner stays."""

    by: str


class WithdrawProgramme(Command):
    """Take the proposal back before it is approved."""

    by: str
    reason: TextRef


class ApproveProgramme(Command):
    """Approve, as principal."""

    by: Actor


class StartProgramme(Command):
    """Begin to carry the programme out; an MoU that comes into force does so, also once more after an evaluation."""

    mou: Id | None = None


class EvaluateProgramme(Command):
    """An evaluation of it was completed; a later period may be evaluated too."""

    evaluation: Id
    one_sided: bool = False
    starts_on: date | None = None
    ends_on: date | None = None
    goes_on: bool = False
    """Fact: an MoU under which it is carried out stands."""


class ConcludeProgramme(Command):
    """No MoU under which it is carried out stands any more."""


class CloseProgramme(Command):
    """Close an evaluated programme."""

    by: str
