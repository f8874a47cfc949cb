"""What of an MoU waits for whom, and what of it stands in calendars (C3, C6)."""

from collections.abc import Iterator
from datetime import date

from services.partners.domain.line import STAFF, duty
from services.partners.domain.mou.calendar import NOTICES, notice_day
from services.partners.domain.mou.state import Agreement, Document, MoU
from services.partners.domain.mou.terms import Party
from shared.agenda import Addressee, Dated, Need


def needs(mou: MoU) -> Iterator[Need]:
    """Review, signatures, revision, renewal: until an event leads to a state without it."""
    yield from _of_text(mou)
    if mou.recorded and not mou.evidence and mou.binding:
        yield _own(mou, "add-scan", "POST /schools/{school}/mous/{id}/scans")
    yield from _signatures(mou, mou, "sign-mou", "/signatures")
    for agreement in mou.agreements:
        yield from _of_agreement(mou, agreement)
    for addendum in mou.addenda:
        yield from _signatures(mou, addendum, "sign-addendum", f"/addenda/{addendum.addendum}/signatures")
    if mou.in_force and mou.noticed is not None and mou.undecided:
        yield _own(mou, "renew-or-let-go", "POST /schools/{school}/mous", mou.terms.ends_on)
        if mou.programme is None:
            yield _own(mou, "name-programme", "POST /schools/{school}/mous/{id}/programme", mou.terms.ends_on)
    if mou.status == "suspended" and mou.terminates_on is None:
        whom, action = duty("end_mou"), "POST /schools/{school}/mous/{id}/resumption"
        yield Need(what="resume-or-end-mou", whom=whom, action=action, by=mou.terms.ends_on)


def _of_text(mou: MoU) -> Iterator[Need]:
    path = "/schools/{school}/mous/{id}"
    if mou.status == "drafted":
        yield _own(mou, "submit-mou", f"POST {path}/submission")
    if mou.status != "in_review":
        return
    if mou.submitted != mou.content:
        yield _own(mou, "resubmit-mou", f"POST {path}/resubmission")
        return
    if _changes_wanted(mou):
        yield _own(mou, "revise-mou", f"PUT {path}/content")
    answered = {each.party for each in mou.reviews}
    for party in mou.missing():
        if party not in answered and party != mou.terms.parties.owner:
            yield Need(what="review-mou", whom=_preparers_of(party), action=f"POST {_path(mou, party)}/reviews")


def _changes_wanted(mou: MoU) -> bool:
    return bool(mou.refused) or any(each.verdict == "changes_wanted" for each in mou.reviews)


def _of_agreement(mou: MoU, agreement: Agreement) -> Iterator[Need]:
    path = f"/agreements/{agreement.terms.agreement}"
    yield from _signatures(mou, agreement, "sign-agreement", f"{path}/signatures")
    if mou.open_to_sign(agreement) and agreement.refused:
        whom = duty("prepare_mous", tenant=agreement.terms.school)
        school = Party(kind="school", id=agreement.terms.school)
        yield Need(what="revise-agreement", whom=whom, action=f"PUT {_path(mou, school)}{path}/content")


def _signatures(mou: MoU, document: Document, what: str, path: str) -> Iterator[Need]:
    """Wanted of every party that has not answered, as long as nobody wants another text."""
    if not mou.open_to_sign(document) or document.refused or (document is mou and _changes_wanted(mou)):
        return
    for party in document.missing():
        for whom in _signatories(mou, document, party):
            yield Need(what=what, whom=whom, action=f"POST {_path(mou, party)}{path}", by=_until(mou, document))


def _signatories(mou: MoU, document: Document, party: Party) -> Iterator[Addressee]:
    named = mou.may_sign(document, party) if party.kind == "school" else ()
    if party.kind == "organisation":
        yield Addressee(organisation=party.id)
    elif not named:
        yield duty("sign_mou", tenant=party.id)
    for member in named:
        yield Addressee(member=member, tenant=party.id)


def _until(mou: MoU, document: Document) -> date | None:
    match document:
        case MoU():
            return mou.terms.starts_on
        case Agreement():
            return document.terms.starts_on
    return None


def _own(mou: MoU, what: str, action: str, by: date | None = None) -> Need:
    return Need(what=what, whom=_preparers_of(mou.terms.parties.owner), action=action, by=by)


def _preparers_of(party: Party) -> Addressee:
    if party.kind == "organisation":
        return Addressee(organisation=party.id)
    return duty("prepare_mous", tenant=party.id)


def _path(mou: MoU, party: Party) -> str:
    if party.kind == "organisation":
        return "/schools/{tenant}/mous/{id}"
    if party == mou.terms.parties.owner:
        return "/schools/{school}/mous/{id}"
    return "/schools/{school}/joint-mous/{tenant}/{id}"


def dates(mou: MoU) -> Iterator[Dated]:
    """First and last day, the days of notice, and those of the agreements."""
    if not mou.binding:
        return
    for what, key, day in _days(mou):
        for party in mou.parties():
            yield Dated(what=what, key=key, whom=_readers_of(party), starts=day, ends=day)
    for agreement in mou.agreements:
        if agreement.stands:
            yield from _agreement_dates(agreement)


def _days(mou: MoU) -> Iterator[tuple[str, str, date]]:
    yield "mou-starts", "starts", mou.terms.starts_on
    yield "mou-ends", "ends", mou.terms.ends_on
    if mou.terminates_on is not None:
        yield "mou-terminated", "terminated", mou.terminates_on
        return
    for days in NOTICES:
        if notice_day(mou, days) > mou.terms.starts_on:
            yield "mou-notice", f"notice-{days}", notice_day(mou, days)


def _agreement_dates(agreement: Agreement) -> Iterator[Dated]:
    terms = agreement.terms
    for what, day in (("agreement-starts", terms.starts_on), ("agreement-ends", terms.ends_on)):
        for party in agreement.parties():
            yield Dated(what=what, key=f"{what}-{terms.agreement}", whom=_readers_of(party), starts=day, ends=day)


def _readers_of(party: Party) -> Addressee:
    if party.kind == "organisation":
        return Addressee(organisation=party.id)
    return Addressee(roles=STAFF, tenant=party.id)
