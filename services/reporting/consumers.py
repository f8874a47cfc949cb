"""What the reporting service hears: the directory, and everything that figures are made of."""

from typing import Final

from services.reporting.facts import FACTS
from shared.auth import hear_directory
from shared.consumer import Hears

HEARD: Final = Hears("reporting")
hear_directory(HEARD)
HEARD.projection(FACTS)
