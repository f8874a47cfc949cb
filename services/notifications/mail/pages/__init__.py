"""The pages that links in letters open: in the language of the endpoint, until another is chosen."""

from pathlib import Path
from typing import Any, Final, Literal

from starlette.requests import Request
from starlette.responses import Response

from services.notifications.domain.endpoint import ENDPOINT, Endpoint
from services.notifications.mail.pages.words import WORDS
from shared.auth.refusals import LinkEnded, Unauthenticated
from shared.context import Context
from shared.pages import LinkClosed, Site
from shared.refusals import NotFound, Refusal

Name = Literal["confirm", "confirmed", "unsubscribe", "unsubscribed", "removed"]


class MailSite(Site):
    """The pages themselves lie on the paths of the endpoints; below `root` is what they are made of."""

    def refused(self, request: Request, refusal: Refusal) -> Response:
        """A link that is past its time, not whole, or of an address before this one is told as such; no other is."""
        if isinstance(refusal, Unauthenticated | LinkEnded | NotFound) or refusal.code == "address-changed":
            refusal = LinkClosed("mail-link-closed", refusal.detail, mend=refusal.mend)
        return super().refused(request, refusal)

    def remember(self, request: Request, response: Response) -> None:
        """Nothing: the choice stands in the address, and no mail program is given a cookie."""


SITE: Final = MailSite(
    "notifications", "/notifications/mail", templates=[Path(__file__).parent / "templates"], words=WORDS
)


async def whose(request: Request, ctx: Context, endpoint: str) -> Endpoint:
    """The endpoint, whose language the page speaks from here on; `NotFound`."""
    state: Endpoint = (await ctx.require(ENDPOINT, endpoint)).state
    if state.mail:
        request.state.language = state.mail.language
    return state


def tell(request: Request, name: Name) -> Response:
    """One page. What answers a button has no switch of the language: the button itself would come back."""
    switch: dict[str, Any] = {"switch": ""} if request.method == "POST" else {}
    return SITE.page(request, "page.html", name=name, **switch)
