"""The public proof of a paper: number, parties, dates and state of what it says, and no person (C3)."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from services.partners.domain.mou import MOU
from services.partners.domain.mou.state import Addendum, Document
from services.partners.usecases.documents import Found, versions
from services.partners.usecases.papers.parties import named
from services.partners.usecases.papers.printing import CODE, kind_of, moments_of, status_of
from services.partners.views.mous import PROVED
from shared.auth import Visitor
from shared.context import Context
from shared.days import Period, day_in
from shared.refusals import NotFound


class PartyView(BaseModel):
    """A school or an organisation."""

    name: str = Field(examples=["SMKN 3 Palangka Raya"])
    registration: str = Field(description="NPSN or NIB.", examples=["NPSN 30203552"])
    signed_on: date | None = Field(description="In the zone of the school that drafted.")


class Verification(BaseModel):
    """What the register says about a paper."""

    kind: Literal["mou", "agreement", "addendum"]
    number: str | None = Field(examples=["007/MoU/30203552/VII/2026"])
    status: str = Field(examples=["active"])
    starts_on: date | None
    ends_on: date | None
    parties: list[PartyView]
    content_hash: str = Field(description="Of the content that is on the paper.")
    version: Literal["present", "earlier"] = Field(description="`earlier`: the document has another content now.")
    changed_at: datetime = Field(description="When something last happened to it.")


async def verification(visitor: Visitor, document: str, code: str) -> Verification:
    """Of the paper with this id and code; `NotFound` for every other pair."""
    home, found = await _find(visitor, document)
    known = await versions(home, found)
    hashes = [each.content_hash for each in known] + [found.document.content]
    hash = next((each for each in reversed(hashes) if each[:CODE] == code), None)
    if hash is None:
        raise NotFound("document")
    return await _shown(home, found, hash)


async def _find(visitor: Visitor, id: str) -> tuple[Context, Found]:
    mous = visitor.runtime.mongo.documents(MOU.collection)
    for field in PROVED:
        stored = await mous.find_one({field: id})
        if stored is not None:
            home = visitor.context(stored["tenant"])
            loaded = await home.require(MOU, stored["id"])
            below = None if field == "id" else id
            document = loaded.state.document(below)
            if document is not None:
                return home, Found(loaded, below, document)
    raise NotFound("document")


async def _shown(home: Context, found: Found, hash: str) -> Verification:
    document, zone = found.document, found.mou.state.terms.zone
    period = _period(document)
    moments = await moments_of(home, found)
    parties = [
        PartyView(
            name=each.name,
            registration=each.registration,
            signed_on=day_in(zone, moments[each.party]) if each.party in moments else None,
        )
        for each in await named(home, document.parties())
    ]
    history = await home.history(MOU, found.mou.id)
    return Verification(
        kind=kind_of(document),
        number=document.number,
        status=status_of(document),
        starts_on=period.starts_on if period else None,
        ends_on=period.ends_on if period else None,
        parties=parties,
        content_hash=hash,
        version="present" if hash == document.content else "earlier",
        changed_at=history[-1].at,
    )


def _period(document: Document) -> Period | None:
    if isinstance(document, Addendum):
        return document.agreement_terms or document.mou_terms
    terms: Period | None = getattr(document, "terms", None)
    return terms
