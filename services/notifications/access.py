"""Who may call: an organisation's own key and its alliance's administrators, or a school's line."""

from typing import Final, Literal

from shared.auth import Access, allow

Place = Literal["organisation", "school"]
PLACES: Final[tuple[Place, ...]] = ("organisation", "school")

READS: Final[dict[Place, Access]] = {
    "organisation": allow("webhook:read", "alliance_admin", partner=True),
    "school": allow("webhook:read", "principal", "public_relations", "coordinator", "auditor"),
}
WRITES: Final[dict[Place, Access]] = {
    "organisation": allow("webhook:write", "alliance_admin", partner=True),
    "school": allow("webhook:write", "principal", "public_relations", "coordinator"),
}
