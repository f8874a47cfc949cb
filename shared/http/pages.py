"""Pages for people without an account: complete in themselves, with a policy that lets nothing else in."""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from shared.http.listing.negotiation import JSON, NotAcceptable, preferred

HTML: Final = "text/html"
_STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)


class Pages:
    """Page templates of one folder: Jinja2 that escapes; styles inside, no script or form, nothing from elsewhere."""

    def __init__(self, folder: Path, **filters: Any) -> None:
        loader = FileSystemLoader(folder)
        self._environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
        self._environment.filters.update(filters)

    def answer(self, template: str, status: int = 200, **values: Any) -> Response:
        """The page. Its policy allows the style that the template has, and nothing else."""
        content = self._environment.get_template(template).render(values)
        headers = {
            "Content-Security-Policy": _policy(content),
            "Vary": "Accept",
            "X-Robots-Tag": "noindex",
        }
        return HTMLResponse(content, status, headers)


def wants_page(request: Request) -> bool:
    """A browser does; programs get JSON unless they ask for a page."""
    return prefers_page(request.headers.get("accept"))


def prefers_page(accept: str | None) -> bool:
    """Of the same two."""
    try:
        return preferred(accept, (JSON, HTML)) == HTML
    except NotAcceptable:
        return False


def _policy(content: str) -> str:
    hashes = " ".join(_hash_of(style) for style in _STYLE.findall(content)) or "'none'"
    return f"default-src 'none'; style-src {hashes}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@lru_cache(64)
def _hash_of(style: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
