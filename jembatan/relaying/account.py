"""A partner's account as its API key sees it, over HTTP."""

from dataclasses import dataclass
from typing import Any

import httpx

from jembatan.relaying.urls import http_url
from shared.refusals import Invalid, Refused


class Unreachable(Exception):
    """The server did not answer, or asked to come back later; trying again may help."""


@dataclass(frozen=True)
class Account:
    """Calls `/notifications/organisations/<organisation>/…`. Problems become `Refused`; outages `Unreachable`."""

    http: httpx.AsyncClient
    organisation: str

    async def get(self, path: str, **query: Any) -> Any:
        """The JSON answer."""
        return await self._call("GET", path, params={name: one for name, one in query.items() if one is not None})

    async def post(self, path: str, body: Any) -> Any:
        """The JSON answer."""
        return await self._call("POST", path, json=body)

    async def endpoints(self) -> list[dict[str, Any]]:
        """All of them, newest first."""
        items: list[dict[str, Any]] = (await self.get("endpoints", limit=200))["items"]
        return items

    async def endpoint(self, id: str) -> dict[str, Any]:
        """The one that is named, else the only one there is."""
        if id:
            found: dict[str, Any] = await self.get(f"endpoints/{id}")
            return found
        known = await self.endpoints()
        if len(known) == 1:
            return known[0]
        if not known:
            raise Refused("no-endpoint", "There is no endpoint yet.", mend="Register one: nothing is kept before.")
        listed = "\n".join(f"  {one['id']}  {one['url']} ({one['status']})" for one in known)
        raise Refused("which-endpoint", "There are several endpoints.", mend=f"Name one with --endpoint:\n{listed}")

    async def _call(self, method: str, path: str, **sent: Any) -> Any:
        url = f"/notifications/organisations/{self.organisation}/{path}"
        try:
            answer = await self.http.request(method, url, **sent)
        except httpx.TransportError as error:
            raise Unreachable(f"{self.http.base_url} does not answer ({type(error).__name__}: {error})") from None
        if answer.status_code == 429 or answer.status_code >= 500:
            raise Unreachable(f"{self.http.base_url} answers {answer.status_code}")
        if not answer.is_success:
            raise _refused(answer)
        return answer.json()


def _refused(answer: httpx.Response) -> Refused:
    try:
        problem: dict[str, Any] = answer.json()
    except ValueError:
        problem = {}
    code = str(problem.get("type", f"http-{answer.status_code}")).removeprefix("urn:jembatan:problem:")
    detail = str(problem.get("detail", f"The server answered {answer.status_code}."))
    mend = str(problem.get("mend", "Check --server."))
    if answer.status_code == httpx.codes.UNAUTHORIZED:
        mend = "Give the partner's API key with --key or in JEMBATAN_API_KEY."
    wrong = [f"\n  {one['where']}: {one['what']} {one['mend']}" for one in problem.get("errors", ())]
    return Refused(code, detail, mend="".join([mend, *wrong]))


def account_at(server: str, key: str, organisation: str, timeout: float = 40) -> Account:
    """`timeout` in seconds; longer than the server ever holds a request. Close its `http`.

    Raises `Invalid` for a server that is no URL, and for what cannot be a key.
    """
    if not (key.isascii() and key.isprintable()):
        raise Invalid(
            "not-a-key",
            "The API key holds characters that no key has.",
            mend="Give the whole key, as it was shown once, with --key or in JEMBATAN_API_KEY.",
        )
    base = http_url(server, example="--server http://127.0.0.1:8000")
    headers = {"Authorization": f"Bearer {key}"}
    return Account(httpx.AsyncClient(base_url=base, headers=headers, timeout=timeout), organisation)
