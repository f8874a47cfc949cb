"""What can go wrong between us and the database, in three words: duplicate, lost, transient."""

from pymongo.errors import (
    ConnectionFailure,
    DuplicateKeyError,
    ExecutionTimeout,
    InvalidOperation,
    PyMongoError,
    WriteConcernError,
)

Duplicate = DuplicateKeyError
"""An insert met an `_id` or unique key that is there already."""

_RETRYABLE = frozenset({6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436})


def is_lost(error: BaseException) -> bool:
    """Nobody knows whether the write happened: the connection broke, a deadline passed, a primary stepped down."""
    if isinstance(error, DuplicateKeyError) or not isinstance(error, PyMongoError):
        return False
    if isinstance(error, ConnectionFailure | ExecutionTimeout | WriteConcernError) or error.timeout:
        return True
    if isinstance(error, InvalidOperation):
        return False
    labels = ("RetryableWriteError", "UnknownTransactionCommitResult")
    return getattr(error, "code", None) in _RETRYABLE or any(error.has_error_label(label) for label in labels)


def is_transient(error: BaseException) -> bool:
    """A transaction lost against another one and did nothing: it may simply be tried again."""
    if not isinstance(error, PyMongoError):
        return False
    return error.has_error_label("TransientTransactionError") or getattr(error, "code", None) in {112, 251}
