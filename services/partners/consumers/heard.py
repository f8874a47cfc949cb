"""Where the effects of this service are declared."""

from typing import Final

from shared.auth import hear_directory
from shared.consumer import Hears

HEARD: Final = Hears("partners")
hear_directory(HEARD)
