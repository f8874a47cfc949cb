"""The ledger of contributions: writing into it, and its totals, which are counted when they are asked for (C9)."""

from typing import Any, Final

from pydantic import BaseModel, Field

from services.partners.access import CONFIRMING_LINK
from services.partners.bodies.contributions import ContributionBody, CorrectionBody, GiftBody
from services.partners.domain.contribution import (
    CONTRIBUTION,
    UNITS,
    Contribution,
    ContributionKind,
    CorrectContribution,
    InviteToConfirm,
    RecordContribution,
)
from services.partners.domain.mou import MOU
from services.partners.domain.partner import Partner
from services.partners.domain.programme import PROGRAMME
from services.partners.usecases.inviting import invite
from services.partners.usecases.mapping import ids_of, partnership
from shared.attachments import require_attachments
from shared.auth import school_of
from shared.context import Context
from shared.ids import Id, new_id
from shared.journal import Loaded, Outcome
from shared.refusals import NotFound, Refused

_WRITTEN: Final = frozenset({"partner", "what", "reason"})


async def record_contribution(ctx: Context, body: ContributionBody) -> Outcome[Contribution]:
    """Write down what was given; `NotFound` for a partnership that does not name the caller's organisation."""
    partner = await partnership(ctx, body.partner)
    if ctx.actor.organisation not in (None, *partner.state.organisations):
        raise NotFound("partner", body.partner)
    await _belongs(ctx, body, partner.state)
    await require_attachments(ctx, body.evidence)
    command = RecordContribution(
        **_gift(ctx, body),
        partner=partner.id,
        organisation=ctx.actor.organisation or partner.state.organisation,
        zone=(await school_of(ctx.runtime, ctx.tenant)).zone,
        by=ctx.actor,
    )
    return await ctx.execute(CONTRIBUTION, new_id(), command)


async def correct_contribution(ctx: Context, id: str, body: CorrectionBody) -> Outcome[Contribution]:
    """Write an entry anew."""
    loaded = await ctx.require(CONTRIBUTION, id)
    await _belongs(ctx, body, (await partnership(ctx, loaded.state.partner)).state)
    await require_attachments(ctx, set(body.evidence) - set(loaded.state.gift.evidence))
    command = CorrectContribution(**_gift(ctx, body), by=ctx.actor, reason=ctx.text(body.reason))
    return await ctx.execute(CONTRIBUTION, id, command)


def _gift(ctx: Context, body: GiftBody) -> dict[str, Any]:
    what = ctx.text(body.what) if body.what else None
    return body.model_dump(exclude=set(_WRITTEN)) | {"what": what}


async def _belongs(ctx: Context, body: GiftBody, partner: Partner) -> None:
    """Programme and MoU are of this partnership."""
    named: list[tuple[str, ...]] = []
    if body.programme:
        named.append(((await ctx.require(PROGRAMME, body.programme)).state.plan.organisation,))
    if body.mou:
        named.append((await ctx.require(MOU, body.mou)).state.terms.parties.organisations)
    if any(set(partner.organisations).isdisjoint(each) for each in named):
        raise Refused(
            "of-another-partnership",
            "The programme or MoU is one with another partner.",
            mend="Name one with this partner, or none.",
        )


async def invite_to_confirm(ctx: Context, id: str, person: str) -> Outcome[Contribution]:
    """Send a contact of the partner a letter with a link to confirm or dispute."""
    organisation = (await ctx.require(CONTRIBUTION, id)).state.organisation
    await invite(ctx, organisation, person, "confirm-contribution", CONFIRMING_LINK, subject=id)
    return await ctx.execute(CONTRIBUTION, id, InviteToConfirm(person=person))


class Sums(BaseModel):
    """Of one side, by how sure it is."""

    confirmed: int = 0
    recorded: int = Field(default=0, description="Not yet confirmed by the other side.")
    disputed: int = 0


class Balance(BaseModel):
    """Of one kind, both sides beside each other."""

    kind: ContributionKind
    unit: str
    school: Sums = Sums()
    partner: Sums = Sums()


class YearBalance(BaseModel):
    """Of one school year."""

    school_year: str = Field(examples=["2026/2027"])
    balances: list[Balance]


class Reciprocity(BaseModel):
    """What both sides gave, year by year, newest first."""

    partner: Id
    years: list[YearBalance]


async def reciprocity(ctx: Context, loaded: Loaded[Partner]) -> Reciprocity:
    """Counted from the entries as they stand, so that a correction changes every total that it belongs to."""
    key = {"year": "$state.school_year", "kind": "$state.gift.kind", "side": "$state.gift.side", "as": "$state.status"}
    pipeline: list[dict[str, Any]] = [
        {"$match": {"state.partner": {"$in": [*ids_of(loaded)]}, "state.status": {"$ne": "withdrawn"}}},
        {"$group": {"_id": key, "amount": {"$sum": "$state.gift.amount"}}},
    ]
    rows = [{**row["_id"], "amount": int(row["amount"])} async for row in ctx.current(CONTRIBUTION).aggregate(pipeline)]
    years = sorted({row["year"] for row in rows}, reverse=True)
    return Reciprocity(
        partner=loaded.id,
        years=[YearBalance(school_year=year, balances=_balances(rows, year)) for year in years],
    )


def _balances(rows: list[dict[str, Any]], year: str) -> list[Balance]:
    ofs = [row for row in rows if row["year"] == year]
    return [_balance([row for row in ofs if row["kind"] == kind], kind) for kind in UNITS]


def _balance(rows: list[dict[str, Any]], kind: ContributionKind) -> Balance:
    by_side = {
        side: Sums(**{row["as"]: row["amount"] for row in rows if row["side"] == side})
        for side in ("school", "partner")
    }
    return Balance(kind=kind, unit=UNITS[kind], **by_side)
