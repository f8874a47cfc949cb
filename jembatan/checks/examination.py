"""All checks in one go."""

from collections.abc import Sequence

from jembatan.checks.finding import Finding
from jembatan.environment import Environment
from jembatan.registry import service
from shared.settings import ServiceSettings, SettingsError, load


async def examine(names: Sequence[str], environment: Environment) -> list[Finding]:
    """Everything that can be looked at with this environment; nothing stays changed."""
    from jembatan.checks.attachments import attachments
    from jembatan.checks.broker import broker
    from jembatan.checks.database import database
    from jembatan.checks.secrets import secrets

    found: list[Finding] = []
    settings: dict[str, ServiceSettings] = {}
    for name in names:
        try:
            settings[name] = load(service(name).settings, environment.variables)
        except SettingsError as error:
            found += [
                Finding("configuration", name, ok=False, found=f"{fault.variable}: {fault.wrong}", mend=fault.mend)
                for fault in error.faults
            ]
        else:
            mode = settings[name].environment
            found.append(Finding("configuration", name, ok=True, found=f"complete, {mode}"))
    if settings:
        found += await broker(settings, environment.origins.get("broker"))
        found += await database(settings, environment.origins.get("database"))
        found += await attachments(settings)
        found += await secrets(settings)
    return found
