"""What a service says of one purpose of its links: how its page is made, and what its answers do."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from shared.context import Context
from shared.http.words import Language
from shared.pages.links.given import Given
from shared.pages.links.sheet import Sheet
from shared.pages.words import Said

After = Literal["stays", "ends"]
"""Whether the link still opens its page once the answer was given."""

Show = Callable[[Context, str, Language], Awaitable[Sheet]]
"""`(ctx, subject, language)`: the page. Reading it decides nothing."""

Act = Callable[[Context, str, Given], Awaitable[None]]
"""`(ctx, subject, given)`: what the API's route for the same does; refusals are shown beside the form."""

Paper = Callable[[Context, str, Language, Request], Awaitable[Response]]
"""`(ctx, subject, language, request)`: the same as a PDF."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that the holder can do."""

    act: Act
    said: Said
    """What the page says when it was done."""
    after: After = "stays"


@dataclass(frozen=True, slots=True)
class Matter:
    """One purpose."""

    purpose: str
    title: Said
    """What the page is called before anybody knows whose link it is: it may say nothing of anybody."""
    show: Show
    answers: Mapping[str, Answer]
    """By the last part of their paths."""
    paper: Paper | None = None
    refusals: Mapping[str, tuple[Said, Said]] = field(default_factory=dict)
    """Code → what is wrong and how to mend it, where a page says it otherwise than the API."""
