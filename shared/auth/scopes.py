"""The scopes that routes ask for, a table: what an API key that has one may do. A test holds it against the routes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import AfterValidator, WithJsonSchema

SCOPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "alliance:found": "found alliances (operators)",
        "alliance:read": "read the alliance's name",
        "alliance:write": "rename the alliance",
        "grant:read": "see what the school shares",
        "grant:write": "share figures and partners, and withdraw that",
        "key:read": "see API keys, never their secrets",
        "key:write": "issue, rotate and revoke API keys",
        "mail:read": "see one's own mail endpoint (members only)",
        "mail:write": "register, change and end one's own mail endpoint (members only)",
        "me:read": "see where one is a member",
        "member:read": "see members and their roles",
        "member:write": "add members, change their roles, end memberships",
        "partners:decide": "approve, adopt and decide as principal",
        "partners:read": "read partners, programmes, MoUs and what is carried out under them",
        "partners:sign": "review, endorse and sign",
        "partners:write": "map partners, draft, plan, record",
        "placements:consent": "answer as guardian",
        "placements:decide": "clear, end and transfer placements, release and close",
        "placements:read": "read students, cohorts, slots and placements",
        "placements:write": "enrol, propose, record logbooks and assessments",
        "reporting:read": "read figures and their evidence",
        "school:read": "read the schools of an alliance",
        "school:write": "add schools and change them",
        "teachers:approve": "approve internships of teachers",
        "teachers:read": "read teachers and their internships",
        "teachers:write": "register teachers, nominate, report",
        "webhook:read": "see webhook endpoints and their deliveries",
        "webhook:write": "register, verify and change webhook endpoints, redeliver, replay",
    }
)


def _known(scope: str) -> str:
    if scope not in SCOPES:
        raise ValueError(f"there is no scope {scope[:64]!r}; there are {', '.join(SCOPES)}")
    return scope


KnownScope = Annotated[
    str,
    AfterValidator(_known),
    WithJsonSchema({"type": "string", "enum": list(SCOPES), "examples": ["webhook:write"]}),
]
"""A scope that some route asks for."""
