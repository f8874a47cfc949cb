"""A client that repeats every command until it is answered, and writes down what it was told."""

import asyncio
import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx

from shared.ids import new_id

Verdict = Literal["accepted", "refused"]
AGAIN = frozenset({408, 425, 429})
"""Besides every 5xx: statuses that are no verdict on the command."""


@dataclass(frozen=True)
class Caller:
    """Who speaks: the bearer token, and what the service scopes an `Idempotency-Key` to."""

    name: str
    token: str
    credential: str


@dataclass(frozen=True)
class Said:
    """One command and what its client was told."""

    service: str
    path: str
    command_id: str
    verdict: Verdict
    status: int
    code: str
    """The problem's type, where it was refused."""
    id: str
    number: int
    attempts: int
    body: Mapping[str, Any] = field(repr=False)

    def __str__(self) -> str:
        told = f"{self.id}/{self.number}" if self.verdict == "accepted" else self.code
        return f"{self.path} {self.verdict} ({self.status}, {told}) after {self.attempts} attempt(s), {self.command_id}"


@dataclass
class Ledger:
    """Everything that was said, in order of the answers."""

    entries: list[Said] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """What the client itself saw that must not be."""

    async def reaches(self, count: int) -> None:
        """Wait until there are so many entries."""
        while len(self.entries) < count:  # noqa: ASYNC110  # a test that looks now and then needs no event
            await asyncio.sleep(0.01)

    def of(self, verdict: Verdict) -> list[Said]:
        """The accepted ones, or the refused."""
        return [said for said in self.entries if said.verdict == verdict]


class Unanswered(Exception):
    """No verdict in all the time that the client had."""


class Client:
    """Speaks to services by the first part of the path."""

    def __init__(self, urls: Mapping[str, str], ledger: Ledger, patience: float = 200) -> None:
        """`patience`: seconds until a command must have been answered."""
        self.ledger = ledger
        self.attempts = 0
        self._urls = urls
        self._patience = patience
        self._http = httpx.AsyncClient(timeout=20)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def command(
        self, caller: Caller, path: str, body: Mapping[str, Any] | None = None, *, must: Verdict | None = None
    ) -> Said:
        """POST until there is a verdict. `must`: what it has to be; anything else is a complaint."""
        key = new_id()
        said = await self._said(caller, path, body, key)
        self.ledger.entries.append(said)
        if must and said.verdict != must:
            self.ledger.complaints.append(f"should have been {must}: {said}: {dict(said.body)}")
        return said

    async def repeat(self, caller: Caller, body: Mapping[str, Any] | None, said: Said, key: str) -> None:
        """Send an accepted command again with its key: the answer must be the same."""
        again = await self._said(caller, said.path, body, key)
        if (again.verdict, again.id, again.number) != (said.verdict, said.id, said.number):
            self.ledger.complaints.append(f"a repetition was answered otherwise: {said} then {again}")

    async def twice(self, caller: Caller, path: str, body: Mapping[str, Any] | None = None) -> Said:
        """An accepted command whose client did not believe the answer."""
        key = new_id()
        said = await self._said(caller, path, body, key)
        self.ledger.entries.append(said)
        if said.verdict == "refused":
            self.ledger.complaints.append(f"should have been accepted: {said}: {dict(said.body)}")
        else:
            await self.repeat(caller, body, said, key)
        return said

    async def get(self, caller: Caller, path: str) -> dict[str, Any] | None:
        """What is there; None where the service does not answer or says no."""
        try:
            answer = await self._http.get(self._url(path), headers={"Authorization": f"Bearer {caller.token}"})
        except httpx.TransportError:
            return None
        return dict(answer.json()) if answer.is_success else None

    async def seen(self, caller: Caller, path: str) -> dict[str, Any]:
        """What is there, waiting until there is something: copies of other services come with a delay."""
        return await self.until(caller, path, lambda _: True)

    async def until(self, caller: Caller, path: str, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """What is there as soon as it is as wanted."""
        deadline = time.monotonic() + self._patience
        while (found := await self.get(caller, path)) is None or not wanted(found):
            if time.monotonic() > deadline:
                raise Unanswered(f"GET {path} as {caller.name}, at last {found}")
            await asyncio.sleep(0.1)
        return found

    async def _said(self, caller: Caller, path: str, body: Mapping[str, Any] | None, key: str) -> Said:
        headers = {"Authorization": f"Bearer {caller.token}", "Idempotency-Key": key}
        deadline, attempts, last = time.monotonic() + self._patience, 0, ""
        while time.monotonic() < deadline:
            attempts += 1
            self.attempts += 1
            try:
                answer = await self._http.post(self._url(path), json=body, headers=headers)
            except httpx.TransportError as error:
                last = repr(error)
            else:
                if answer.status_code < 500 and answer.status_code not in AGAIN:
                    return _read(answer, caller, path, key, attempts)
                last = answer.text[:300]
            await asyncio.sleep(min(0.05 * attempts, 0.5))
        raise Unanswered(f"POST {path} as {caller.name}, {attempts} attempts, at last {last}")

    def _url(self, path: str) -> str:
        return self._urls[path.split("/", 2)[1]] + path


def _read(answer: httpx.Response, caller: Caller, path: str, key: str, attempts: int) -> Said:
    body = answer.json() if answer.content else {}
    return Said(
        service=path.split("/", 2)[1],
        path=path,
        command_id=command_id(caller.credential, key),
        verdict="accepted" if answer.is_success else "refused",
        status=answer.status_code,
        code=str(body.get("type", "")),
        id=str(body.get("id", "")),
        number=int(body.get("number", 0)),
        attempts=attempts,
        body=body,
    )


def command_id(credential: str, key: str) -> str:
    """What the journal calls a command with this key."""
    digest = hashlib.sha256()
    for part in (credential.encode(), key.encode()):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return "key:" + digest.hexdigest()
