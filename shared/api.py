"""The HTTP half of a service: its routes, probes, metrics and docs, over one runtime."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from fastapi import FastAPI
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pymongo.errors import PyMongoError

from shared.clock import SystemClock
from shared.faults import arm
from shared.health import Health
from shared.http.app import make_app
from shared.http.development import development_router
from shared.runtime import Runtime
from shared.service import Service
from shared.tasks import end

FOLLOW_SECONDS: Final = 0.5
"""How soon a process notices that another one has moved the clock (development only)."""


def build_api(runtime: Runtime, health: Health | None = None, *, routes: bool = True) -> FastAPI:
    """The application of a service. Ready when its database answers; Kafka may be away.

    Closing the runtime is its maker's affair. `routes=False` leaves only probes, metrics and docs: what a worker
    answers. A worker adds its checks to `health`.
    """
    health = health or Health()
    definition, settings = runtime.definition, runtime.settings
    arm(settings.faults, settings.environment)
    health.ready["database"] = lambda: _database(runtime)
    routers = [*(definition.routers if routes else ())]
    if settings.development and routes:
        routers.append(development_router(runtime.service))
    return make_app(
        runtime.service,
        definition.title,
        definition.description,
        routers,
        runtime,
        livez=health.livez,
        readyz=health.readyz,
        metrics=lambda: (generate_latest(), CONTENT_TYPE_LATEST),
        tracer=runtime.telemetry,
        max_body_bytes=settings.max_body_bytes,
        max_file_bytes=settings.attachments_max_bytes,
        lifespan=_lifespan,
    )


def openapi_of(definition: Service) -> dict[str, Any]:
    """The document of a service's routes; needs neither settings nor servers."""
    app = make_app(definition.name, definition.title, definition.description, definition.routers)
    return app.openapi()


async def _database(runtime: Runtime) -> str | None:
    try:
        await runtime.mongo.ping()
    except PyMongoError as error:
        return f"the database does not answer ({type(error).__name__}): check JEMBATAN_MONGO_URL and the server"
    return None


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    runtime: Runtime = app.state.runtime
    following = asyncio.create_task(_follow(runtime))
    try:
        yield
    finally:
        await end(following)


async def _follow(runtime: Runtime) -> None:
    """Take over a clock that another process has moved."""
    while isinstance(runtime.clock, SystemClock) and runtime.settings.development:
        with suppress(PyMongoError):
            await runtime.clock.follow()
        await asyncio.sleep(FOLLOW_SECONDS)
