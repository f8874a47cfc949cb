"""What vision and yearly plan have in common beside their rules: facts, texts, who reads which contribution (C48)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal, TypeVar

from pydantic import BaseModel

from services.partners.access import only_named
from services.partners.bodies.forming import ContributionBody, FormedBody, InvitationBody
from services.partners.bodies.programmes import EndorsementBody, ObjectionBody
from services.partners.domain import charter
from services.partners.domain.charter import Charter, PartnerFact
from services.partners.domain.endorsing import Endorse, Group, InvitePartner, Object
from services.partners.domain.partner import PARTNER
from services.partners.usecases.inviting import invite
from services.partners.usecases.wording import worded
from shared.context import Context
from shared.decider import Decider
from shared.ids import Id
from shared.journal import Loaded, Outcome

D = TypeVar("D", bound=charter.Draft)
AnyCharter = Decider[Any, Any, Any]


class Contribution(BaseModel):
    """What a voice wrote to a draft; no text where it was erased."""

    at: datetime
    by: str
    group: Group
    organisation: Id | None
    about: Literal["contribution", "objection"]
    edition: int
    text: str | None


async def draft(ctx: Context, decider: AnyCharter, id: str, body: FormedBody, **facts: Any) -> Outcome[Any]:
    """Draft the first version, or the one after that in force."""
    kind = charter.Draft if await ctx.load(decider, id) is None else charter.DraftNext
    return await ctx.execute(decider, id, await _written(ctx, decider, kind, body, **facts))


async def revise(ctx: Context, decider: AnyCharter, id: str, body: FormedBody, **facts: Any) -> Outcome[Any]:
    """Change the draft."""
    return await ctx.execute(decider, id, await _written(ctx, decider, charter.Revise, body, **facts))


async def _written(ctx: Context, decider: AnyCharter, kind: type[D], body: FormedBody, **facts: Any) -> D:
    partners = await _asked(ctx, body.partners)
    organisations = [partner.organisation for partner in partners]
    plain = worded(ctx, body, leave=("partners",), organisations=organisations, **facts)
    content = decider.state.model_fields["content"].annotation
    return kind(content=content.model_validate(plain), by=ctx.actor.id, partners=partners)


async def _asked(ctx: Context, partners: Iterable[str]) -> tuple[PartnerFact, ...]:
    states = [(await ctx.require(PARTNER, partner)).state for partner in dict.fromkeys(partners)]
    return tuple(PartnerFact(organisation=state.organisation, status=state.status) for state in states)


async def seen(ctx: Context, decider: AnyCharter, id: str) -> Loaded[Charter[Any]]:
    """The charter; a partner sees it where it is asked."""
    loaded = await ctx.require(decider, id)
    only_named(ctx, decider.name, loaded.state.organisations)
    return loaded


async def contribute(ctx: Context, decider: AnyCharter, id: str, body: ContributionBody) -> Outcome[Any]:
    """Contribute to the draft."""
    await seen(ctx, decider, id)
    contribution = ctx.text(body.contribution)
    return await ctx.execute(decider, id, charter.Contribute(group=body.group, by=ctx.actor, contribution=contribution))


async def endorse(ctx: Context, decider: AnyCharter, id: str, body: EndorsementBody) -> Outcome[Any]:
    """Endorse the content with this hash."""
    await seen(ctx, decider, id)
    return await ctx.execute(decider, id, Endorse(**body.model_dump(), by=ctx.actor))


async def object_to(ctx: Context, decider: AnyCharter, id: str, body: ObjectionBody) -> Outcome[Any]:
    """Object with a reason."""
    await seen(ctx, decider, id)
    return await ctx.execute(decider, id, objecting(ctx, body))


def objecting(ctx: Context, body: ObjectionBody) -> Object:
    """The command, with its reason staged."""
    return Object(group=body.group, by=ctx.actor, reason=ctx.text(body.reason), content_hash=body.content_hash)


async def ask(ctx: Context, decider: AnyCharter, id: str, body: InvitationBody, link: str) -> Outcome[Any]:
    """Send a contact of a partner a letter with a link; the template is `endorse-<aggregate>`."""
    await ctx.require(decider, id)
    await invite(ctx, body.organisation, body.person, f"endorse-{decider.name}", link, subject=id)
    return await ctx.execute(decider, id, InvitePartner(**body.model_dump()))


async def contributions_to(ctx: Context, decider: AnyCharter, id: str) -> list[Contribution]:
    """Contributions and objections, oldest first; a partner reads those of the school and its own."""
    await seen(ctx, decider, id)
    edition, found = 1, []
    for entry in await ctx.history(decider, id):
        for event in entry.events:
            edition = event.data.get("edition", edition)
            text = event.data.get("contribution") or event.data.get("reason")
            if text is not None and _may_read(ctx, event.data):
                found.append((entry.at, event.data, edition, text["id"]))
    texts = await ctx.runtime.texts.many(ctx.tenant, [text for *_, text in found])
    return [
        Contribution(
            at=at,
            by=said["by"],
            group=said["group"],
            organisation=said.get("organisation"),
            about="contribution" if "contribution" in said else "objection",
            edition=edition,
            text=texts.get(text),
        )
        for at, said, edition, text in found
    ]


def _may_read(ctx: Context, said: dict[str, Any]) -> bool:
    return ctx.actor.organisation is None or said.get("organisation") in (None, ctx.actor.organisation)
