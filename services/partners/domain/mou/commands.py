"""What can be asked of an MoU and of what stands under it. Facts from elsewhere stand in the command."""

from datetime import date

from services.partners.domain.mou.events import Authorised, SigningWay, Verdict
from services.partners.domain.mou.terms import AgreementTerms, MoUTerms, Party
from services.partners.domain.values import ContentHash, Department
from shared.days import Period
from shared.events import Actor, Command, TextRef, Value
from shared.ids import Id

# facts from elsewhere


class ProgrammeFact(Value):
    """What the MoU needs to know of its programme."""

    status: str
    organisation: Id


class RenewalFact(Period):
    """What the MoU needs to know of the MoU that it follows, and its days."""

    status: str
    programme: Id | None = None
    """None when nobody has said what is carried out under it."""
    evaluated: tuple[Period, ...] = ()
    """Days of its programme's completed evaluations."""
    agreements: tuple[Id, ...] = ()
    """Those that can be carried over: signed, and ended only by the MoU's own end."""


class YearLimits(Value):
    """How long an MoU may run, in years; a rule from outside, so configuration."""

    least: int = 1
    most: int = 5


class KnownSite(Value):
    """A site of the organisation, from the register."""

    site: Id
    departments: tuple[Department, ...] = ()


# the text


class DraftMoU(Command):
    """Draft an MoU for an approved programme."""

    school: Id
    terms: MoUTerms
    programme: ProgrammeFact
    renewal: RenewalFact | None = None
    years: YearLimits = YearLimits()


class ReviseMoU(Command):
    """Change terms or text before everybody has signed."""

    school: Id
    terms: MoUTerms
    programme: ProgrammeFact
    renewal: RenewalFact | None = None
    years: YearLimits = YearLimits()


class SubmitMoU(Command):
    """Lay the draft before the parties, with its number."""

    number: str


class ResubmitMoU(Command):
    """Lay the changed text before the parties: another round."""


class CommentMoU(Command):
    """Comment on the draft."""

    by: Actor
    comment: TextRef
    content_hash: ContentHash | None = None
    """What was read, where that is said."""


class ReviewMoU(Command):
    """Say for a party whether it can agree."""

    party: Party
    verdict: Verdict
    by: Actor
    comment: TextRef | None = None
    content_hash: ContentHash | None = None
    """What was read, where that is said."""


class WithdrawMoU(Command):
    """Take the draft back."""

    by: Actor
    reason: TextRef


# signing, of the MoU or of a document under it


class NameSignatories(Command):
    """Name who may sign for a party."""

    party: Party
    who: tuple[Id, ...]
    by: Actor
    document: Id | None = None


class InviteSignatory(Command):
    """Send a person without an account a link to sign."""

    organisation: Id
    person: Id
    document: Id | None = None


class DelegateSigning(Command):
    """Pass one's link on to a colleague."""

    by: Actor
    to: Id
    document: Id | None = None


class MarkReminder(Command):
    """So many days have gone by without a signature."""

    organisation: Id
    person: Id
    document: Id | None = None


class RemindSignatory(Command):
    """Send a person the link again."""

    organisation: Id
    person: Id
    by: Actor
    document: Id | None = None


class Sign(Command):
    """What every signing says. Who may sign for whom follows from `how` and `by`."""

    party: Party
    content_hash: ContentHash
    how: SigningWay
    by: Actor
    signed_by: Id | None = None
    """On paper: the signatory whose signature it bears."""
    evidence: Id | None = None


class SignMoU(Sign):
    """Sign the content with this hash for a party."""


class SignAgreement(Sign):
    """Sign the agreement for a party."""

    agreement: Id


class SignAddendum(Sign):
    """Sign the addendum for a party."""

    addendum: Id


class RefuseToSign(Sign):
    """Say for a party that it does not sign, and why."""

    reason: TextRef
    document: Id | None = None


# the course


class ActivateMoU(Command):
    """The first day has begun."""


class NoticeExpiry(Command):
    """So many days are left."""

    days: int


class TellPartner(Command):
    """Send somebody at a partner without a system of its own a letter about the present notice."""

    organisation: Id
    person: Id
    days: int


class ExpireMoU(Command):
    """The last day is over."""


class BeginRenewal(Command):
    """An MoU that is to follow was drafted."""

    by: Id


class DropRenewal(Command):
    """The MoU that was to follow was withdrawn or terminated."""

    by: Id


class LetMoUGo(Command):
    """Let it end without another one."""

    by: Actor


class RenewMoU(Command):
    """The MoU that follows came into force."""

    by: Id


class SuspendMoU(Command):
    """Begin nothing new until it is resumed."""

    by: Actor
    reason: TextRef


class ResumeMoU(Command):
    """Go on."""

    by: Actor


class TerminateMoU(Command):
    """End it before its time, on this day or as early as the notice allows."""

    by: Actor
    reason: TextRef
    effective_on: date | None = None


class WithdrawTermination(Command):
    """Take the notice back before its day."""

    by: Actor


class ConcludeTermination(Command):
    """The day for which notice was given has come."""


# agreements


class DraftAgreement(Command):
    """Draft an agreement under an MoU in force."""

    terms: AgreementTerms
    known_sites: tuple[KnownSite, ...]
    number: str | None = None


class ReviseAgreement(Command):
    """Change an agreement before both have signed."""

    terms: AgreementTerms
    known_sites: tuple[KnownSite, ...]


class WithdrawAgreement(Command):
    """Take the draft of an agreement back."""

    agreement: Id
    by: Actor
    reason: TextRef


class ActivateAgreement(Command):
    """The first day of the agreement has begun."""

    agreement: Id


class EndAgreement(Command):
    """The last day of the agreement is over."""

    agreement: Id


# addenda


class DraftAddendum(Command):
    """Draft a change of something signed; the terms are those that will then hold."""

    addendum: Id
    number: str
    by: Actor
    text: TextRef
    content_hash: ContentHash
    signatories: tuple[Authorised, ...] = ()
    """Today's, of the parties that have named any."""
    mou_terms: MoUTerms | None = None
    agreement_terms: AgreementTerms | None = None
    known_sites: tuple[KnownSite, ...] = ()
    years: YearLimits = YearLimits()


class WithdrawAddendum(Command):
    """Take an addendum back before everybody has signed."""

    addendum: Id
    by: Actor
    reason: TextRef
