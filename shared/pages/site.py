"""Pages of one part of a service: its templates, words and files in the shell that all pages have.

A page is complete without scripts, lets nothing in but what we serve ourselves (no inline script or style), is kept by
nobody (`no-store`), and speaks the reader's language. A refusal is a page too. Where a form is sent to is no page: the
switch of the language on what it answers, and whoever loads that address again, are led to the page that it lies on.
"""

import hmac
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from shared.auth import Visitor, public
from shared.auth.access import READS
from shared.auth.refusals import MatterOver
from shared.http.middleware import BodyTooLarge
from shared.http.problems import request_id_of
from shared.http.router import Router, StrictRoute
from shared.http.words import LANGUAGES, Language, language_of, say
from shared.ids import new_id
from shared.pages.access import CSRF, ONCE, FormForeign
from shared.pages.session import LinkClosed, Session, SessionClosed, digest
from shared.pages.unforeseen import refusal_of
from shared.pages.words import WORDS, Said, speak
from shared.papers.text import printable
from shared.refusals import Busy, Invalid, NotFound, Refusal

FOLDER: Final = Path(__file__).parent
LANGUAGE_COOKIE: Final = "jembatan_language"
SAID_COOKIE: Final = "jembatan_said"
VERSION: Final = version("jembatan")
FILES: Final[Mapping[str, Path]] = {name: FOLDER / "static" / name for name in ("page.css", "page.js", "icon.svg")}
"""What every page is made of; a site adds its own."""
SAID_AS: Final = {"not-valid": "form-not-valid"}
"""Problems of the API whose words speak of its JSON, and those that say the same to people."""

_NOTHING: Final = "It says that nothing is here."
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
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


def language_for(request: Request) -> Language:
    """What was chosen on the page, else what its reader asked for (`request.state.language`), else the browser."""
    known = getattr(request.state, "language", None)
    for chosen in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE), known):
        if chosen in LANGUAGES:
            return chosen
    return language_of(request.headers.get("accept-language"))


def moment(at: datetime | str | None) -> str:
    """`2026-07-13 01:00:00 UTC`."""
    at = datetime.fromisoformat(at) if isinstance(at, str) else at
    return at.strftime("%Y-%m-%d %H:%M:%S UTC") if at else "–"


def after(path: str, said: str = "") -> Response:
    """Go and look at what came of it; loading that page again does nothing twice."""
    return Done(path, said)


class Done(RedirectResponse):
    """On to the page that says, once, what was done."""

    def __init__(self, path: str, said: str) -> None:
        super().__init__(path, 303, {"Cache-Control": "no-store"})
        self.path: Final = path
        self.said: Final = said


def told(request: Request) -> str:
    """What was done just now in this session, as the cookie proves for this page; empty for everything else."""
    session = getattr(request.state, "session", None)
    said, _, proof = request.cookies.get(SAID_COOKIE, "").partition(".")
    proved = session is not None and hmac.compare_digest(proof.encode(), _proof(session, request.url.path, said))
    return said if proved else ""


def _proof(session: Session, path: str, said: str) -> bytes:
    return digest(f"said|{session.csrf}|{path}|{said}").encode()


def is_secure(request: Request) -> bool:
    """Whether cookies go over https alone: wherever people reach us by it."""
    return str(request.app.state.runtime.settings.public_url).startswith("https:")


class Site:
    """Pages under one path."""

    largest_form: int = 65_536
    """Octets."""

    def __init__(
        self,
        service: str,
        root: str,
        *,
        templates: Sequence[Path],
        words: Mapping[str, Said],
        files: Mapping[str, Path] | None = None,
        said: frozenset[str] = frozenset(),
    ) -> None:
        """`root`: the path that all pages begin with. `said`: what a page may say after something was done (`said-…`).

        `files`: by the name under which they are served.
        """
        self.service: Final = service
        self.root: Final = root
        self.words: Final = {**WORDS, **words}
        self.files: Final = {**FILES, **(files or {})}
        self.said: Final = said
        self._folders = [*templates, FOLDER / "templates"]
        self._routers: list[APIRouter] = []

    @cached_property
    def _environment(self) -> Environment:
        made = Environment(
            loader=FileSystemLoader(self._folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        made.filters.update(moment=moment, printable=printable)
        made.globals.update(ROOT=self.root, VERSION=VERSION, WORDS=self.words, CSRF=CSRF, ONCE=ONCE, once=new_id)
        return made

    def words_for(self, language: Language) -> Callable[..., str]:
        """`t("paused")`: the words of a key in this language; facts are filled in by name."""

        def words(key: str, **facts: Any) -> str:
            return speak(self.words[key], language, **facts)

        return words

    def beside(self, request: Request) -> dict[str, Any]:
        """What templates of this site know beside what all know; `start` is where a refusal leads back to."""
        return {"start": ""}

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        """The page in the reader's language, with nothing allowed in it but what we serve ourselves."""
        language = language_for(request)
        other: Language = "en" if language == "id" else "id"
        t, done = self.words_for(language), told(request)
        known = {
            "t": t,
            "language": language,
            "other": other,
            "switch": self._switch(request, other),
            "session": getattr(request.state, "session", None),
            "said": t(f"said-{done}") if done in self.said else "",
        }
        content = self._environment.get_template(template).render({**known, **self.beside(request), **values})
        response = HTMLResponse(content, status, {**_HEADERS, "Content-Language": language})
        if SAID_COOKIE in request.cookies:
            response.delete_cookie(SAID_COOKIE, path=request.url.path)
        return response

    def _switch(self, request: Request, other: Language) -> str:
        """To the other language, of this page or of the one that a form was sent from; empty where there is none."""
        here = "" if request.method in READS else self.page_at(request.url.path)
        query = urlencode([*_kept(request), ("lang", other)])
        return f"{here}?{query}" if here or request.method in READS else ""

    def page_at(self, path: str) -> str:
        """The page at this path, else the nearest one that it lies on; empty for none."""
        parts = path.split("/")
        above = ("/".join(parts[:length]) for length in range(len(parts), 1, -1))
        return next((at for each in above for at in (each, f"{each}/") if self._answers("GET", at)), "")

    def _answers(self, method: str, path: str) -> bool:
        routes = (route for router in self._routers for route in router.routes if isinstance(route, APIRoute))
        return any(method in (route.methods or ()) and route.path_regex.match(path) for route in routes)

    def refused(self, request: Request, refusal: Refusal) -> Response:
        """Why not, and what would make it pass, in the reader's language."""
        request.scope["jembatan.problem"] = refusal.code
        language = language_for(request)
        words = say(SAID_AS.get(refusal.code, refusal.code), language, refusal.facts)
        response = self.page(
            request,
            "closed.html" if isinstance(refusal, LinkClosed | SessionClosed | MatterOver) else "refused.html",
            refusal.status,
            title=words.title or (self.words_for(language)("over-title") if isinstance(refusal, MatterOver) else ""),
            detail=words.detail or refusal.detail,
            mend=words.mend or refusal.mend,
            faults=refusal.facts.get("errors", []),
            answered=" · ".join(str(refusal.facts[name]) for name in ("answered", "error") if refusal.facts.get(name)),
            request_id=request_id_of(request.scope),
            foreign=isinstance(refusal, FormForeign),
        )
        if isinstance(refusal, Busy):
            response.headers["Retry-After"] = str(refusal.retry_after)
        return response

    def tell(self, request: Request, response: Response) -> None:
        """The page that comes next says once what was done; loaded again, or from a bookmark, it says nothing."""
        session = getattr(request.state, "session", None)
        if isinstance(response, Done) and response.said and session is not None:
            proof = _proof(session, response.path, response.said).decode()
            response.set_cookie(
                SAID_COOKIE,
                f"{response.said}.{proof}",
                max_age=60,
                path=response.path,
                secure=is_secure(request),
                httponly=True,
                samesite="lax",
            )

    def remember(self, request: Request, response: Response) -> None:
        """The language that was chosen."""
        if request.query_params.get("lang") in LANGUAGES:
            response.set_cookie(
                LANGUAGE_COOKIE,
                language_for(request),
                max_age=31_536_000,
                path=self.root,
                secure=is_secure(request),
                httponly=True,
                samesite="lax",
            )

    def file(self, name: str) -> Response:
        """Style, script or picture; `NotFound` for what is none of them."""
        path = self.files.get(name)
        if path is None:
            raise NotFound("file")
        return Response(
            _content(path), headers={"Cache-Control": "public, max-age=86400"}, media_type=_TYPES[path.suffix]
        )

    def router(self, *tags: str) -> Router:
        """For pages: they stand in no OpenAPI document."""
        made = self._unlisted(*tags)
        self._routers.append(made)
        return made

    def _unlisted(self, *tags: str) -> Router:
        made = Router(self.service, tags=tags)
        made.route_class = type("PageRouteOfSite", (PageRoute,), {"site": self})
        made.include_in_schema = False
        return made

    def elsewhere(self) -> Router:
        """The last router of a site: a page that says so at every address below `root` where there is none.

        From where a form is sent to it leads on to the page that this lies on.
        """

        async def elsewhere(request: Request, _: Annotated[Visitor, Depends(public(_NOTHING))]) -> Response:
            path = request.url.path
            at = self.page_at(path) if self._answers("POST", path) else ""
            if not at:
                raise HTTPException(404)
            return after(at)

        made, below = self._unlisted(), self.root.removeprefix(f"/{self.service}")
        for path in (below, below + "/{rest:path}"):
            made.get(path)(elsewhere)
        return made


def _kept(request: Request) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.query_params.multi_items() if name not in ("lang", "said")]


@lru_cache(32)
def _content(path: Path) -> bytes:
    return path.read_bytes()


class PageRoute(StrictRoute):
    """A refusal is a page too, and so is an error; the language that was chosen is remembered."""

    site: ClassVar[Site]

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler behind it."""
        handle, site = super().get_route_handler(), self.site

        async def show(request: Request) -> Response:
            try:
                _not_too_large(request, site.largest_form)
                response = await handle(request)
            except Refusal as refusal:
                response = site.refused(request, refusal)
            except BodyTooLarge:
                raise  # the middleware that stopped the body answers
            except Exception as error:
                response = site.refused(request, refusal_of(error, language_for(request)))
            site.tell(request, response)
            site.remember(request, response)
            return response

        return show


def _not_too_large(request: Request, largest: int) -> None:
    length = request.headers.get("content-length", "0")
    if request.method == "POST" and not (length.isdecimal() and int(length[:12]) <= largest):
        raise Invalid("form-too-large", "The form is too large.", mend="Send less.")
