"""The long work of this service."""

from typing import Final

from shared.http.operations import Operations

OPERATIONS: Final = Operations()
