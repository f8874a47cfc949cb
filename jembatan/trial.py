"""A small alliance for trying out, made through the public API where there is none: one school, a member per role."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from jembatan.registry import service
from shared.auth.development import OPERATOR, development_token
from shared.auth.roles import SCHOOL_ROLES
from shared.settings import ServiceSettings, load

ADMINISTRATOR = "alliance_admin"
ROLES = (ADMINISTRATOR, *sorted(SCHOOL_ROLES))
HOURS = 12


@dataclass(frozen=True, slots=True)
class Trial:
    """Ids of the alliance and its school, and a bearer token per role (the member's subject is the role's name)."""

    alliance: str
    school: str
    tokens: Mapping[str, str]
    hours: int = HOURS


async def seed(directory_url: str, environ: Mapping[str, str]) -> Trial:
    """What there is, completed. Repeating it changes nothing. Raises `httpx.HTTPStatusError` with the problem."""
    settings = load(service("directory").settings, environ)
    tokens = {role: _token(settings, role) for role in (OPERATOR, *ROLES)}
    async with httpx.AsyncClient(base_url=f"{directory_url}/directory", timeout=30) as client:
        alliance = await _place(client, tokens[ADMINISTRATOR], "alliance") or await _found(client, tokens[OPERATOR])
        school = await _school(client, tokens[ADMINISTRATOR], alliance)
        for role in ROLES[1:]:
            if not await _place(client, tokens[role], "school"):
                body = {"subject": role, "name": f"Anggota ({role})", "roles": [role]}
                await _post(client, tokens[ADMINISTRATOR], f"/schools/{school}/members", body)
    return Trial(alliance, school, tokens)


def _token(settings: ServiceSettings, subject: str) -> str:
    return development_token(settings, subject, lifetime=timedelta(hours=HOURS))


async def _place(client: httpx.AsyncClient, token: str, kind: str) -> str | None:
    """The first place of this kind in which the token's owner is a member."""
    places = (await _get(client, token, "/me"))["places"]
    return next((str(place["id"]) for place in places if place["kind"] == kind), None)


async def _found(client: httpx.AsyncClient, token: str) -> str:
    administrator = {"subject": ADMINISTRATOR, "name": "Anggota (alliance_admin)"}
    body = {"name": "Aliansi percobaan", "administrator": administrator}
    return await _post(client, token, "/alliances", body)


async def _school(client: httpx.AsyncClient, token: str, alliance: str) -> str:
    found = (await _get(client, token, f"/alliances/{alliance}/schools"))["items"]
    if found:
        return str(found[0]["id"])
    body = {"npsn": "30203552", "name": "SMKN 3 Palangka Raya", "zone": "Asia/Pontianak"}
    return await _post(client, token, f"/alliances/{alliance}/schools", body)


async def _get(client: httpx.AsyncClient, token: str, path: str) -> Any:
    answer = await client.get(path, headers={"Authorization": f"Bearer {token}"})
    _check(answer)
    return answer.json()


async def _post(client: httpx.AsyncClient, token: str, path: str, body: Mapping[str, Any]) -> str:
    """The id of what was made."""
    answer = await client.post(path, json=body, headers={"Authorization": f"Bearer {token}"})
    _check(answer)
    return str(answer.json()["id"])


def _check(answer: httpx.Response) -> None:
    if answer.is_error:
        raise httpx.HTTPStatusError(answer.text, request=answer.request, response=answer)
