"""What an error in an effect means: try again, or never again."""

from aiokafka.errors import KafkaError
from pydantic import ValidationError
from pymongo.errors import BulkWriteError, DocumentTooLarge, PyMongoError, WriteError

from shared.envelope import Poison
from shared.mongo import is_lost, is_transient
from shared.refusals import Busy, Refusal


class Held(Exception):
    """Trouble that lasts: the record stays where it is and is delivered again later."""

    def __init__(self, cause: BaseException | str) -> None:
        super().__init__(cause if isinstance(cause, str) else describe(cause))


def is_passing(error: BaseException) -> bool:
    """Trouble with database, network or Kafka, or a fact not heard yet: it passes, however long it takes."""
    if isinstance(error, Busy | KafkaError | OSError | TimeoutError):
        return True
    if not isinstance(error, PyMongoError):
        return False
    if is_lost(error) or is_transient(error):
        return True
    return not isinstance(error, WriteError | BulkWriteError | DocumentTooLarge)


def is_poison(error: BaseException) -> bool:
    """No retry helps: a record that cannot be read, or a rule that says no."""
    return isinstance(error, Poison | ValidationError | Refusal) and not isinstance(error, Busy)


def describe(error: BaseException) -> str:
    """For a header and a log line: what, without any of the record's data (messages may quote it)."""
    if isinstance(error, Poison):
        return error.reason
    if isinstance(error, ValidationError):
        problems = [f"{'.'.join(map(str, each['loc']))}: {each['type']}" for each in error.errors(include_input=False)]
        return f"not valid for {error.title}: " + "; ".join(problems[:5])
    if isinstance(error, Refusal):
        return f"refused: {error.code}"
    return f"unexpected {type(error).__name__}"
