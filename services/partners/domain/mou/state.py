"""What is known of an MoU and of the agreements and addenda under it."""

from abc import ABC, abstractmethod
from datetime import date
from typing import Literal, Self, TypeVar

from services.partners.domain.mou.events import Authorised, EndReason, Verdict
from services.partners.domain.mou.terms import AgreementTerms, MoUTerms, Party
from shared.events import TextRef, Value
from shared.ids import Id

MoUStatus = Literal[
    "drafted", "in_review", "signed", "active", "suspended", "expired", "renewed", "terminated", "withdrawn"
]
AgreementStatus = Literal["drafted", "signed", "active", "ended"]
AddendumStatus = Literal["drafted", "signed", "withdrawn"]


class Signed(Value):
    """One signature, with the content that it saw."""

    party: Party
    by: str
    how: str
    content_hash: str
    person: Id | None = None


class Invited(Value):
    """Who holds a link to sign for an organisation."""

    organisation: Id
    person: Id
    on: date
    reminders: int = 0
    """How many of the planned days to remind on have come."""


class Told(Value):
    """Which organisation was sent a letter at which notice."""

    organisation: Id
    days: int


class Review(Value):
    """What a party said in the present round."""

    party: Party
    verdict: Verdict


D = TypeVar("D", bound="Document")


class Document(Value, ABC):
    """Whatever parties sign: who may, who is asked to, who did and who would not."""

    number: str | None = None
    signatories: tuple[Authorised, ...] = ()
    invited: tuple[Invited, ...] = ()
    signatures: tuple[Signed, ...] = ()
    refused: tuple[Party, ...] = ()

    @property
    @abstractmethod
    def content(self) -> str:
        """The hash that a signature has to name."""

    @abstractmethod
    def parties(self) -> tuple[Party, ...]:
        """Who has to sign."""

    def named(self, party: Party) -> tuple[Id, ...]:
        """Who may sign for the party; nobody named, nobody here."""
        return next((each.who for each in self.signatories if each.party == party), ())

    def has_signed(self, party: Party) -> bool:
        """Whether there is its signature."""
        return any(given.party == party for given in self.signatures)

    def missing(self) -> list[Party]:
        """Parties that have neither signed nor refused."""
        return [party for party in self.parties() if not self.has_signed(party) and party not in self.refused]

    def holds_link(self, organisation: str, person: str | None) -> bool:
        """Whether this person's link to sign for the organisation is good."""
        return any(each.organisation == organisation and each.person == person for each in self.invited)

    def unsigned(self) -> Self:
        """After a change of the content: signatures and refusals fall."""
        return self.but(signatures=(), refused=())


class Agreement(Document):
    """An agreement under the MoU."""

    terms: AgreementTerms
    status: AgreementStatus = "drafted"
    ended: EndReason | None = None

    @property
    def content(self) -> str:
        return self.terms.content_hash

    def parties(self) -> tuple[Party, ...]:
        return (Party(kind="school", id=self.terms.school), Party(kind="organisation", id=self.terms.organisation))

    @property
    def stands(self) -> bool:
        """Signed and not over."""
        return self.status in ("signed", "active")

    @property
    def can_go_on(self) -> bool:
        """Whether an MoU that follows may carry it over."""
        return self.stands or self.ended in ("period", "expired", "renewed")


class Addendum(Document):
    """A change of something signed."""

    addendum: Id
    agreement: Id | None = None
    """What it changes; the MoU itself when none."""
    text: TextRef
    content_hash: str
    mou_terms: MoUTerms | None = None
    agreement_terms: AgreementTerms | None = None
    status: AddendumStatus = "drafted"

    @property
    def content(self) -> str:
        return self.content_hash

    def parties(self) -> tuple[Party, ...]:
        if self.agreement_terms is not None:
            return Agreement(terms=self.agreement_terms).parties()
        return self.mou_terms.parties.all() if self.mou_terms else ()


class MoU(Document):
    """The umbrella and what stands under it."""

    terms: MoUTerms
    status: MoUStatus = "drafted"
    programme: Id | None = None
    """What is carried out under it: the programme of its terms, or the one that was named later."""
    recorded: bool = False
    """It was signed on paper before, or outside, the system."""
    evidence: tuple[Id, ...] = ()
    """Scans of one that was recorded."""
    round: int = 0
    """Of the review; 0 before the first."""
    submitted: str | None = None
    """Hash of the content that lies before the parties."""
    reviews: tuple[Review, ...] = ()
    """What the parties said in the present round."""
    active_since: date | None = None
    amended_on: date | None = None
    noticed: int | None = None
    """The last notice of expiry, in days left."""
    told: tuple[Told, ...] = ()
    """To whom letters about these notices went."""
    followed_by: Id | None = None
    """The MoU that is to take its place."""
    let_go: bool = False
    terminates_on: date | None = None
    """The first day on which it holds no more, by notice given."""
    termination: TextRef | None = None
    """Why."""
    terminated_by: str | None = None
    agreements: tuple[Agreement, ...] = ()
    addenda: tuple[Addendum, ...] = ()

    @property
    def content(self) -> str:
        return self.terms.content_hash

    def parties(self) -> tuple[Party, ...]:
        return self.terms.parties.all()

    @property
    def revising(self) -> bool:
        """The school is changing what lay before the parties and has not submitted it again."""
        return self.status == "in_review" and self.submitted != self.content

    @property
    def in_force(self) -> bool:
        """Between its first and last day, suspended or not."""
        return self.status in ("active", "suspended")

    @property
    def undecided(self) -> bool:
        """Nobody has said what comes after it: neither another MoU nor its end."""
        return not (self.followed_by or self.let_go or self.terminates_on)

    def expiring(self, days: int) -> bool:
        """Whether the notice of so many days is the last one, and nobody has said since what comes after it."""
        return self.in_force and self.undecided and self.noticed == days

    @property
    def binding(self) -> bool:
        """Signed by everybody and not over."""
        return self.status in ("signed", "active", "suspended")

    def agreement(self, id: str | None) -> Agreement | None:
        """The agreement with this id."""
        return next((each for each in self.agreements if each.terms.agreement == id), None)

    def addendum(self, id: str | None) -> Addendum | None:
        """The addendum with this id."""
        return next((each for each in self.addenda if each.addendum == id), None)

    def document(self, id: str | None) -> Document | None:
        """The agreement or addendum with this id; the MoU itself when none is named."""
        return self if id is None else self.agreement(id) or self.addendum(id)

    def with_document(self, id: str | None, changed: Document) -> "MoU":
        """With this document in place of the one with its id."""
        if isinstance(changed, MoU):
            return changed
        if isinstance(changed, Agreement):
            return self.with_agreement(changed)
        return self.but(addenda=tuple(changed if each.addendum == id else each for each in self.addenda))

    def with_agreement(self, changed: Agreement) -> "MoU":
        """With this agreement in place of the one with its id."""
        same = changed.terms.agreement
        return self.but(agreements=tuple(changed if each.terms.agreement == same else each for each in self.agreements))

    def may_sign(self, document: Document, party: Party) -> tuple[Id, ...]:
        """Who was named to sign for the party: on the document, for an agreement else on its MoU. An addendum never
        asks those of the first text.
        """
        return document.named(party) or (self.named(party) if isinstance(document, Agreement) else ())

    def open_to_sign(self, document: Document) -> bool:
        """Whether signatures on it are wanted now."""
        match document:
            case MoU():
                return self.status == "in_review" and self.submitted == self.content
            case Agreement():
                return self.status == "active" and document.status == "drafted"
            case Addendum():
                return document.status == "drafted" and self._can_be_amended(document)
        return False

    def _can_be_amended(self, addendum: Addendum) -> bool:
        if addendum.agreement is None:
            return self.binding
        agreement = self.agreement(addendum.agreement)
        return self.status == "active" and agreement is not None and agreement.stands
