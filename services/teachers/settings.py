"""What the teachers service is told by its environment."""

from pydantic import Field

from shared.settings import Key, ServiceSettings


class TeachersSettings(ServiceSettings):
    """The key of the NUPTK index."""

    nuptk_key: Key = Field(
        description="at least 32 random characters; keep it: with another one a teacher could be registered twice"
    )
