"""The long work of this service: its kinds register here."""

from typing import Final

from shared.http.operations import Operations

OPERATIONS: Final = Operations()
