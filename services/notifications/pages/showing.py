"""How a page is shown: language, policy, and refusals as pages."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from services.notifications.pages.access import CSRF, ONCE
from services.notifications.pages.links import ROOT, LinkClosed, SessionClosed
from services.notifications.pages.words import WORDS
from shared.http.problems import request_id_of
from shared.http.router import Router, StrictRoute
from shared.http.words import LANGUAGES, Language, language_of, say
from shared.ids import new_id
from shared.papers.text import printable
from shared.refusals import Invalid, Refusal

FOLDER: Final = Path(__file__).parent
LANGUAGE_COOKIE: Final = "jembatan_language"
LARGEST_FORM: Final = 65_536
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Vary": "Cookie, Accept-Language",
}


def _moment(at: datetime | str | None) -> str:
    """`2026-07-13 01:00:00 UTC`."""
    at = datetime.fromisoformat(at) if isinstance(at, str) else at
    return at.strftime("%Y-%m-%d %H:%M:%S UTC") if at else "–"


_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters.update(moment=_moment, printable=printable)
_ENVIRONMENT.globals.update(ROOT=ROOT, WORDS=WORDS, VERSION=version("jembatan"))


def language_for(request: Request) -> Language:
    """What was chosen on the page, else what the browser prefers."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if chosen in LANGUAGES:
            return chosen
    return language_of(request.headers.get("accept-language"))


def words_for(language: Language) -> Callable[..., str]:
    """`t("paused")`: the words of a key in this language; facts are filled in by name."""

    def words(key: str, **facts: Any) -> str:
        return WORDS[key][LANGUAGES.index(language)].format(**facts)

    return words


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """The page in the reader's language, with nothing allowed in it but what we serve ourselves."""
    language = language_for(request)
    session = getattr(request.state, "session", None)
    organisation = request.path_params.get("organisation", "")
    shared = {
        "t": words_for(language),
        "language": language,
        "other": next(one for one in LANGUAGES if one != language),
        "switch": "?" + urlencode([*_kept(request), ("lang", "en" if language == "id" else "id")]),
        "session": session if session and organisation else None,
        "home": f"{ROOT}/{organisation}",
        "CSRF": CSRF,
        "ONCE": ONCE,
        "once": new_id,
        "said": request.query_params.get("said", ""),
        "SAID": SAID,
    }
    content = _ENVIRONMENT.get_template(template).render({**shared, **values})
    return HTMLResponse(content, status, {**_HEADERS, "Content-Language": language})


def _kept(request: Request) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.query_params.multi_items() if name not in ("lang", "said")]


SAID: Final = frozenset(
    {"verified", "paused", "resumed", "disabled", "test-sent", "sent-again", "replay-started", "changed"}
)
"""What a page may say after something was done: keys of `WORDS` as `said-…`."""


def after(path: str, said: str = "") -> Response:
    """Go and look at what came of it; loading that page again does nothing twice."""
    return RedirectResponse(path + (f"?said={said}" if said else ""), 303, {"Cache-Control": "no-store"})


class PageRoute(StrictRoute):
    """A refusal is a page too; the language that was chosen is remembered."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler behind it."""
        handle = super().get_route_handler()

        async def show(request: Request) -> Response:
            try:
                _not_too_large(request)
                response = await handle(request)
            except Refusal as refusal:
                response = refused(request, refusal)
            _remember(request, response)
            return response

        return show


def _not_too_large(request: Request) -> None:
    length = request.headers.get("content-length", "0")
    if request.method == "POST" and not (length.isdecimal() and int(length[:12]) <= LARGEST_FORM):
        raise Invalid("form-too-large", "The form is too large.", mend="Send less.")


def refused(request: Request, refusal: Refusal) -> Response:
    """Why not, and what would make it pass, in the reader's language."""
    request.scope["jembatan.problem"] = refusal.code
    words = say(refusal.code, language_for(request), refusal.facts)
    template = "closed.html" if isinstance(refusal, LinkClosed | SessionClosed) else "refused.html"
    return page(
        request,
        template,
        refusal.status,
        detail=words.detail or refusal.detail,
        mend=words.mend or refusal.mend,
        faults=refusal.facts.get("errors", []),
        answered=" · ".join(str(refusal.facts[name]) for name in ("answered", "error") if refusal.facts.get(name)),
        request_id=request_id_of(request.scope),
    )


def _remember(request: Request, response: Response) -> None:
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE,
            language_for(request),
            max_age=31_536_000,
            path=ROOT,
            secure=request.app.state.runtime.settings.public_url.startswith("https:"),
            httponly=True,
            samesite="lax",
        )


def pages_router() -> Router:
    """For pages: they stand in no OpenAPI document."""
    made = Router("notifications", tags=["hooks"])
    made.route_class = PageRoute
    made.include_in_schema = False
    return made
