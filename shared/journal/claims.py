"""Uniqueness that is no aggregate's own, held by documents that go into the same transaction as the entries."""

from typing import Final

from shared.journal.words import Claim
from shared.mongo import Collection, Document, Mongo, Session
from shared.refusals import Refused

CLAIMS: Final = Collection("claims")


async def check(mongo: Mongo, tenant: str, holder: str, claims: tuple[Claim, ...]) -> None:
    """Raise the refusal of a claim that another one holds already, before anything is stored for the command.

    A courtesy, since two may ask at once: `settle` decides.
    """
    documents = mongo.documents(CLAIMS.name)
    for claim in claims:
        if not claim.release:
            _refuse_held(claim, holder, await documents.find_one({"_id": _key(tenant, claim)}))


async def settle(mongo: Mongo, tenant: str, holder: str, claims: tuple[Claim, ...], session: Session) -> None:
    """Take or release each claim for the stream `holder`; raises the claim's refusal when another one has it."""
    documents = mongo.documents(CLAIMS.name)
    for claim in claims:
        key = _key(tenant, claim)
        if claim.release:
            await documents.delete_one({"_id": key, "holder": holder}, session=session)
            continue
        held = await documents.find_one({"_id": key}, session=session)
        _refuse_held(claim, holder, held)
        if held is None:
            document = {"_id": key, "tenant": tenant, "kind": claim.kind, "value": claim.value, "holder": holder}
            await documents.insert_one(document, session=session)


def _key(tenant: str, claim: Claim) -> str:
    return f"{tenant}/{claim.kind}/{claim.value}"


def _refuse_held(claim: Claim, holder: str, held: Document | None) -> None:
    if held is not None and held["holder"] != holder:
        raise claim.refusal or Refused("already-claimed", f"Another record has this {claim.kind}.")
