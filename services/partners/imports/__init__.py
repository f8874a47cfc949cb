"""Lists that schools send, row by row: each kind of list in a file of its own."""

from services.partners.imports import mous, partners
from services.partners.imports.operations import OPERATIONS

__all__ = ["OPERATIONS", "mous", "partners"]
