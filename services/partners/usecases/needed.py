"""What an event asks for and nobody needs any more."""

from collections.abc import Awaitable
from typing import Any

import structlog

from shared.refusals import Refusal

log = structlog.get_logger(__name__)


async def if_needed(effect: Awaitable[Any], *needless: str) -> None:
    """Bring about what an event asks for.

    A refusal with one of these codes says that things went on without it: a programme that was closed or an MoU that
    was terminated meanwhile stays so. That is logged and no fault of the event. Every other refusal is raised, and with
    it the record goes to the dead letters, where somebody looks at it.
    """
    try:
        await effect
    except Refusal as refusal:
        if refusal.code not in needless:
            raise
        log.info("effect-not-needed", code=refusal.code)
