"""What the directory service is told by its environment."""

from shared.settings import ServiceSettings


class DirectorySettings(ServiceSettings):
    """Nothing beyond what every service needs."""
