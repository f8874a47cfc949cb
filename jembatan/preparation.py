"""What must be there before a service runs: its topics, and the collections of its database."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from jembatan.registry import service
from shared.settings import load

if TYPE_CHECKING:
    from shared.runtime import Runtime


def runtime_of(name: str, environ: Mapping[str, str]) -> "Runtime":
    """Of one service, for a command. Raises `SettingsError`; close it in the end."""
    from shared.runtime import Runtime

    declared = service(name)
    return Runtime(declared, load(declared.settings, environ))


async def apply_topics(name: str, environ: Mapping[str, str]) -> list[str]:
    """Creates what is missing; what was created. Raises `StackError` for a difference that must not be mended here."""
    from jembatan.stack.errors import StackError
    from shared.topics import apply

    runtime = runtime_of(name, environ)
    try:
        applied = await apply(runtime.settings.kafka_client_options(), runtime.topics())
    finally:
        await runtime.close()
    if applied.problems:
        raise StackError("; ".join(applied.problems), mend="Nothing else was changed")
    return applied.created


async def apply_indexes(name: str, environ: Mapping[str, str]) -> list[str]:
    """Creates what is missing; what was created, one line each."""
    from shared.mongo import apply

    runtime = runtime_of(name, environ)
    try:
        return await apply(runtime.mongo, runtime.collections())
    finally:
        await runtime.close()


async def replay_erasures(name: str, environ: Mapping[str, str]) -> int:
    """Forgets again everybody who had asked for it; how many still had data here. Safe to repeat."""
    from shared.erasures import replay

    runtime = runtime_of(name, environ)
    try:
        return await replay(runtime)
    finally:
        await runtime.close()


async def prepare(name: str, environ: Mapping[str, str]) -> None:
    """Topics and collections, as far as they are missing."""
    await apply_topics(name, environ)
    await apply_indexes(name, environ)
