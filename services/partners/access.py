"""Who may call the routes of this service: each alias stands for one `allow`."""

from collections.abc import Iterable
from typing import Annotated, Final

from fastapi import Depends, Request

from services.partners.domain.line import LINE, STAFF
from services.partners.usecases.partnering import partnered
from shared.auth import Role, allow
from shared.auth.roles import READ_ONLY_ROLES, SCHOOL_ROLES
from shared.context import Context
from shared.refusals import NotFound, Refusal

READERS: Final[tuple[Role, ...]] = (*STAFF, "teacher", "committee", "auditor")
COMMENTERS: Final[tuple[Role, ...]] = (*STAFF, "teacher", "committee")
SIGNING_LINK: Final = "mou-signature"
AGREEMENT_LINK: Final = "agreement-signature"
ADDENDUM_LINK: Final = "addendum-signature"
ENDORSING_LINK: Final = "programme-endorsement"
PLAN_LINK: Final = "plan-endorsement"
VISION_LINK: Final = "vision-endorsement"
MEETING_LINK: Final = "meeting-reply"
FOLLOW_UP_LINK: Final = "follow-up"
CURRICULUM_LINK: Final = "curriculum-sign-off"

reads = allow("partners:read", *READERS)
reads_as_party = allow("partners:read", *READERS, partner=True)
reads_as_partner = allow("partners:read", *READERS, partner=partnered)
reads_to_endorse = allow("partners:read", *READERS, partner=True, link=ENDORSING_LINK)
reads_to_sign = allow("partners:read", *READERS, partner=True, link=SIGNING_LINK)
reads_agreement_to_sign = allow("partners:read", *READERS, partner=True, link=AGREEMENT_LINK)
reads_plan_to_endorse = allow("partners:read", *READERS, partner=True, link=PLAN_LINK)
reads_vision_to_endorse = allow("partners:read", *READERS, partner=True, link=VISION_LINK)
waits_for_somebody = allow("partners:read", *sorted(SCHOOL_ROLES), partner=True)
has_calendar = allow("partners:read", *sorted(SCHOOL_ROLES - READ_ONLY_ROLES))
waits_for_administrators = allow("partners:read", "alliance_admin")
waits_for_organisation = allow("partners:read", partner=True)
reads_addendum_to_sign = allow("partners:read", *READERS, partner=True, link=ADDENDUM_LINK)
reads_as_staff = allow("partners:read", *STAFF)
reads_register = allow("partners:read", "alliance_admin", *READERS)

Reader = Annotated[Context, Depends(reads)]
"""Staff, teachers, committee and auditors of the school."""

PartyReader = Annotated[Context, Depends(reads_as_party)]
"""Readers, and the organisation that the thing names; a list has what names it, also without a partnership."""

PartnerReader = Annotated[Context, Depends(reads_as_partner)]
"""Readers, and organisations in an open partnership with the school: for what names no organisation."""

EndorsingReader = Annotated[Context, Depends(reads_to_endorse)]
PlanReader = Annotated[Context, Depends(reads_plan_to_endorse)]
VisionReader = Annotated[Context, Depends(reads_vision_to_endorse)]
MoUSigningReader = Annotated[Context, Depends(reads_to_sign)]
AgreementSigningReader = Annotated[Context, Depends(reads_agreement_to_sign)]
AddendumSigningReader = Annotated[Context, Depends(reads_addendum_to_sign)]

Line = Annotated[Context, Depends(allow("partners:write", *LINE))]
"""The coordination line of the school."""

Staff = Annotated[Context, Depends(allow("partners:write", *STAFF))]
"""The coordination line and heads of programme."""

Teaching = Annotated[Context, Depends(allow("partners:write", *STAFF, "teacher"))]
"""Staff, and teachers for what they take part in; the rules say what that is."""

MeetingReader = Annotated[Context, Depends(allow("partners:read", *READERS, partner=True, link=MEETING_LINK))]
Invitee = Annotated[Context, Depends(allow("partners:write", *COMMENTERS, partner=True, link=MEETING_LINK))]
FollowUpOwner = Annotated[Context, Depends(allow("partners:write", *COMMENTERS, partner=True, link=FOLLOW_UP_LINK))]


async def sees_contacts(request: Request) -> bool:
    """Whether the caller of a list may also see the contacts of partners, as `StaffReader` may."""
    try:
        await reads_as_staff(request)
    except Refusal:
        return False
    return True


StaffReader = Annotated[Context, Depends(reads_as_staff)]
"""What is the school's own: neither partners nor committee, teachers or auditors."""

LineReader = Annotated[Context, Depends(allow("partners:read", *LINE))]
"""The coordination line, where it only looks."""

CurriculumReader = Annotated[Context, Depends(allow("partners:read", *READERS, partner=True, link=CURRICULUM_LINK))]
CurriculumAnswer = Annotated[Context, Depends(allow("partners:sign", partner=True, link=CURRICULUM_LINK))]
"""The partner alone, by key or link."""

Principal = Annotated[Context, Depends(allow("partners:decide", "principal"))]
Group = Annotated[Context, Depends(allow("partners:sign", "teacher", "committee", partner=True, link=ENDORSING_LINK))]
"""Those whose endorsement counts: teachers, committee, partner (C8)."""

PlanGroup = Annotated[Context, Depends(allow("partners:sign", "teacher", "committee", partner=True, link=PLAN_LINK))]
VisionGroup = Annotated[
    Context, Depends(allow("partners:sign", "teacher", "committee", partner=True, link=VISION_LINK))
]

MoUCommenter = Annotated[Context, Depends(allow("partners:write", *COMMENTERS, partner=True, link=SIGNING_LINK))]
MoUReviewer = Annotated[Context, Depends(allow("partners:sign", *LINE, partner=True, link=SIGNING_LINK))]

JointCommenter = Annotated[Context, Depends(allow("partners:write", *COMMENTERS))]
JointReviewer = Annotated[Context, Depends(allow("partners:sign", *LINE))]

signs_mou = allow("partners:sign", *COMMENTERS, partner=True, link=SIGNING_LINK)
signs_agreement = allow("partners:sign", *COMMENTERS, partner=True, link=AGREEMENT_LINK)
signs_addendum = allow("partners:sign", *COMMENTERS, partner=True, link=ADDENDUM_LINK)
signs_jointly = allow("partners:sign", *COMMENTERS)
writes = allow("partners:write", *LINE)
delegates_mou = allow("partners:sign", link=SIGNING_LINK)
delegates_agreement = allow("partners:sign", link=AGREEMENT_LINK)
delegates_addendum = allow("partners:sign", link=ADDENDUM_LINK)

uploads = allow("partners:write", *COMMENTERS, partner=partnered)
"""A partner brings evidence for what it writes into the ledger of an open partnership (C9)."""
uploads_to_sign = allow("partners:sign", *LINE, partner=True, link=SIGNING_LINK)

Registrar = Annotated[Context, Depends(allow("partners:write", "alliance_admin", *LINE))]
"""Administrators of the alliance, and the coordination line of each of its schools."""

AllianceAdmin = Annotated[Context, Depends(allow("partners:write", "alliance_admin"))]
AllianceReader = Annotated[Context, Depends(allow("partners:read", "alliance_admin"))]
"""Administrators of the alliance; what a school grants to the alliance it does not grant to the other schools."""

RegisterReader = Annotated[Context, Depends(reads_register)]

EVALUATING_LINK: Final = "evaluation-view"
EvaluatingReader = Annotated[Context, Depends(allow("partners:read", *READERS, partner=True, link=EVALUATING_LINK))]
Evaluator = Annotated[Context, Depends(allow("partners:write", *LINE, partner=True, link=EVALUATING_LINK))]
"""Those who score a partnership: the line for the school, the partner (C5)."""

CONFIRMING_LINK: Final = "contribution-confirmation"
ConfirmingReader = Annotated[Context, Depends(allow("partners:read", *READERS, partner=True, link=CONFIRMING_LINK))]
Confirmer = Annotated[Context, Depends(allow("partners:write", *LINE, partner=True, link=CONFIRMING_LINK))]
"""Those who confirm for their side: the line for the school, the partner (C9)."""

Recorder = Annotated[Context, Depends(allow("partners:write", *STAFF, partner=partnered))]
"""Those who write down what an open partnership gives and asks for: staff, and the partner's system (C9, C13)."""


def only_named(ctx: Context, what: str, organisations: Iterable[str]) -> None:
    """An organisation's key or link finds only what names the organisation (C8)."""
    if ctx.actor.organisation is not None and ctx.actor.organisation not in organisations:
        raise NotFound(what)
