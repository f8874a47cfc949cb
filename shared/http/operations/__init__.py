"""Long work: 202, a resource with progress, and a worker that survives crashes."""

from shared.http.operations.operations import Operations
from shared.http.operations.run import OperationRun
from shared.http.operations.words import OPERATIONS_COLLECTION, Operation

__all__ = ["OPERATIONS_COLLECTION", "Operation", "OperationRun", "Operations"]
