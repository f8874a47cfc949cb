"""Interactive API documentation that works without the internet: assets come from an installed package."""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from shared.http.problems import problem

_ASSETS: Final = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css", "favicon.png": "image/png"}
_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; frame-ancestors 'none'"
)
_PLAIN: Final = """<!doctype html><meta charset="utf-8"><title>{title}</title><h1>{title}</h1>
<p>The OpenAPI document is at <a href="{openapi}">{openapi}</a>. Install the package
<code>fastapi-offline</code> to have an interactive page here.</p>"""


def add_docs(app: FastAPI, service: str) -> None:
    """`/<service>/docs` and its assets."""
    folder = _assets()

    async def page(_request: Request) -> Response:
        response = _interactive(app, service) if folder else _plain(app, service)
        response.headers["Content-Security-Policy"] = _POLICY
        return response

    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if folder is None or name not in _ASSETS:
            return problem(request.scope, status=404, code="unknown-path", facts={"docs": f"/{service}/docs"})
        return FileResponse(folder / name, media_type=_ASSETS[name], headers={"Cache-Control": "max-age=86400"})

    app.add_route(f"/{service}/docs", page, include_in_schema=False)
    app.add_route(f"/{service}/docs/{{name}}", asset, include_in_schema=False)


def _assets() -> Path | None:
    """Where the bundled Swagger UI is, if it is installed."""
    spec = find_spec("fastapi_offline")
    folder = Path(spec.origin).parent / "static" if spec and spec.origin else None
    return folder if folder and (folder / "swagger-ui-bundle.js").exists() else None


def _interactive(app: FastAPI, service: str) -> Response:
    return get_swagger_ui_html(
        openapi_url=f"/{service}/openapi.json",
        title=app.title,
        swagger_js_url=f"/{service}/docs/swagger-ui-bundle.js",
        swagger_css_url=f"/{service}/docs/swagger-ui.css",
        swagger_favicon_url=f"/{service}/docs/favicon.png",
        swagger_ui_parameters={"docExpansion": "list", "tryItOutEnabled": True},
    )


def _plain(app: FastAPI, service: str) -> Response:
    return HTMLResponse(_PLAIN.format(title=app.title, openapi=f"/{service}/openapi.json"))
