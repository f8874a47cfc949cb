"""Who a request is about, and what is kept of them: shared by every route that makes members."""

from pydantic import Field

from services.directory.domain.granting import OPERATOR, STEWARD, Place
from services.directory.domain.member import MEMBER, AddMember, Roles, member_already
from services.directory.domain.stewards import STEWARDS, KeepSteward
from shared.auth.development import DEVELOPMENT_ISSUER
from shared.auth.jwt import Identity
from shared.context import Context
from shared.http import Body
from shared.ids import new_id
from shared.journal import Claim, Step

IDENTITY = "identity"
"""Kind of the claim that makes an active membership of one identity unique in a tenant."""


class PersonBody(Body):
    """An account at the identity provider, and whose it is."""

    subject: str = Field(min_length=1, max_length=255, description="`sub` of the person's tokens.", examples=["a1b2c3"])
    issuer: str | None = Field(
        None, max_length=255, description="`iss` of the tokens; this deployment's provider when left out."
    )
    name: str = Field(min_length=1, max_length=120, examples=["Sri Rahayu"])
    email: str | None = Field(None, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$", examples=["sri@example.sch.id"])


class MemberBody(PersonBody):
    """A new member."""

    roles: Roles


def identity_of(ctx: Context, body: PersonBody) -> Identity:
    """The identity that the body names."""
    settings = ctx.runtime.settings
    return Identity(body.issuer or settings.oidc_issuer or DEVELOPMENT_ISSUER, body.subject)


def roles_of(ctx: Context) -> frozenset[str]:
    """With which authority the caller hands out roles."""
    return frozenset({OPERATOR}) if ctx.actor.kind == "operator" else ctx.actor.roles


def joining(ctx: Context, place: Place, body: MemberBody) -> tuple[str, list[Step], list[Claim]]:
    """The member's id, and everything that belongs in the transaction which adds it."""
    member, identity = new_id(), identity_of(ctx, body).hash
    person = ctx.person("member", body.model_dump(include={"name", "email"}, exclude_none=True))
    add = AddMember(member=member, place=place, identity=identity, person=person, roles=body.roles, by=roles_of(ctx))
    keep = KeepSteward(place=place, member=member, steward=STEWARD[place] in body.roles)
    steps = [Step(MEMBER, member, add), Step(STEWARDS, ctx.tenant, keep)]
    return member, steps, [Claim(IDENTITY, identity, member_already())]
