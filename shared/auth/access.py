"""`allow`: the one declaration of who may call a route, and the only maker of a `Context` from a request.

    ctx: Annotated[Context, Depends(allow("mou:write", "principal", "public_relations"))]

The tenant is the path parameter `school`, `alliance` or `organisation`; a route without one is for operators (its
tenant is a new one) or, without roles, for the caller's own affairs (its tenant is the caller).

* A caller who is nobody in the tenant gets the same 404 as for a tenant that does not exist.
* A member of the tenant without a role that is listed, or a key without the scope, gets 403.
* A school's own path accepts its members; the alliance's `alliance_admin` only where the route lists that role.
* An alliance's path also accepts members of its schools in a role that the route lists.
* Auditors never pass where something is written; keys never where only principals and administrators may write.
"""

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from fastapi.routing import APIRoute
from starlette.requests import Request

from shared.auth.authentication import Authentication, Caller, authentication_of, behind
from shared.auth.jwt import Identity
from shared.auth.links import LinkGrant, stands
from shared.auth.memberships import KnownKey, Membership
from shared.auth.refusals import ClosedToPartners, LinkEnded, people_only, role_missing, scope_missing
from shared.auth.roles import PRIVILEGED_ROLES, READ_ONLY_ROLES, ROLES, Role
from shared.context import Context
from shared.events import Actor
from shared.http.idempotency import command_identity
from shared.http.problems import request_id_of
from shared.http.tags import number_seen
from shared.ids import ID_PATTERN, id_of, new_id
from shared.refusals import NotFound
from shared.telemetry import traceparent

TenantKind = Literal["school", "alliance", "organisation"]
Reach = Callable[[Any, str, str], Awaitable[bool]]
"""Whether an organisation has any business at a school; takes the runtime and both ids."""
READS: Final = frozenset({"GET", "HEAD"})
_SCOPE: Final = re.compile(r"[a-z][a-z-]*:[a-z][a-z-]*")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request wants to act."""

    kind: TenantKind
    id: str


class Access:
    """Who may call a route; as a FastAPI dependency it makes the `Context`. `allow` makes it."""

    def __init__(
        self,
        scope: str,
        roles: Iterable[Role],
        *,
        partner: bool | Reach = False,
        link: str | None = None,
        operator: bool = False,
        streamed: bool = False,
        in_url: bool = False,
    ) -> None:
        self.scope: Final = scope
        """What an API key must have been issued with, like `mou:write`."""
        self.roles: Final = frozenset(roles)
        self.partner: Final = partner
        self.link: Final = link
        """Purpose of the links that pass."""
        self.operator: Final = operator
        self.streamed: Final = streamed
        """The route reads the body itself, piece by piece; the request's hash does not cover it."""
        self.in_url: Final = in_url
        """The link's token is the parameter `link` of the query: for what programs and pages without script open."""
        if not _SCOPE.fullmatch(scope) or not self.roles <= set(ROLES):
            raise ValueError(f"allow({scope!r}): a scope is `thing:verb`, and the roles are {', '.join(ROLES)}")

    def __repr__(self) -> str:
        return f"allow({self.scope!r}, {', '.join(sorted(self.roles))})"

    def streaming(self) -> "Access":
        """The same for a route that streams its body."""
        return Access(
            self.scope, self.roles, partner=self.partner, link=self.link, operator=self.operator, streamed=True
        )

    @property
    def privileged(self) -> bool:
        """Only a principal or an administrator may: as a write it needs a fresh directory and a person."""
        return bool(self.roles) and self.roles <= PRIVILEGED_ROLES

    def documented(self, methods: Iterable[str]) -> dict[str, Any]:
        """What the route's operation says in OpenAPI: which credentials pass, and with which roles or scope."""
        roles = sorted(self.roles) + ["operator"] * self.operator
        schemes = {"member": roles, "apiKey": [self.scope]} | ({"link": [self.link]} if self.link else {})
        writes = not set(methods) <= READS
        if not self.partner and (not self.roles or (writes and self.privileged)):
            del schemes["apiKey"]
        if not roles and (self.partner or self.link):
            del schemes["member"]
        access = {"scope": self.scope, "roles": roles, "partner": bool(self.partner), "link": self.link}
        security = [{}] if self.in_url else [{name: needed} for name, needed in schemes.items()]
        return {"security": security, "x-access": access}

    async def __call__(self, request: Request) -> Context:
        """The context of the request; the refusals of this module otherwise."""
        authentication = authentication_of(request)
        caller = await self._caller(authentication, request)
        place = place_of(request)
        writes = request.method not in READS
        if self.operator and isinstance(caller, Identity) and authentication.is_operator(caller):
            return await self._context(request, caller, place, Actor(kind="operator", id=caller.hash))
        if place is None:
            return await self._own_affairs(request, caller)
        actor = await self._actor(authentication, caller, place, request, writes)
        if not await self._has_business(request.app.state.runtime, place, actor):
            raise NotFound(place.kind)
        if writes and self.privileged and await authentication.is_untrusted():
            raise behind()
        return await self._context(request, caller, place, actor)

    async def _caller(self, authentication: Authentication, request: Request) -> Caller:
        if self.in_url:
            return authentication.holder(request.query_params.get("link", ""))
        return await authentication.caller(request)

    async def _context(self, request: Request, caller: Caller, place: Place | None, actor: Actor) -> Context:
        runtime = request.app.state.runtime
        command_id, request_hash = None, ""
        if request.method not in READS:
            command_id, request_hash = await command_identity(request, _credential(caller), streamed=self.streamed)
        given = command_id is not None
        command_id = command_id or new_id()
        return Context(
            runtime=runtime,
            tenant=place.id if place else _tenant_without_path(actor, command_id),
            actor=actor,
            now=runtime.clock.now(),
            command_id=command_id,
            given=given,
            request_hash=request_hash,
            correlation_id=request_id_of(request.scope) or new_id(),
            traceparent=traceparent(),
            expected=number_seen(request),
        )

    async def _own_affairs(self, request: Request, caller: Caller) -> Context:
        if self.operator or self.roles or not isinstance(caller, Identity):
            raise NotFound("resource")
        return await self._context(request, caller, None, Actor(kind="member", id=caller.hash))

    async def _actor(
        self, authentication: Authentication, caller: Caller, place: Place, request: Request, writes: bool
    ) -> Actor:
        match caller:
            case Identity():
                return await self._member(authentication, caller, place, writes)
            case KnownKey():
                return await self._key(authentication, caller, place, request)
            case LinkGrant():
                return await self._holder(caller, place, request)

    async def _member(self, authentication: Authentication, identity: Identity, place: Place, writes: bool) -> Actor:
        held = await self._held(authentication, identity, place)
        if not held:
            if await authentication.is_behind():
                raise behind()
            raise NotFound(place.kind)
        usable = frozenset(role for one in held for role in one.roles) - (READ_ONLY_ROLES if writes else frozenset())
        if not self.roles & usable:
            raise role_missing(self.scope, self.roles)
        member = next(one for one in held if one.roles & self.roles & usable)
        return Actor(kind="member", id=member.id, roles=usable)

    async def _held(self, authentication: Authentication, identity: Identity, place: Place) -> list[Membership]:
        """The memberships that count at `place`, its own first, each with the roles that count there."""
        memberships = await authentication.directory.memberships(identity.hash)
        own = [one for one in memberships if one.tenant == place.id]
        others = [one for one in memberships if one.tenant != place.id]
        match place.kind:
            case "school":
                return own + await self._from_above(authentication, others, place)
            case "alliance":
                return own + await self._from_below(authentication, others, place)
            case "organisation":
                alliances = await authentication.directory.alliances_of(place.id)
                return _administrators(one for one in others if one.tenant in alliances)

    async def _from_above(
        self, authentication: Authentication, others: list[Membership], place: Place
    ) -> list[Membership]:
        """Administrators of the school's alliance, where the route lists them."""
        if "alliance_admin" not in self.roles or not others:
            return []
        school = await authentication.directory.school(place.id)
        return _administrators(one for one in others if school and one.tenant == school.alliance)

    async def _from_below(
        self, authentication: Authentication, others: list[Membership], place: Place
    ) -> list[Membership]:
        """Members of the alliance's schools: somebody here, with the roles that the route lists."""
        below = []
        for one in others:
            school = await authentication.directory.school(one.tenant)
            if school is not None and school.alliance == place.id:
                below.append(Membership(one.id, one.tenant, one.roles & self.roles))
        return below

    async def _key(self, authentication: Authentication, key: KnownKey, place: Place, request: Request) -> Actor:
        if key.organisation is None and key.tenant != place.id:
            raise NotFound(place.kind)
        if key.organisation is not None and not await self._reaches(authentication, key, place):
            raise NotFound(place.kind)
        if key.organisation is not None and place.kind != "organisation" and not self.partner:
            raise ClosedToPartners(lists_for_partners(request, place.kind))
        if request.method not in READS and self.privileged and not key.organisation:
            raise people_only(self.scope, self.roles)
        if self.scope not in key.scopes:
            raise scope_missing(self.scope, self.roles)
        role = "partner" if key.organisation else "service"
        return Actor(kind="key", id=key.id, roles=frozenset({role}), organisation=key.organisation)

    async def _reaches(self, authentication: Authentication, key: KnownKey, place: Place) -> bool:
        """Whether a partner's key may know of `place`: its own account, its alliance and the schools of that."""
        match place.kind:
            case "organisation":
                return place.id == key.organisation
            case "alliance":
                return place.id == key.tenant
            case "school":
                return await self._is_school_of(authentication, place.id, key.tenant)

    async def _has_business(self, runtime: Any, place: Place, actor: Actor) -> bool:
        if actor.kind != "key" or actor.organisation is None or place.kind != "school":
            return True
        return not callable(self.partner) or await self.partner(runtime, place.id, actor.organisation)

    async def _is_school_of(self, authentication: Authentication, id: str, alliance: str) -> bool:
        school = await authentication.directory.school(id)
        if school is None and await authentication.is_behind():
            raise behind()
        return school is not None and school.alliance == alliance

    async def _holder(self, grant: LinkGrant, place: Place, request: Request) -> Actor:
        """A link passes only for its purpose, in its tenant, where the path names its thing, and while it stands."""
        fits = grant.purpose == self.link and grant.tenant == place.id
        if not fits or grant.subject not in request.path_params.values():
            raise NotFound(place.kind)
        if not await stands(request.app.state.runtime, grant):
            raise LinkEnded
        return Actor(kind="link", id=grant.id, organisation=grant.organisation, person=grant.person)


def lists_for_partners(request: Request, kind: TenantKind) -> list[str]:
    """Paths of this service's lists at a school or an alliance that the keys of partners may read."""
    plain = re.compile(rf"/[a-z-]+/{kind}s/{{[a-z_]+}}/[a-z-]+")
    return sorted(
        route.path
        for route in request.app.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()) and plain.fullmatch(route.path)
        for access in (each.call for each in route.dependant.dependencies)
        if isinstance(access, Access) and access.partner
    )


def allow(
    scope: str, *roles: Role, partner: bool | Reach = False, link: str | None = None, operator: bool = False
) -> Access:
    """Members with one of `roles`; API keys of the tenant with `scope`; and beside them

    * `partner`: keys of a partner organisation with `scope`, on the paths of the schools of its alliance. The route or
      the rule must check that the thing names `ctx.actor.organisation`, else `NotFound`; where the path names a school
      and no thing, give a `Reach` that says whether the organisation has any business there.
    * `link`: holders of a link with this purpose, whose subject stands in the path, while its person acts here.
    * `operator`: those who run the deployment (settings `operators`).
    """
    return Access(scope, roles, partner=partner, link=link, operator=operator)


def allow_link_in_url(scope: str, link: str) -> Access:
    """Holders of a link with the purpose `link` whose token is in the query (RFC 8058, pages without script)."""
    return Access(scope, (), link=link, in_url=True)


def place_of(request: Request) -> Place | None:
    """The tenant that the path names; `NotFound` for what cannot be an id."""
    for kind in get_args(TenantKind):
        id = request.path_params.get(kind)
        if id is not None:
            if not re.fullmatch(ID_PATTERN, id):
                raise NotFound(kind)
            return Place(kind, id)
    return None


def _administrators(memberships: Iterable[Membership]) -> list[Membership]:
    found = [one for one in memberships if "alliance_admin" in one.roles]
    return [Membership(one.id, one.tenant, frozenset({"alliance_admin"})) for one in found]


def _credential(caller: Caller) -> str:
    """What an `Idempotency-Key` is scoped to."""
    return caller.hash if isinstance(caller, Identity) else caller.id


def _tenant_without_path(actor: Actor, command_id: str) -> str:
    """The caller's own; for an operator a new one, the same again when the command is repeated."""
    if actor.kind != "operator":
        return actor.id
    return id_of(f"tenant|{command_id}")
