"""What happens to an MoU and to the agreements and addenda under it."""

from services.partners.domain.mou.events.addenda import AddendumDrafted, AddendumSigned, AddendumWithdrawn, Authorised
from services.partners.domain.mou.events.agreements import (
    AgreementActivated,
    AgreementAmended,
    AgreementCarriedOver,
    AgreementDrafted,
    AgreementEnded,
    AgreementRevised,
    AgreementSigned,
    EndReason,
    QuotaGranted,
    QuotaWithdrawn,
)
from services.partners.domain.mou.events.course import (
    MoUActivated,
    MoUAmended,
    MoUExpired,
    MoUExpiring,
    MoULetGo,
    MoUPartnerTold,
    MoURenewalBegun,
    MoURenewalDropped,
    MoURenewed,
    MoUResumed,
    MoUSuspended,
    MoUTerminated,
    MoUTerminationAnnounced,
    MoUTerminationWithdrawn,
)
from services.partners.domain.mou.events.recording import MoUProgrammeNamed, MoURecorded, MoUScanAdded
from services.partners.domain.mou.events.signing import (
    AddendumPartySigned,
    AgreementPartySigned,
    MoUPartyRefused,
    MoUPartySigned,
    MoUReminderDue,
    MoUSignatoriesNamed,
    MoUSignatoryInvited,
    MoUSignatoryReminded,
    MoUSigningDelegated,
    Signature,
    SigningWay,
)
from services.partners.domain.mou.events.text import (
    MoUDrafted,
    MoUPartyReviewed,
    MoUResubmitted,
    MoUReviewCommented,
    MoUReviewRoundEnded,
    MoURevised,
    MoUSigned,
    MoUSubmittedForReview,
    MoUWithdrawn,
    Verdict,
)

MoUEvent = (
    MoUDrafted
    | MoURevised
    | MoUSubmittedForReview
    | MoUResubmitted
    | MoUReviewCommented
    | MoUPartyReviewed
    | MoUReviewRoundEnded
    | MoUWithdrawn
    | MoUSignatoriesNamed
    | MoUSignatoryInvited
    | MoUSigningDelegated
    | MoUReminderDue
    | MoUSignatoryReminded
    | MoUPartyRefused
    | MoUPartySigned
    | MoUSigned
    | MoURecorded
    | MoUScanAdded
    | MoUProgrammeNamed
    | MoUActivated
    | MoUExpiring
    | MoUPartnerTold
    | MoURenewalBegun
    | MoURenewalDropped
    | MoULetGo
    | MoUExpired
    | MoURenewed
    | MoUSuspended
    | MoUResumed
    | MoUTerminationAnnounced
    | MoUTerminationWithdrawn
    | MoUTerminated
    | MoUAmended
    | AgreementDrafted
    | AgreementRevised
    | AgreementPartySigned
    | AgreementSigned
    | QuotaGranted
    | QuotaWithdrawn
    | AgreementActivated
    | AgreementAmended
    | AgreementCarriedOver
    | AgreementEnded
    | AddendumDrafted
    | AddendumPartySigned
    | AddendumSigned
    | AddendumWithdrawn
)

__all__ = [
    "AddendumDrafted",
    "AddendumPartySigned",
    "AddendumSigned",
    "AddendumWithdrawn",
    "AgreementActivated",
    "AgreementAmended",
    "AgreementCarriedOver",
    "AgreementDrafted",
    "AgreementEnded",
    "AgreementPartySigned",
    "AgreementRevised",
    "AgreementSigned",
    "Authorised",
    "EndReason",
    "MoUActivated",
    "MoUAmended",
    "MoUDrafted",
    "MoUEvent",
    "MoUExpired",
    "MoUExpiring",
    "MoULetGo",
    "MoUPartnerTold",
    "MoUPartyRefused",
    "MoUPartyReviewed",
    "MoUPartySigned",
    "MoUProgrammeNamed",
    "MoURecorded",
    "MoUReminderDue",
    "MoURenewalBegun",
    "MoURenewalDropped",
    "MoURenewed",
    "MoUResubmitted",
    "MoUResumed",
    "MoUReviewCommented",
    "MoUReviewRoundEnded",
    "MoURevised",
    "MoUScanAdded",
    "MoUSignatoriesNamed",
    "MoUSignatoryInvited",
    "MoUSignatoryReminded",
    "MoUSigned",
    "MoUSigningDelegated",
    "MoUSubmittedForReview",
    "MoUSuspended",
    "MoUTerminated",
    "MoUTerminationAnnounced",
    "MoUTerminationWithdrawn",
    "MoUWithdrawn",
    "QuotaGranted",
    "QuotaWithdrawn",
    "Signature",
    "SigningWay",
    "Verdict",
]
