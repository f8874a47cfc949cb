"""What the directory hears: which organisations stand in the register of which alliance."""

from collections.abc import Mapping
from typing import Any, Final

from shared.consumer import Hears, Record

HEARD = Hears("directory")

ORGANISATIONS: Final = "organisations"
"""Per alliance; an API key is issued only for an organisation of one's own alliance."""


def _known(_record: Record) -> Mapping[str, Any]:
    """That there is one is all that the directory needs; a merged one keeps its keys."""
    return {"known": True}


HEARD.copy("partners.organisation.v1", collection=ORGANISATIONS, keep=_known)
