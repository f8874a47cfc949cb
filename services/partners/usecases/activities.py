"""What an activity has to know of partner, programme, MoU, agreement and place, and its guests as persons."""

from collections.abc import Iterable, Sequence
from typing import Any

from services.partners.bodies.activities import ActivityBody, AttendanceBody, EvidenceBody, GuestsBody
from services.partners.domain.activity import ACTIVITY
from services.partners.domain.activity.commands import DocumentFact, PartnerFact, Planning, ProgrammeFact
from services.partners.domain.activity.kinds import OF_PEOPLE
from services.partners.domain.activity.values import Attendance, Evidence, Guests, Plan
from services.partners.domain.mou import MOU
from services.partners.domain.organisation import Organisation
from services.partners.domain.partner import Partner
from services.partners.domain.programme import PROGRAMME
from services.partners.usecases.mapping import partnership
from services.partners.usecases.register import organisation_of
from shared.attachments import add_persons, require_attachments
from shared.auth import school_of
from shared.auth.members import require_members
from shared.context import Context
from shared.days import day_in
from shared.journal import Loaded
from shared.refusals import NotFound


async def planning(ctx: Context, body: ActivityBody) -> Planning:
    """The plan with its facts; `NotFound` or `Invalid` for what it names and is not there."""
    await require_members(ctx, body.organiser, of=body.members)
    partner = await partnership(ctx, body.partner) if body.partner else None
    organisation = (await organisation_of(ctx, partner.state.organisation)).state if partner else None
    facts = {
        "partner": _partner(partner.state) if partner else None,
        "programme": await _programme(ctx, body.programme),
        "sites": tuple(site.site for site in organisation.sites) if organisation else (),
        **await _documents(ctx, body),
    }
    return Planning(plan=await _plan(ctx, body, partner, organisation), by=ctx.actor.id, **facts)


def _partner(partner: Partner) -> PartnerFact:
    return PartnerFact.model_validate(partner.model_dump(include=set(PartnerFact.model_fields)))


async def _plan(ctx: Context, body: ActivityBody, partner: Loaded[Partner] | None, known: Organisation | None) -> Plan:
    site = known.site(body.site) if known and body.site else None
    zone = site.zone if site else (await school_of(ctx.runtime, ctx.tenant)).zone
    return Plan(
        **body.model_dump(exclude={"title", "organiser", "partner"}),
        title=ctx.text(body.title),
        organiser=body.organiser or ctx.actor.id,
        partner=partner.id if partner else None,
        organisation=partner.state.organisation if partner else None,
        zone=zone,
        on=day_in(zone, body.starts_at),
    )


async def _programme(ctx: Context, id: str | None) -> ProgrammeFact | None:
    if id is None:
        return None
    programme = (await ctx.require(PROGRAMME, id)).state
    return ProgrammeFact(status=programme.status, partner=programme.plan.partner)


async def _documents(ctx: Context, body: ActivityBody) -> dict[str, Any]:
    """MoU and agreement as facts; the agreement stands in its MoU's stream."""
    if body.mou is None:
        if body.agreement is not None:
            raise NotFound("agreement", body.agreement)
        return {}
    mou = (await ctx.require(MOU, body.mou)).state
    terms = mou.terms
    period = {"starts_on": terms.starts_on, "ends_on": terms.ends_on}
    facts = {"mou": DocumentFact(status=mou.status, organisations=terms.parties.organisations, **period)}
    return facts | ({"agreement": await agreement_fact(ctx, body.mou, body.agreement)} if body.agreement else {})


async def agreement_fact(ctx: Context, mou: str, id: str) -> DocumentFact:
    """What is known of the agreement; `NotFound` when the MoU has none with this id."""
    agreement = (await ctx.require(MOU, mou)).state.agreement(id)
    if agreement is None:
        raise NotFound("agreement", id)
    terms = agreement.terms
    period = {"starts_on": terms.starts_on, "ends_on": terms.ends_on}
    return DocumentFact(status=agreement.status, organisations=(terms.organisation,), **period)


async def attendance(ctx: Context, body: AttendanceBody) -> Attendance:
    """Who was there, with named guests as persons; `NotFound` for an organisation that is not in the register."""
    counted = body.model_dump(include=set(Attendance.model_fields) - {"guests"})
    return Attendance(**counted, guests=await guests_of(ctx, body.guests))


async def guests_of(ctx: Context, bodies: Sequence[GuestsBody]) -> tuple[Guests, ...]:
    """Guests by organisation, those who are named staged as persons."""
    for organisation in {each.organisation for each in bodies if each.organisation}:
        await organisation_of(ctx, organisation)
    return tuple(_guests(ctx, each) for each in bodies)


def _guests(ctx: Context, body: GuestsBody) -> Guests:
    people = tuple(ctx.person("guest", {"name": name}) for name in body.names)
    return Guests(organisation=body.organisation, count=body.count, people=people)


async def evidence_of(ctx: Context, activity: str, body: EvidenceBody) -> tuple[Evidence, ...]:
    """Evidence of an activity, erased with those who attended where it shows them."""
    return await evidence(ctx, body, await persons_at(ctx, activity))


async def evidence(ctx: Context, body: EvidenceBody, attended: Iterable[str]) -> tuple[Evidence, ...]:
    """The attachments, each once; `Invalid` for what is none of the school's. What shows people goes with them."""
    each = {item.attachment: Evidence(**item.model_dump()) for item in body.evidence}
    of_people = _of_people(each.values())
    await require_attachments(ctx, [id for id in each if id not in of_people])
    await require_attachments(ctx, of_people, about=attended)
    return tuple(each.values())


async def persons_at(ctx: Context, activity: str) -> tuple[str, ...]:
    """Everybody who is known to have attended."""
    attended = (await ctx.require(ACTIVITY, activity)).state.attendance
    return attended.persons if attended else ()


async def corrected(ctx: Context, activity: str, body: AttendanceBody) -> Attendance:
    """Who was there after all; what shows people is erased with those who are named only now, too."""
    seen = await attendance(ctx, body)
    await add_persons(ctx, _of_people((await ctx.require(ACTIVITY, activity)).state.evidence), seen.persons)
    return seen


def _of_people(evidence: Iterable[Evidence]) -> list[str]:
    return [each.attachment for each in evidence if each.shows in OF_PEOPLE]
