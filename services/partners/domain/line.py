"""Who answers for what at a school, as roles: whom needs and dates are addressed to (C6)."""

from typing import Final

LINE: Final = ("principal", "public_relations", "coordinator")
"""The coordination line."""

STAFF: Final = (*LINE, "head_of_programme")
