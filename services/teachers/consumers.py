"""What the teachers service hears: the directory's members and schools."""

from shared.auth import hear_directory
from shared.consumer import Hears

HEARD = Hears("teachers")
hear_directory(HEARD)
