"""In which order a route asks: access first; a missing entity tag is known then, and refused with the command."""

from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI, Request

from shared.http import Router, if_match
from shared.http.tags import number_seen
from shared.refusals import NOTHING_SEEN, NotFound


async def edit(access: object) -> httpx.Response:
    """A change without `If-Match` through a route with this access."""
    router = Router("test")

    @router.put("/things", dependencies=[if_match])
    async def change_thing(caller: Annotated[None, Depends(access)]) -> None:
        return caller

    app = FastAPI()
    app.include_router(router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        return await http.put("/test/things")


async def test_a_stranger_does_not_hear_of_a_missing_tag():
    def stranger(request: Request) -> None:
        raise NotFound(request.url.path)

    with pytest.raises(NotFound):
        await edit(stranger)


async def test_who_may_has_seen_nothing():
    heard: list[int | None] = []

    def member(request: Request) -> None:
        heard.append(number_seen(request))

    await edit(member)
    assert heard == [NOTHING_SEEN]
