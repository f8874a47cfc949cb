"""Records an MoU that was signed on paper before, or outside, the system (C3)."""

from typing import Final, get_args

from services.partners.bodies.recorded_mous import RecordedMoUBody
from services.partners.domain.contents import canonical_text
from services.partners.domain.mou import MOU, MoU
from services.partners.domain.mou.recording import RecordMoU
from services.partners.domain.mou.terms import AgreementKind, MoUTerms, Parties
from services.partners.usecases.documents import hashed
from services.partners.usecases.numbers import number_claim
from services.partners.usecases.parties import parties_of
from services.partners.usecases.register import organisation_of
from shared.attachments import require_attachments
from shared.auth import KnownSchool, school_of
from shared.context import Context
from shared.ids import new_id
from shared.journal import Claim, Outcome, Step
from shared.refusals import Refused

EVERYTHING: Final[tuple[str, ...]] = get_args(AgreementKind)
_UNHASHED: Final = "0" * 64


async def record_mou(ctx: Context, body: RecordedMoUBody) -> Outcome[MoU]:
    """`Refused("mou-number-taken")` when an MoU of the school has this number; `NotFound` for who is not there."""
    await require_attachments(ctx, body.evidence, retention="record")
    school = await school_of(ctx.runtime, ctx.tenant)
    organisations = tuple([(await organisation_of(ctx, id)).id for id in body.organisations])
    terms = _terms(ctx, body, school, await parties_of(ctx, (), organisations))
    command = RecordMoU(terms=terms, number=body.number, evidence=body.evidence, by=ctx.actor.id)
    return await ctx.execute_all([Step(MOU, new_id(), command)], [_number_claim(body.number)])


def _terms(ctx: Context, body: RecordedMoUBody, school: KnownSchool, parties: Parties) -> MoUTerms:
    text = canonical_text(body.title)
    terms = MoUTerms(
        parties=parties,
        scope=body.scope or EVERYTHING,
        concentrations=body.concentrations or _taught(school),
        zone=school.zone,
        starts_on=body.starts_on,
        ends_on=body.ends_on,
        text=ctx.text(text),
        content_hash=_UNHASHED,
    )
    return terms.but(content_hash=hashed(terms, text, {}))


def _taught(school: KnownSchool) -> tuple[str, ...]:
    if not school.concentrations:
        raise Refused(
            "concentrations-unknown",
            "The directory knows no concentration of this school.",
            mend="Name the concentrations that the MoU covers.",
            column="konsentrasi",
        )
    return school.concentrations


def _number_claim(number: str) -> Claim:
    refusal = Refused(
        "mou-number-taken",
        "Another MoU of the school has this number, recorded or given here.",
        mend="Check the number on the paper.",
        column="nomor mou",
    )
    return number_claim("mou", number, refusal)
