"""Entity tags: the number of a stream in quotes (RFC 9110, 8.8.3)."""

import re
from typing import Annotated

from fastapi import Depends, Header
from starlette.requests import Request

from shared.refusals import NOTHING_SEEN, Refusal


class BadIfMatch(Refusal):
    """`If-Match` cannot be read (400)."""

    status = 400
    title = "Unreadable request"


def entity_tag(number: int) -> str:
    """`7` → `"7"`."""
    return f'"{number}"'


def expected_number(request: Request) -> int | None:
    """The number that the caller has seen, from `If-Match`; none without the header, or with `*`, which names none.

    Raises `BadIfMatch` on anything else than one strong tag of this API.
    """
    given = request.headers.get("if-match")
    if given is None or given.strip() == "*":
        return None
    match = re.fullmatch(r'"([1-9][0-9]{0,9})"', given.strip())
    if match is None:
        raise BadIfMatch("bad-if-match", "If-Match is not an ETag of this API.")
    return int(match[1])


def require_if_match(
    request: Request,
    if_match: Annotated[str | None, Header(description='The ETag that was read, like `"7"`.', examples=['"7"'])] = None,
) -> None:
    """As a dependency: 428 without the header, or with `*`, for what is there, 400 when it cannot be read.

    The 428 comes with the command, from the journal: a stranger hears nothing of tags, and what is not there is 404.
    """
    request.state.needs_tag = True


def number_seen(request: Request) -> int | None:
    """`expected_number`; `NOTHING_SEEN` where the route needs one and none is given."""
    number = expected_number(request)
    return NOTHING_SEEN if number is None and getattr(request.state, "needs_tag", False) else number


if_match = Depends(require_if_match)
"""For a route that edits content: `dependencies=[if_match]`."""
