"""What an event changes in an MoU: one line per event."""

from typing import TypeVar

from services.partners.domain.mou import events as e
from services.partners.domain.mou.state import (
    Addendum,
    Agreement,
    AgreementStatus,
    Document,
    Invited,
    MoU,
    Review,
    Signed,
    Told,
)
from services.partners.domain.mou.terms import AgreementTerms, MoUTerms
from shared.decider import changes
from shared.events import Event

D = TypeVar("D", bound=Document)


def _begun(event: e.MoUDrafted | e.MoURecorded) -> MoU:
    terms = MoUTerms.model_validate(event.model_dump())
    if isinstance(event, e.MoURecorded):
        return MoU(terms=terms, number=event.number, status="signed", recorded=True, evidence=event.evidence)
    return MoU(terms=terms, programme=terms.programme)


def _revised(mou: MoU, event: e.MoURevised) -> MoU:
    return mou.unsigned().but(terms=MoUTerms.model_validate(event.model_dump()), programme=event.programme)


def _submitted(mou: MoU, event: e.MoUSubmittedForReview) -> MoU:
    return mou.but(status="in_review", number=event.number, round=1, submitted=event.content_hash)


def _resubmitted(mou: MoU, event: e.MoUResubmitted) -> MoU:
    invited = tuple(each.but(on=event.on, reminders=0) for each in mou.invited)
    return mou.but(round=event.round, submitted=event.content_hash, reviews=(), invited=invited)


def _reviewed(mou: MoU, event: e.MoUPartyReviewed) -> MoU:
    others = tuple(each for each in mou.reviews if each.party != event.party)
    return mou.but(reviews=(*others, Review(party=event.party, verdict=event.verdict)))


# signing


def _document(mou: MoU, id: str | None) -> Document:
    document = mou.document(id)
    if document is None:
        raise LookupError(f"The stream speaks of a document that it does not have: {id}.")
    return document


def _named(mou: MoU, event: e.MoUSignatoriesNamed) -> MoU:
    document = _document(mou, event.document)
    others = tuple(each for each in document.signatories if each.party != event.party)
    named = (e.Authorised(party=event.party, who=event.who),) if event.who else ()
    return mou.with_document(event.document, document.but(signatories=(*others, *named)))


def _invited(mou: MoU, event: e.MoUSignatoryInvited) -> MoU:
    document = _document(mou, event.document)
    others = tuple(each for each in document.invited if each.person != event.person)
    invited = Invited(organisation=event.organisation, person=event.person, on=event.on)
    return mou.with_document(event.document, document.but(invited=(*others, invited)))


def _delegated(mou: MoU, event: e.MoUSigningDelegated) -> MoU:
    document = _document(mou, event.document)
    others = tuple(each for each in document.invited if each.person != event.person)
    invited = Invited(organisation=event.organisation, person=event.to, on=event.on)
    signatories = tuple(
        each.but(who=tuple(event.to if one == event.person else one for one in each.who))
        for each in document.signatories
    )
    return mou.with_document(event.document, document.but(invited=(*others, invited), signatories=signatories))


def _reminder_due(mou: MoU, event: e.MoUReminderDue) -> MoU:
    document = _document(mou, event.document)
    invited = tuple(
        each.but(reminders=event.reminders) if each.person == event.person else each for each in document.invited
    )
    return mou.with_document(event.document, document.but(invited=invited))


def _refused(mou: MoU, event: e.MoUPartyRefused) -> MoU:
    document = _document(mou, event.document)
    return mou.with_document(event.document, document.but(refused=(*document.refused, event.party)))


def _with_signature(document: D, event: e.Signature) -> D:
    given = Signed.model_validate(event.model_dump())
    lifted = tuple(party for party in document.refused if party != event.party)
    return document.but(signatures=(*document.signatures, given), refused=lifted)


def _party_signed(mou: MoU, event: e.MoUPartySigned) -> MoU:
    """Whoever signs a text wants no other one: its own wish for changes is taken back."""
    others = tuple(each for each in mou.reviews if (each.party, each.verdict) != (event.party, "changes_wanted"))
    return _with_signature(mou, event).but(reviews=others)


def _agreement_party_signed(mou: MoU, event: e.AgreementPartySigned) -> MoU:
    return mou.with_agreement(_with_signature(_agreement(mou, event.agreement), event))


def _addendum_party_signed(mou: MoU, event: e.AddendumPartySigned) -> MoU:
    return mou.with_document(event.addendum, _with_signature(_addendum(mou, event.addendum), event))


# the course


def _told(event: e.MoUPartnerTold) -> Told:
    return Told(organisation=event.organisation, days=event.days)


def _announced(mou: MoU, event: e.MoUTerminationAnnounced) -> MoU:
    return mou.but(terminates_on=event.effective_on, termination=event.reason, terminated_by=event.by)


def _termination_withdrawn(mou: MoU, _event: e.MoUTerminationWithdrawn) -> MoU:
    return mou.but(terminates_on=None, termination=None, terminated_by=None)


def _amended(mou: MoU, event: e.MoUAmended) -> MoU:
    terms = _addendum(mou, event.addendum).mou_terms or mou.terms
    anew = terms.ends_on != mou.terms.ends_on
    mou = mou.but(noticed=None, told=()) if anew else mou
    return mou.but(terms=terms, amended_on=event.on)


# agreements


def _agreement_drafted(mou: MoU, event: e.AgreementDrafted) -> MoU:
    terms = AgreementTerms.model_validate(event.model_dump())
    return mou.but(agreements=(*mou.agreements, Agreement(terms=terms, number=event.number)))


def _agreement_revised(mou: MoU, event: e.AgreementRevised) -> MoU:
    terms = AgreementTerms.model_validate(event.model_dump())
    return mou.with_agreement(_agreement(mou, event.agreement).unsigned().but(terms=terms))


def _carried_over(mou: MoU, event: e.AgreementCarriedOver) -> MoU:
    terms = AgreementTerms.model_validate(event.model_dump())
    carried = Agreement(terms=terms, number=event.number, status="signed")
    return mou.but(agreements=(*mou.agreements, carried))


def _agreement_amended(mou: MoU, event: e.AgreementAmended) -> MoU:
    agreement = _agreement(mou, event.agreement)
    return mou.with_agreement(agreement.but(terms=_addendum(mou, event.addendum).agreement_terms or agreement.terms))


def _agreement_is(mou: MoU, id: str, status: AgreementStatus) -> MoU:
    return mou.with_agreement(_agreement(mou, id).but(status=status))


def _agreement_ended(mou: MoU, event: e.AgreementEnded) -> MoU:
    return mou.with_agreement(_agreement(mou, event.agreement).but(status="ended", ended=event.reason))


def _agreement(mou: MoU, id: str) -> Agreement:
    return next(each for each in mou.agreements if each.terms.agreement == id)


# addenda


def _addendum_drafted(mou: MoU, event: e.AddendumDrafted) -> MoU:
    return mou.but(addenda=(*mou.addenda, Addendum.model_validate(event.model_dump())))


def _addendum(mou: MoU, id: str) -> Addendum:
    return next(each for each in mou.addenda if each.addendum == id)


def _unchanged(mou: MoU, _event: Event) -> MoU:
    return mou


evolve = changes(
    _begun,
    {
        e.MoURevised: _revised,
        e.MoUSubmittedForReview: _submitted,
        e.MoUResubmitted: _resubmitted,
        e.MoUReviewCommented: _unchanged,
        e.MoUPartyReviewed: _reviewed,
        e.MoUReviewRoundEnded: _unchanged,
        e.MoUWithdrawn: lambda old, _: old.but(status="withdrawn"),
        e.MoUSignatoriesNamed: _named,
        e.MoUSignatoryInvited: _invited,
        e.MoUSigningDelegated: _delegated,
        e.MoUReminderDue: _reminder_due,
        e.MoUSignatoryReminded: _unchanged,
        e.MoUPartyRefused: _refused,
        e.MoUPartySigned: _party_signed,
        e.MoUSigned: lambda old, _: old.but(status="signed"),
        e.MoURecorded: lambda _, event: _begun(event),
        e.MoUScanAdded: lambda old, event: old.but(evidence=(*old.evidence, *event.evidence)),
        e.MoUProgrammeNamed: lambda old, event: old.but(programme=event.programme),
        e.MoUActivated: lambda old, event: old.but(status="active", active_since=event.on),
        e.MoUExpiring: lambda old, event: old.but(noticed=event.days),
        e.MoUPartnerTold: lambda old, event: old.but(told=(*old.told, _told(event))),
        e.MoURenewalBegun: lambda old, event: old.but(followed_by=event.by, let_go=False),
        e.MoURenewalDropped: lambda old, _: old.but(followed_by=None),
        e.MoULetGo: lambda old, _: old.but(let_go=True),
        e.MoUExpired: lambda old, _: old.but(status="expired"),
        e.MoURenewed: lambda old, event: old.but(status="renewed", followed_by=event.by),
        e.MoUSuspended: lambda old, _: old.but(status="suspended"),
        e.MoUResumed: lambda old, _: old.but(status="active"),
        e.MoUTerminationAnnounced: _announced,
        e.MoUTerminationWithdrawn: _termination_withdrawn,
        e.MoUTerminated: lambda old, _: old.but(status="terminated"),
        e.MoUAmended: _amended,
        e.AgreementDrafted: _agreement_drafted,
        e.AgreementRevised: _agreement_revised,
        e.AgreementPartySigned: _agreement_party_signed,
        e.AgreementSigned: lambda old, event: _agreement_is(old, event.agreement, "signed"),
        e.QuotaGranted: _unchanged,
        e.QuotaWithdrawn: _unchanged,
        e.AgreementActivated: lambda old, event: _agreement_is(old, event.agreement, "active"),
        e.AgreementAmended: _agreement_amended,
        e.AgreementCarriedOver: _carried_over,
        e.AgreementEnded: _agreement_ended,
        e.AddendumDrafted: _addendum_drafted,
        e.AddendumPartySigned: _addendum_party_signed,
        e.AddendumSigned: lambda old, event: old.with_document(
            event.addendum, _addendum(old, event.addendum).but(status="signed")
        ),
        e.AddendumWithdrawn: lambda old, event: old.with_document(
            event.addendum, _addendum(old, event.addendum).but(status="withdrawn")
        ),
    },
)
