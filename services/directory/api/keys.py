"""API keys of a school, of an alliance, or (issued by the alliance) of a partner organisation."""

from datetime import timedelta
from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response
from pydantic import Field

from services.directory.consumers import ORGANISATIONS
from services.directory.domain.api_key import (
    API_KEY,
    IssueKey,
    Prefix,
    RevokeSecret,
    RotateKey,
    Secret,
    key_name_taken,
)
from services.directory.domain.granting import Place
from services.directory.views import API_KEYS
from shared.auth import Access, allow
from shared.auth.api_keys import MintedKey, mint_key
from shared.auth.scopes import KnownScope
from shared.context import Context
from shared.http import Body, Changed, Created, Router, changed, created, history_of
from shared.ids import Id, new_id
from shared.instants import Instant
from shared.journal import Claim, Outcome, Step
from shared.refusals import Refused

router = Router("directory")

READERS: Final[dict[Place, Access]] = {
    "school": allow("key:read", "principal", "public_relations"),
    "alliance": allow("key:read", "alliance_admin"),
}
WRITERS: Final[dict[Place, Access]] = {
    "school": allow("key:write", "principal"),
    "alliance": allow("key:write", "alliance_admin"),
}

USUAL_LIFETIME: Final = timedelta(days=365)


class RotateKeyBody(Body):
    """A further secret."""

    expires: Instant | None = Field(None, description="In a year when left out; at most 400 days ahead.")


class IssueSchoolKeyBody(RotateKeyBody):
    """A key for a system of the school's own."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", examples=["attendance-terminal"])
    scopes: tuple[KnownScope, ...] = Field(min_length=1, max_length=50)


class IssueAllianceKeyBody(IssueSchoolKeyBody):
    """A key for a system of the alliance's own, or of a partner organisation in its register."""

    organisation: Id | None = Field(None, description="The partner organisation that the key speaks for.")


class RevokeBody(Body):
    """Which secret."""

    prefix: Prefix | None = Field(None, description="The part of the key after `jbt_`; all secrets when left out.")


class IssuedKey(Created):
    """A key with a new secret."""

    key: str | None = Field(
        description="The whole key: shown this once and stored nowhere. Null when the request was a repetition.",
        examples=["jbt_Zk3vQ8mPx01a_…"],
    )
    note: str = Field(examples=["Keep the key now: it cannot be shown again."])


def declare(place: Place, body_model: type[IssueSchoolKeyBody]) -> None:
    """The routes of one kind of place."""
    path = f"/{place}s/{{{place}}}/keys"
    Reader = Annotated[Context, Depends(READERS[place])]  # noqa: N806  # a type, as everywhere
    Writer = Annotated[Context, Depends(WRITERS[place])]  # noqa: N806  # a type, as everywhere

    def operation(name: str) -> str:
        return f"directory_{place}_{name}"

    @router.post(path, status_code=201, operation_id=operation("issue_key"))
    async def issue_key(body: body_model, ctx: Writer, response: Response) -> IssuedKey:  # type: ignore[valid-type]  # FastAPI reads it at run time
        """Issue a key. The answer to a repetition cannot show it again."""
        return await _issue(ctx, body, response, f"/directory/{place}s/{ctx.tenant}/keys")

    @router.listing(path, API_KEYS, operation_id=operation("list_keys"))
    async def list_keys(request: Request, ctx: Reader) -> Response:
        """The keys, with the prefixes of their secrets."""
        return await API_KEYS.answer(request, ctx.current(API_KEY))

    @router.post(f"{path}/{{id}}/secrets", status_code=201, operation_id=operation("rotate_key"))
    async def rotate_key(id: Id, body: RotateKeyBody, ctx: Writer, response: Response) -> IssuedKey:
        """Add a second secret, so that systems can change over. A third is refused."""
        minted = mint_key()
        outcome = await ctx.execute(API_KEY, id, RotateKey(secret=_secret(ctx, minted, body)))
        return _issued(response, outcome, minted, f"/directory/{place}s/{ctx.tenant}/keys/{id}")

    @router.post(f"{path}/{{id}}/revoke", operation_id=operation("revoke_key"))
    async def revoke_key(id: Id, body: RevokeBody, ctx: Writer, response: Response) -> Changed:
        """Revoke one secret or all. It stops everywhere within two seconds."""
        return changed(response, await ctx.execute(API_KEY, id, RevokeSecret(prefix=body.prefix)))

    history_of(API_KEY, router, f"{path}/{{id}}", READERS[place])


async def _issue(ctx: Context, body: IssueSchoolKeyBody, response: Response, path: str) -> IssuedKey:
    organisation = body.organisation if isinstance(body, IssueAllianceKeyBody) else None
    if organisation:
        await _require_registered(ctx, organisation)
    key, minted = new_id(), mint_key()
    issue = IssueKey(
        key=key,
        name=body.name,
        scopes=body.scopes,
        organisation=organisation,
        secret=_secret(ctx, minted, body),
    )
    name = Claim("api-key", f"{organisation or ctx.tenant}:{body.name}", key_name_taken())
    outcome = await ctx.execute_all([Step(API_KEY, key, issue)], [name])
    return _issued(response, outcome, minted, f"{path}/{outcome.id}")


def _secret(ctx: Context, minted: MintedKey, body: RotateKeyBody) -> Secret:
    """Machine time: a key does not grow old with the movable clock."""
    now = ctx.runtime.clock.machine()
    return Secret(prefix=minted.prefix, digest=minted.digest, issued=now, expires=body.expires or now + USUAL_LIFETIME)


def _issued(response: Response, outcome: Outcome[Any], minted: MintedKey, location: str) -> IssuedKey:
    applied = created(response, outcome, location)
    response.headers["Cache-Control"] = "no-store"
    if outcome.repeated:
        note = (
            "This request was applied before; its secret was shown then and cannot be shown again. Rotate for another."
        )
        return IssuedKey(id=applied.id, number=applied.number, key=None, note=note)
    note = "Keep the key now: it is stored nowhere and cannot be shown again."
    return IssuedKey(id=applied.id, number=applied.number, key=minted.text, note=note)


async def _require_registered(ctx: Context, organisation: str) -> None:
    """Else an alliance could speak for another alliance's partner."""
    if await ctx[ORGANISATIONS].get(organisation) is None:
        raise Refused(
            "organisation-not-registered",
            "The alliance's register has no such organisation.",
            mend="Register it first; if it was registered just now, try again in a moment.",
        )


declare("school", IssueSchoolKeyBody)
declare("alliance", IssueAllianceKeyBody)
