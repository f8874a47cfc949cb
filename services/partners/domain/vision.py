"""The school's vision, formed with those whom it concerns, version by version (C48)."""

from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from pydantic import Field

from services.partners.domain import charter
from services.partners.domain.endorsing import Endorsed, EndorserInvited, Objected
from services.partners.domain.line import duty
from shared.decider import Decider
from shared.events import Command, TextRef

VISION_ID: Final = str(uuid5(NAMESPACE_URL, "vision"))
"""The stream of a school's vision; the same in every school, as streams are per tenant."""


class VisionContent(charter.Charted):
    """Where the school wants to be, and what it does for it."""

    statement: TextRef
    missions: tuple[TextRef, ...] = Field(min_length=1)


class VisionDrafted(VisionContent, charter.Drafted):
    """A version of the vision was drafted (C48)."""


class VisionRevised(VisionContent, charter.Revised):
    """The draft of the vision changed; endorsements of the earlier content fall (C48)."""


class VisionContributed(charter.Contributed):
    """Teachers, committee or a partner contributed to the vision (C48)."""


class VisionEndorsed(Endorsed):
    """Teachers, committee or a partner endorsed the vision with this hash (C48)."""


class VisionObjected(Objected):
    """Teachers, committee or a partner object to the vision; their own endorsement lifts it (C48)."""


class VisionPartnerInvited(EndorserInvited):
    """A person at a partner without an account was sent a link to endorse or object (C48)."""


class VisionAdopted(charter.Adopted):
    """The principal adopted the vision that all had endorsed; it is in force until the next is (C48)."""


VisionEvent = (
    VisionDrafted
    | VisionRevised
    | VisionContributed
    | VisionEndorsed
    | VisionObjected
    | VisionPartnerInvited
    | VisionAdopted
)
_HAPPENINGS: Final = charter.Happenings(
    VisionDrafted, VisionRevised, VisionContributed, VisionEndorsed, VisionObjected, VisionPartnerInvited, VisionAdopted
)


class Vision(charter.Charter[VisionContent]):
    """The vision in force and the draft of the next one."""


def _any_content(_before: Vision | None, _content: VisionContent) -> None:
    return None


VISION: Decider[Vision, Command, Any] = Decider(
    name="vision",
    state=Vision,
    events=VisionEvent,
    decide=charter.decided("vision", _HAPPENINGS, _any_content),
    evolve=charter.evolved(Vision, VisionContent, _HAPPENINGS),
    audience=charter.audience,
    needs=lambda vision: charter.needs(
        vision, kind="vision", prepares=duty("prepare_plans"), adopts=duty("adopt_vision")
    ),
    fold=2,
)
