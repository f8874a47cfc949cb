"""Every route of every service says who may call it: exactly one `allow`, and none that contradicts itself."""

import re
from typing import get_args

import pytest
from fastapi.routing import APIRoute

from jembatan.registry import names, service
from shared.auth import Public
from shared.auth.access import READS, TenantKind
from shared.auth.documentation import accesses
from shared.auth.roles import READ_ONLY_ROLES

TENANTS = set(get_args(TenantKind))
ROUTES: list[tuple[str, APIRoute]] = [
    (name, route) for name in names() for router in service(name).routers for route in router.routes
]


def _named(name: str, route: APIRoute) -> object:
    """A case that is called as the route is."""
    methods = ",".join(sorted(getattr(route, "methods", None) or ()))
    return pytest.param(name, route, id=f"{methods} {getattr(route, 'path', route)}")


walked = pytest.mark.parametrize(("name", "route"), [_named(*each) for each in ROUTES])


def test_there_are_routes() -> None:
    """The walk sees something of every service."""
    assert {name for name, _ in ROUTES} == set(names())


@walked
def test_a_route_has_exactly_one_allow(name: str, route: APIRoute) -> None:
    """No route is open by being forgotten, and none asks twice."""
    assert isinstance(route, APIRoute), f"{route} is not a route that can say who may call it"
    assert len(accesses(route.dependant)) == 1, f"{route.path} of {name} needs exactly one Depends(allow(...))"


@walked
def test_what_is_public_only_reads_and_says_why(name: str, route: APIRoute) -> None:
    """It lies in no tenant's path: what it shows is proved by an unguessable part of the request."""
    (access,) = accesses(route.dependant)
    if isinstance(access, Public):
        assert set(route.methods) <= READS, f"{route.path} is public and writes"
        assert not TENANTS & set(re.findall(r"{(\w+)(?::\w+)?}", route.path)), f"{route.path} is public in a tenant"
        assert len(access.why) > 20, f"{route.path} does not say why anybody may read it"


@walked
def test_a_route_names_one_tenant(name: str, route: APIRoute) -> None:
    """In its path; a route without one is an operator's or the caller's own."""
    tenants = TENANTS & set(re.findall(r"{(\w+)(?::\w+)?}", route.path))
    (access,) = accesses(route.dependant)
    if isinstance(access, Public):
        return
    assert len(tenants) <= 1, f"{route.path} names several tenants; call all but the first `id` or the like"
    if not tenants:
        assert access.operator or not (access.roles or access.partner or access.link), f"{route.path} has no tenant"
    elif not access.roles:
        assert access.partner or access.link or access.operator, f"{route.path} lets nobody in"


@walked
def test_what_writes_is_not_for_auditors(name: str, route: APIRoute) -> None:
    """They only ever read; a list that names them says something untrue."""
    (access,) = accesses(route.dependant)
    if not set(route.methods) <= READS and not isinstance(access, Public):
        assert not access.roles & READ_ONLY_ROLES, f"{route.path} writes, and lists {sorted(READ_ONLY_ROLES)}"


@walked
def test_what_only_reads_needs_no_scope_to_write(name: str, route: APIRoute) -> None:
    """A key that is to look on can be one that only reads."""
    (access,) = accesses(route.dependant)
    if set(route.methods) <= READS and not isinstance(access, Public):
        verb = access.scope.partition(":")[2]
        assert verb not in {"write", "decide", "sign"}, f"{route.path} only reads, and asks for {access.scope}"


@walked
def test_no_two_requests_share_a_default(name: str, route: APIRoute) -> None:
    """What one request would add to a list, the next one would find in it."""
    for field in (*route.dependant.query_params, *route.dependant.header_params):
        assert not isinstance(field.field_info.default, list | dict | set), f"{route.path} shares {field.name}"


@walked
def test_the_access_is_documented(name: str, route: APIRoute) -> None:
    """OpenAPI shows it."""
    assert "x-access" in (route.openapi_extra or {}), f"{route.path}: make it with shared.http.Router"
