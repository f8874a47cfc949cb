"""What OpenAPI says about credentials, and how a route's `allow` is found."""

from typing import Any, Final

from fastapi.dependencies.models import Dependant

from shared.auth.access import Access
from shared.auth.public import Public

SECURITY_SCHEMES: Final[dict[str, Any]] = {
    "member": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "A member's token from the OIDC issuer. Beside an operation: the roles of which one is needed.",
    },
    "apiKey": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "jbt_<prefix>_<secret>",
        "description": "An API key from the directory. Beside an operation: the scope that it must have.",
    },
    "link": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`Authorization: Link <token>` from a letter. Beside an operation: the purpose it must have.",
    },
}


def accesses(dependant: Dependant) -> list[Access | Public]:
    """Every `allow` or `public` among the dependencies of a route; each route must have exactly one."""
    found = [one.call for one in dependant.dependencies if isinstance(one.call, Access | Public)]
    return found + [access for one in dependant.dependencies for access in accesses(one)]
