"""What happens to an evaluation. Nothing says anything of a view before the evaluation is completed (C5)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.partners.domain.evaluation.scoring import Difference, View
from services.partners.domain.instrument import Criterion, Scale
from services.partners.domain.values import Zone
from shared.days import Period
from shared.events import Event, TextRef, Value
from shared.ids import Id

Side = Literal["school", "partner"]
SIDES: tuple[Side, ...] = ("school", "partner")
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Field(examples=["e5" * 32])]


class Subject(Period):
    """Whose doings in which days."""

    programme: Id
    partner: Id
    organisation: Id


class Frame(Subject):
    """What is evaluated, by what, until when."""

    zone: Zone
    due_on: date = Field(description="Last day on which a side can be expected to answer.")
    instrument: Id
    edition: int = Field(ge=1, description="Of the instrument.")
    scale: Scale
    criteria: tuple[Criterion, ...] = Field(min_length=1)


class Judged(View):
    """An opened view with what it comes to."""

    side: Side
    by: str
    nonce: str = Field(description="With it, anybody can check the digest that was published when the view came in.")
    total: int = Field(description="Weighted, in hundredths of a point.", examples=[380])
    attainment: int = Field(description="Part of the scale that is reached, in hundredths of a per cent.")


class EvaluationOpened(Frame, Event):
    """School and partner are asked how they see the partnership (C5)."""

    by: str
    since: date


class EvaluationPartnerInvited(Event):
    """A person at the partner without an account was sent a link to score (C5)."""

    organisation: Id
    person: Id


class EvaluationViewSealed(Event):
    """One side has scored; what, stays sealed (C5)."""

    organisation: Id
    side: Side
    by: str
    seal: Id
    digest: Digest


class EvaluationReminded(Event):
    """Days are running out, and a side has not scored (C5)."""

    organisation: Id
    days: int = Field(ge=1)
    waiting_for: tuple[Side, ...]


class EvaluationOverdue(Event):
    """The last day is over, and a side has not scored (C5)."""

    organisation: Id
    waiting_for: tuple[Side, ...]


class EvaluationExtended(Event):
    """There is more time to score (C5)."""

    organisation: Id
    by: str
    due_on: date
    since: date


class EvaluationCompleted(Subject, Event):
    """The views are open: both, or the school's alone where the partner never answered (C5)."""

    instrument: Id
    edition: int
    views: tuple[Judged, ...] = Field(min_length=1)
    differences: tuple[Difference, ...] = ()
    one_sided: bool = False


class EvaluationCancelled(Event):
    """It was opened in error; nobody had scored (C5)."""

    organisation: Id
    by: str
    reason: TextRef


class EvaluationReflected(Event):
    """The principal has drawn conclusions from it (C45)."""

    organisation: Id
    reflection: Id


EvaluationEvent = (
    EvaluationOpened
    | EvaluationPartnerInvited
    | EvaluationViewSealed
    | EvaluationReminded
    | EvaluationOverdue
    | EvaluationExtended
    | EvaluationCompleted
    | EvaluationCancelled
    | EvaluationReflected
)


class Seal(Value):
    """That one side has scored."""

    side: Side
    by: str
    seal: Id
    digest: Digest
