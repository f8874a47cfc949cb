"""What can be done with an evaluation, with the facts that the rules need (C5)."""

from datetime import date

from services.partners.domain.evaluation.events import Frame, Side
from services.partners.domain.evaluation.scoring import View
from services.partners.domain.instrument import InstrumentStatus
from shared.events import Actor, Command, TextRef, Value
from shared.ids import Id


class OpenEvaluation(Frame, Command):
    """Ask school and partner. One per programme and period is held by a claim in the same transaction."""

    by: str
    programme_status: str
    """Fact."""
    instrument_status: InstrumentStatus
    """Fact from the alliance."""


class InviteEvaluator(Command):
    """Send a person at the partner a link to score."""

    person: Id


class Opened(Value):
    """A view out of its seal."""

    view: View
    nonce: str


class SubmitView(Command):
    """Score for the side to which the actor belongs."""

    side: Side
    by: Actor
    view: View
    nonce: str
    seal: Id
    """Where the view is kept until it is opened."""
    other: Opened | None = None
    """The view of the other side, taken out of its seal, where it has one."""


class RemindEvaluators(Command):
    """So many days are left."""

    days: int


class MarkOverdue(Command):
    """The last day is over."""


class ExtendEvaluation(Command):
    """Give more time."""

    by: str
    due_on: date


class CloseWithOneView(Command):
    """Open the school's view alone, since the partner did not answer in time."""

    school: Opened | None
    """The school's view out of its seal, none when it has not scored."""


class CancelEvaluation(Command):
    """Take back what was opened in error."""

    by: str
    reason: TextRef


class RecordReflection(Command):
    """The principal has reflected on it."""

    reflection: Id
