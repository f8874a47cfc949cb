"""What happens to a programme."""

from datetime import date

from pydantic import Field

from services.partners.domain.endorsing import Endorsed, EndorserInvited, Objected
from services.partners.domain.programme.content import Content
from services.partners.domain.values import ContentHash
from shared.events import Event, TextRef
from shared.ids import Id


class ProgrammeProposed(Content, Event):
    """A programme with a partner was proposed (C2)."""

    by: str


class ProgrammeRevised(Content, Event):
    """The content changed before the approval; endorsements of the earlier content fall (C2, C8)."""

    by: str


class ProgrammeEndorsed(Endorsed):
    """Teachers, committee or partner endorsed the content with this hash (C8)."""


class ProgrammeObjected(Objected):
    """Teachers, committee or partner object; their own endorsement lifts it (C8, C48)."""


class ProgrammePartnerInvited(EndorserInvited):
    """A person at the partner without an account was sent a link to endorse or object (C8)."""


class ProgrammeWithdrawn(Event):
    """The school took its proposal back before it was approved; nobody is asked about it any more (C2, C8)."""

    organisation: Id
    by: str
    reason: TextRef


class ProgrammeApproved(Event):
    """The principal approved the programme (C2)."""

    organisation: Id
    by: str
    content_hash: ContentHash | None = None


class ProgrammeStarted(Event):
    """The programme is being carried out (C4)."""

    organisation: Id
    mou: Id | None = None


class ProgrammeEvaluated(Event):
    """An evaluation of the programme was completed; a renewal of its MoU needs this (C5)."""

    organisation: Id
    evaluation: Id
    one_sided: bool = Field(default=False, description="The partner never answered.")
    starts_on: date | None = Field(default=None, description="First day that was evaluated.", examples=["2026-07-13"])
    ends_on: date | None = Field(default=None, description="Last day that was evaluated.", examples=["2027-06-30"])
    goes_on: bool = Field(default=False, description="It goes on running, since an MoU under it stands.")


class ProgrammeConcluded(Event):
    """The last MoU under an evaluated programme that went on running is over (C5)."""

    organisation: Id


class ProgrammeClosed(Event):
    """Nothing more is done under the programme."""

    organisation: Id
    by: str


ProgrammeEvent = (
    ProgrammeProposed
    | ProgrammeRevised
    | ProgrammeEndorsed
    | ProgrammeObjected
    | ProgrammePartnerInvited
    | ProgrammeWithdrawn
    | ProgrammeApproved
    | ProgrammeStarted
    | ProgrammeEvaluated
    | ProgrammeConcluded
    | ProgrammeClosed
)
