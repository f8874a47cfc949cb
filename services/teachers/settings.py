"""What the teachers service is told by its environment."""

from shared.settings import ServiceSettings


class TeachersSettings(ServiceSettings):
    """Nothing beyond what every service needs."""
