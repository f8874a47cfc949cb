"""What the placements service is told by its environment."""

from pydantic import Field

from shared.settings import Key, ServiceSettings


class PlacementsSettings(ServiceSettings):
    """The key of the NISN index, and how long links work."""

    nisn_key: Key = Field(
        description="at least 32 random characters; keep it: with another one a student could be enrolled twice"
    )
    consent_link_days: int = Field(default=30, ge=1, le=90, description="days that a guardian's link works")
    supervision_link_days: int = Field(
        default=300, ge=1, le=400, description="days that an industry supervisor's link works"
    )
