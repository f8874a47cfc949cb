"""Who plays in the cases: two schools, a hotel, their people, and an MoU on its way."""

from datetime import UTC, date, datetime
from typing import Any

from services.partners.domain.mou import commands, events
from services.partners.domain.mou.terms import AgreementTerms, MoUTerms, Parties, Party, QuotaLine
from shared.events import Actor, TextRef


def an_id(number: int) -> str:
    """A readable id."""
    return f"01981e4a-6c00-7000-8000-{number:012d}"


SCHOOL, OTHER_SCHOOL = an_id(1), an_id(2)
HOTEL, OTHER_HOTEL = an_id(11), an_id(12)
PARTNER, PROGRAMME = an_id(21), an_id(22)
SITE, AGREEMENT, GRANT, PERSON, SCAN = an_id(31), an_id(41), an_id(42), an_id(51), an_id(61)
TEXT = TextRef(id=an_id(71), digest="ab" * 32)
HASH, OTHER_HASH = "c0" * 32, "d1" * 32

PRINCIPAL = Actor(kind="member", id=an_id(101), roles=frozenset({"principal"}))
COORDINATOR = Actor(kind="member", id=an_id(102), roles=frozenset({"coordinator"}))
TEACHER = Actor(kind="member", id=an_id(103), roles=frozenset({"teacher"}))
COMMITTEE = Actor(kind="member", id=an_id(104), roles=frozenset({"committee"}))
HOTEL_KEY = Actor(kind="key", id=an_id(105), organisation=HOTEL)
OTHER_KEY = Actor(kind="key", id=an_id(106), organisation=OTHER_HOTEL)
HOTEL_LINK = Actor(kind="link", id=an_id(107), organisation=HOTEL, person=PERSON)

SCHOOL_PARTY, HOTEL_PARTY = Party(kind="school", id=SCHOOL), Party(kind="organisation", id=HOTEL)
PARTIES = Parties(schools=(SCHOOL,), organisations=(HOTEL,))
NUMBER = "001/MoU/30203123/VII/2026"


def terms(**changed: Any) -> MoUTerms:
    """An MoU of one year from 13 July 2026."""
    plain: dict[str, Any] = {
        "programme": PROGRAMME, "parties": PARTIES, "scope": ("placement",), "concentrations": ("9.1.1",),
        "zone": "Asia/Pontianak", "starts_on": date(2026, 7, 13), "ends_on": date(2027, 7, 12),
        "text": TEXT, "content_hash": HASH,
    }  # fmt: skip
    return MoUTerms.model_validate(plain | changed)


def draft(**changed: Any) -> commands.DraftMoU:
    """The command that drafts it."""
    plain: dict[str, Any] = {
        "school": SCHOOL, "terms": terms(), "programme": commands.ProgrammeFact(status="approved", organisation=HOTEL),
    }  # fmt: skip
    return commands.DraftMoU.model_validate(plain | changed)


def sign(party: Party, by: Actor, how: str, **changed: Any) -> commands.SignMoU:
    """A party signs the content it saw."""
    plain: dict[str, Any] = {"party": party, "by": by, "how": how, "content_hash": HASH}
    return commands.SignMoU.model_validate(plain | changed)


BY_PRINCIPAL = sign(SCHOOL_PARTY, PRINCIPAL, "account")
BY_HOTEL = sign(HOTEL_PARTY, HOTEL_KEY, "key")


def party_signed(party: Party, by: str, how: str) -> events.MoUPartySigned:
    """The signature as an event."""
    return events.MoUPartySigned.model_validate({"party": party, "by": by, "how": how, "content_hash": HASH})


INVITED = events.MoUSignatoryInvited(organisation=HOTEL, person=PERSON, content_hash=HASH, on=date(2026, 7, 1))
COURSE: dict[str, Any] = {"parties": PARTIES, "starts_on": date(2026, 7, 13), "ends_on": date(2027, 7, 12)}
DRAFTED = events.MoUDrafted(**terms().model_dump())
SUBMITTED = events.MoUSubmittedForReview(number=NUMBER, content_hash=HASH)
SCHOOL_SIGNED = party_signed(SCHOOL_PARTY, PRINCIPAL.id, "account")
HOTEL_SIGNED = party_signed(HOTEL_PARTY, HOTEL_KEY.id, "key")
SIGNED = events.MoUSigned(**terms().model_dump(exclude={"text"}), number=NUMBER)
ACTIVATED = events.MoUActivated(**COURSE, on=date(2026, 7, 13), programme=PROGRAMME)
IN_REVIEW = (DRAFTED, SUBMITTED)
ALL_SIGNED = (*IN_REVIEW, SCHOOL_SIGNED, HOTEL_SIGNED, SIGNED)
ACTIVE = (*ALL_SIGNED, ACTIVATED)
SUSPENDED = (*ACTIVE, events.MoUSuspended(**COURSE, by=PRINCIPAL.id, reason=TEXT))
AUGUST = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)


def line(**changed: Any) -> QuotaLine:
    """Four places in the kitchen."""
    plain: dict[str, Any] = {
        "grant": GRANT, "site": SITE, "department": "kitchen", "concentration": "9.1.1", "places": 4,
        "starts_on": date(2026, 9, 1), "ends_on": date(2027, 2, 28),
    }  # fmt: skip
    return QuotaLine.model_validate(plain | changed)


def agreement(**changed: Any) -> AgreementTerms:
    """An agreement on placements from September to February."""
    plain: dict[str, Any] = {
        "agreement": AGREEMENT, "kind": "placement", "school": SCHOOL, "organisation": HOTEL, "sites": (SITE,),
        "concentrations": ("9.1.1",), "starts_on": date(2026, 9, 1), "ends_on": date(2027, 2, 28),
        "insured_until": date(2027, 3, 31), "quota": (line(),), "text": TEXT, "content_hash": HASH,
    }  # fmt: skip
    return AgreementTerms.model_validate(plain | changed)


KNOWN_SITES = (commands.KnownSite(site=SITE, departments=("kitchen", "front_office")),)


def draft_agreement(**changed: Any) -> commands.DraftAgreement:
    """The command that drafts it."""
    return commands.DraftAgreement(terms=agreement(**changed), known_sites=KNOWN_SITES)


def sign_agreement(party: Party, by: Actor, how: str, **changed: Any) -> commands.SignAgreement:
    """A party signs the agreement."""
    plain: dict[str, Any] = {
        "agreement": AGREEMENT, "party": party, "by": by, "how": how, "content_hash": HASH,
    }  # fmt: skip
    return commands.SignAgreement.model_validate(plain | changed)


ADDENDUM, AGREEMENT_ADDENDUM, COLLEAGUE = an_id(43), an_id(44), an_id(52)
ADDENDUM_NUMBER = "001/ADD/30203123/IX/2026"
ADDENDUM_HASH = "e2" * 32


def draft_addendum(**changed: Any) -> commands.DraftAddendum:
    """The command that drafts a change of the MoU: a longer period."""
    plain: dict[str, Any] = {
        "addendum": ADDENDUM, "number": ADDENDUM_NUMBER, "by": COORDINATOR, "text": TEXT,
        "content_hash": ADDENDUM_HASH, "mou_terms": terms(ends_on=date(2028, 7, 12)),
    }  # fmt: skip
    return commands.DraftAddendum.model_validate(plain | changed)


def amend_agreement(**changed: Any) -> commands.DraftAddendum:
    """The command that drafts a change of the agreement."""
    return draft_addendum(
        addendum=AGREEMENT_ADDENDUM, mou_terms=None, agreement_terms=agreement(**changed), known_sites=KNOWN_SITES
    )


def sign_addendum(party: Party, by: Actor, how: str, **changed: Any) -> commands.SignAddendum:
    """A party signs the addendum."""
    plain: dict[str, Any] = {
        "addendum": ADDENDUM, "party": party, "by": by, "how": how, "content_hash": ADDENDUM_HASH,
    }  # fmt: skip
    return commands.SignAddendum.model_validate(plain | changed)


def refuse(party: Party, by: Actor, how: str, **changed: Any) -> commands.RefuseToSign:
    """A party says that it does not sign, and why."""
    plain: dict[str, Any] = {"party": party, "by": by, "how": how, "content_hash": HASH, "reason": TEXT}
    return commands.RefuseToSign.model_validate(plain | changed)


AGREEMENT_DRAFTED = events.AgreementDrafted(**agreement().model_dump())
AGREEMENT_SCHOOL_SIGNED = events.AgreementPartySigned(
    agreement=AGREEMENT, party=SCHOOL_PARTY, by=PRINCIPAL.id, how="account", content_hash=HASH
)
AGREEMENT_SIGNED = events.AgreementSigned(**agreement().model_dump(exclude={"quota", "text"}), insured=True)
QUOTA = events.QuotaGranted(**line().model_dump(), agreement=AGREEMENT, school=SCHOOL, organisation=HOTEL)
AGREEMENT_STANDS = (*ACTIVE, AGREEMENT_DRAFTED, AGREEMENT_SCHOOL_SIGNED, AGREEMENT_SIGNED, QUOTA)
