"""Who may try out what is here: those who act in the data, or a small alliance with a member per role where none is."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx

from jembatan.cast import Cast
from jembatan.registry import service
from shared.auth.development import OPERATOR, development_token
from shared.auth.roles import SCHOOL_ROLES
from shared.settings import ServiceSettings, load

ADMINISTRATOR = "alliance_admin"
ROLES = (ADMINISTRATOR, *sorted(SCHOOL_ROLES))
HOURS = 12


@dataclass(frozen=True, slots=True)
class Trial:
    """Ids of an alliance and of one of its schools, and a bearer token per subject.

    In the alliance that is made here the subject of a member is the name of the role.
    """

    alliance: str
    school: str
    tokens: Mapping[str, str]
    keys: Mapping[str, str] = field(default_factory=dict)
    """API keys by the name that people know them by."""
    hours: int = HOURS


async def seed(directory_url: str, environ: Mapping[str, str], cast: Cast | None = None) -> Trial:
    """`seeded` at a running directory."""
    async with httpx.AsyncClient(base_url=directory_url, timeout=30) as client:
        return await seeded(client, load(service("directory").settings, environ), cast)


async def seeded(client: httpx.AsyncClient, settings: ServiceSettings, cast: Cast | None = None) -> Trial:
    """What there is, completed. Repeating it changes nothing. Raises `httpx.HTTPStatusError` with the problem.

    Where the data are those that `cast` was written for, it acts and nothing is made.
    """
    if cast and cast.alliance in await _places(client, _token(settings, cast.administrator), "alliance"):
        return _acting(settings, cast)
    return await _completed(client, {role: _token(settings, role) for role in (OPERATOR, *ROLES)})


def _acting(settings: ServiceSettings, cast: Cast) -> Trial:
    subjects = (OPERATOR, cast.administrator, *cast.subjects)
    tokens = {subject: _token(settings, subject) for subject in subjects}
    return Trial(cast.alliance, cast.school, tokens, cast.keys)


async def _completed(client: httpx.AsyncClient, tokens: Mapping[str, str]) -> Trial:
    administrator = tokens[ADMINISTRATOR]
    founded = await _places(client, administrator, "alliance")
    alliance = founded[0] if founded else await _found(client, tokens[OPERATOR])
    places = {role: await _places(client, tokens[role], "school") for role in ROLES[1:]}
    school = _common(places) or await _school(client, administrator, alliance)
    for role, mine in places.items():
        if not mine:
            body = {"subject": role, "name": f"Anggota ({role})", "roles": [role]}
            await _post(client, administrator, f"/schools/{school}/members", body)
    return Trial(alliance, school, tokens)


def _common(places: Mapping[str, list[str]]) -> str | None:
    """The school to which most of the tokens belong: a member may have been added to another one too."""
    counted = Counter(school for mine in places.values() for school in mine)
    return counted.most_common(1)[0][0] if counted else None


def _token(settings: ServiceSettings, subject: str) -> str:
    return development_token(settings, subject, lifetime=timedelta(hours=HOURS))


async def _places(client: httpx.AsyncClient, token: str, kind: str) -> list[str]:
    """Ids of the places of this kind in which the token's owner is a member."""
    return [str(place["id"]) for place in (await _get(client, token, "/me"))["places"] if place["kind"] == kind]


async def _found(client: httpx.AsyncClient, token: str) -> str:
    administrator = {"subject": ADMINISTRATOR, "name": "Anggota (alliance_admin)"}
    body = {"name": "Aliansi percobaan", "administrator": administrator}
    return await _post(client, token, "/alliances", body)


async def _school(client: httpx.AsyncClient, token: str, alliance: str) -> str:
    found = (await _get(client, token, f"/alliances/{alliance}/schools"))["items"]
    if found:
        return str(found[-1]["id"])
    body = {"npsn": "30203552", "name": "SMKN 3 Palangka Raya", "zone": "Asia/Pontianak"}
    return await _post(client, token, f"/alliances/{alliance}/schools", body)


async def _get(client: httpx.AsyncClient, token: str, path: str) -> Any:
    answer = await client.get(f"/directory{path}", headers={"Authorization": f"Bearer {token}"})
    _check(answer)
    return answer.json()


async def _post(client: httpx.AsyncClient, token: str, path: str, body: Mapping[str, Any]) -> str:
    """The id of what was made."""
    answer = await client.post(f"/directory{path}", json=body, headers={"Authorization": f"Bearer {token}"})
    _check(answer)
    return str(answer.json()["id"])


def _check(answer: httpx.Response) -> None:
    if answer.is_error:
        raise httpx.HTTPStatusError(answer.text, request=answer.request, response=answer)
