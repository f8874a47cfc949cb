"""One credential of the demo: calls the public APIs and says plainly when one answers otherwise than expected."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from shared.ids import new_id

PATIENCE_SECONDS: Final = 20.0
"""For a 503: a service that has not heard of something yet, or lost too many races, says when to come back."""


class Unexpected(Exception):
    """An API answered otherwise than the story needs; the text has the problem document."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A problem document."""

    status: int
    code: str
    detail: str
    mend: str


@dataclass(frozen=True)
class Caller:
    """Somebody with a credential. Paths begin with the service: `await rina.post("/partners/schools/…", body)`."""

    who: str
    authorization: str
    http: httpx.AsyncClient
    urls: Mapping[str, str]
    id: str = ""
    """Of the member, once known."""

    async def get(self, path: str) -> Any:
        """The JSON answer."""
        return (await self.send("GET", path)).json()

    async def post(self, path: str, body: Any = None) -> Any:
        """The JSON answer of an act that must be accepted; sent with an idempotency key and repeated on a 503."""
        return (await self.send("POST", path, body, headers={"Idempotency-Key": new_id()})).json()

    async def upload(self, path: str, content: bytes) -> Any:
        """POST a CSV file."""
        return (await self.send("POST", path, content=content, headers={"Content-Type": "text/csv"})).json()

    async def refused(self, path: str, body: Any, code: str) -> Refusal:
        """POST something that must be refused with this code."""
        answer = await self._once("POST", path, body, None, {})
        problem = answer.json()
        refusal = Refusal(
            answer.status_code,
            str(problem.get("type", "")).removeprefix("urn:jembatan:problem:"),
            problem.get("detail", ""),
            problem.get("mend", ""),
        )
        if refusal.code != code:
            raise Unexpected(f"{self.who}: POST {path}: expected {code}, got {answer.status_code} {answer.text[:400]}")
        return refusal

    async def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """The response; `Unexpected` when it is no success."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = await self._once(method, path, body, content, headers or {})
            except httpx.TransportError as error:  # the same idempotency key makes a repetition harmless
                if time.monotonic() > until:
                    raise Unexpected(f"{self.who}: {method} {path}: {type(error).__name__}") from error
            else:
                if answer.is_success:
                    return answer
                if answer.status_code != 503 or time.monotonic() > until:
                    raise Unexpected(f"{self.who}: {method} {path}: {answer.status_code} {answer.text[:600]}")
            await asyncio.sleep(0.2)

    async def _once(
        self, method: str, path: str, body: Any, content: bytes | None, headers: Mapping[str, str]
    ) -> httpx.Response:
        service = path.split("/", 2)[1]
        return await self.http.request(
            method,
            self.urls[service] + path,
            json=body,
            content=content,
            headers={"Authorization": self.authorization, **headers},
        )
