"""Who signs for whom, by the caller's credential: account, organisation's key, link, or paper that staff record."""

from typing import Any

from services.partners.bodies.mous import SignBody
from services.partners.domain.mou.signing import check_party
from services.partners.domain.mou.state import Document
from services.partners.domain.mou.terms import Party
from shared.attachments import require_attachments
from shared.auth.members import require_members
from shared.context import Context
from shared.refusals import Invalid, NotFound


def signature(ctx: Context, body: SignBody) -> dict[str, Any]:
    """The fields of a signing command."""
    said = {"content_hash": body.content_hash, "by": ctx.actor}
    if body.paper is not None:
        paper = {"party": _staffs(ctx, body), "evidence": body.paper.evidence, "signed_by": body.paper.signed_by}
        return said | paper | {"how": "paper"}
    how = {"link": "link", "key": "key"}.get(ctx.actor.kind, "account") if ctx.actor.organisation else "account"
    return said | {"how": how, "party": party_of(ctx)}


async def keep_paper(ctx: Context, home: Context, document: Document, body: SignBody) -> None:
    """The scan of a paper lies with the school that records it, and is kept as long as the record in `home`.

    Whose signature it bears is a member of the school that signs, or a person known in `home`; `Invalid` or `NotFound`.
    Of schools that are no party nobody is looked up: the answer would tell who is a member there.
    """
    paper = body.paper
    if paper is None:
        return
    check_party(document, paper.party)
    if paper.evidence is not None:
        await require_attachments(home, [paper.evidence], tenant=ctx.tenant, retention="record")
    if paper.signed_by is None:
        return
    if paper.party.kind == "school":
        await require_members(ctx.also("signed-by", tenant=paper.party.id), paper.signed_by, former=True)
    else:
        await home.runtime.people.require(home.tenant, paper.signed_by)


def party_of(ctx: Context) -> Party:
    """For whom the caller speaks: the organisation of a key or link, else the school."""
    if ctx.actor.organisation is not None:
        return Party(kind="organisation", id=ctx.actor.organisation)
    return Party(kind="school", id=ctx.tenant)


def own_affair(ctx: Context, party: Party, owner: str) -> None:
    """A school decides for itself alone; for organisations the school that drafted does. `NotFound` otherwise."""
    if (party.id if party.kind == "school" else owner) != ctx.tenant:
        raise NotFound("party")


def _staffs(ctx: Context, body: SignBody) -> Party | None:
    if ctx.actor.kind != "member":
        raise Invalid("paper-by-staff", "Only staff record signatures on paper.", mend="Leave `paper` out and sign.")
    return body.paper.party if body.paper else None
