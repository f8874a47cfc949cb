"""Every route of every service says who may call it: exactly one `allow`, and none that contradicts itself."""

import re
from typing import get_args

from fastapi.routing import APIRoute

from jembatan.registry import names, service
from shared.auth import Public
from shared.auth.access import READS, Access, TenantKind
from shared.auth.documentation import accesses
from shared.auth.roles import READ_ONLY_ROLES

TENANTS = set(get_args(TenantKind))
EVERY = [(name, route) for name in names() for router in service(name).routers for route in router.routes]
ROUTES = [(name, route) for name, route in EVERY if isinstance(route, APIRoute)]
WALK = [(name, route, access) for name, route in ROUTES for access in accesses(route.dependant)[:1]]
GUARDED = [(name, route, access) for name, route, access in WALK if isinstance(access, Access)]
PUBLIC = [(name, route, access) for name, route, access in WALK if isinstance(access, Public)]


def _reads(route: APIRoute) -> bool:
    return set(route.methods or ()) <= READS


def _tenants(route: APIRoute) -> set[str]:
    return TENANTS & set(re.findall(r"{(\w+)(?::\w+)?}", route.path))


def _called(name: str, route: APIRoute) -> str:
    """As its callers know it."""
    return f"{name}: {','.join(sorted(route.methods or ()))} {route.path}"


def test_there_are_routes() -> None:
    """The walk sees something of every service."""
    assert {name for name, _ in ROUTES} == set(names())


def test_a_route_has_exactly_one_allow() -> None:
    """No route is open by being forgotten, and none asks twice."""
    strange = [f"{name} {route}" for name, route in EVERY if not isinstance(route, APIRoute)]
    assert not strange, "these cannot say who may call them"
    wrong = [_called(name, route) for name, route in ROUTES if len(accesses(route.dependant)) != 1]
    assert not wrong, "these need exactly one Depends(allow(...))"


def test_what_is_public_only_reads_and_says_why() -> None:
    """It lies in no tenant's path: what it shows is proved by an unguessable part of the request."""
    assert PUBLIC
    assert not [_called(name, route) for name, route, _ in PUBLIC if not _reads(route)], "these write"
    assert not [_called(name, route) for name, route, _ in PUBLIC if _tenants(route)], "these are in a tenant"
    unsaid = [_called(name, route) for name, route, access in PUBLIC if len(access.why) <= 20]
    assert not unsaid, "these do not say why anybody may read them"


def test_a_route_names_one_tenant() -> None:
    """In its path; a route without one is an operator's or the caller's own."""
    for name, route, access in GUARDED:
        called = _called(name, route)
        assert len(_tenants(route)) <= 1, f"{called} names several tenants; call all but the first `id` or the like"
        if not _tenants(route):
            assert access.operator or not (access.roles or access.partner or access.link), f"{called} has no tenant"
        elif not access.roles:
            assert access.partner or access.link or access.operator, f"{called} lets nobody in"


def test_what_writes_is_not_for_auditors() -> None:
    """They only ever read; a list that names them says something untrue."""
    writing = [each for each in GUARDED if not _reads(each[1])]
    assert writing
    wrong = [_called(name, route) for name, route, access in writing if access.roles & READ_ONLY_ROLES]
    assert not wrong, f"these write, and list some of {sorted(READ_ONLY_ROLES)}"


def test_what_only_reads_needs_no_scope_to_write() -> None:
    """A key that is to look on can be one that only reads."""
    reading = [each for each in GUARDED if _reads(each[1])]
    assert reading
    writing = {"write", "decide", "sign"}
    wrong = [_called(name, route) for name, route, access in reading if access.scope.partition(":")[2] in writing]
    assert not wrong, "these only read, and ask for a scope to write"


def test_no_two_requests_share_a_default() -> None:
    """What one request would add to a list, the next one would find in it."""
    shared = [
        f"{_called(name, route)}: {field.name}"
        for name, route in ROUTES
        for field in (*route.dependant.query_params, *route.dependant.header_params)
        if isinstance(field.field_info.default, list | dict | set)
    ]
    assert not shared


def test_the_access_is_documented() -> None:
    """OpenAPI shows it."""
    wrong = [_called(name, route) for name, route in ROUTES if "x-access" not in (route.openapi_extra or {})]
    assert not wrong, "make these with shared.http.Router"
