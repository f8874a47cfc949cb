"""How a page of webhooks is shown: the site, and what its templates know beside what all pages know."""

from pathlib import Path
from typing import Any, Final

from starlette.requests import Request

from services.notifications.pages.links import ROOT
from services.notifications.pages.words import WORDS
from shared.pages import Site, after, language_for

FOLDER: Final = Path(__file__).parent
SAID: Final = frozenset({"verified", "paused", "resumed", "test-sent", "sent-again", "replay-started"})
"""What a page may say after something was done: keys of `WORDS` as `said-…`."""
_FILES: Final = ("hooks.css", "htmx-2.0.11.min.js", "htmx-LICENSE.txt")


class HooksSite(Site):
    """The pages at `/notifications/hooks/`."""

    def beside(self, request: Request) -> dict[str, Any]:
        """Where the organisation's pages begin."""
        home = f"{ROOT}/{request.path_params.get('organisation', '')}"
        return {"home": home, "start": f"{home}/"}


SITE: Final = HooksSite(
    "notifications",
    ROOT,
    templates=[FOLDER / "templates"],
    words=WORDS,
    files={name: FOLDER / "static" / name for name in _FILES},
    said=SAID,
)
page: Final = SITE.page

__all__ = ["ROOT", "SAID", "SITE", "after", "language_for", "page"]
