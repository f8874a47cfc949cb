"""What the reporting service is told by its environment."""

from shared.settings import ServiceSettings


class ReportingSettings(ServiceSettings):
    """Nothing beyond what every service needs."""
