"""Bodies about the numbering of letters."""

from pydantic import Field

from services.partners.domain.numbering import Counting
from shared.http import Body


class PatternBody(Body):
    """How letters of a kind are numbered."""

    template: str = Field(min_length=1, max_length=80, examples=["{sequence:03}/MoU/{npsn}/{roman_month}/{year}"])
    """Placeholders: `sequence`, `npsn`, `roman_month`, `month`, `year`, `short_year`."""
    counting: Counting = "yearly"
