"""One insert is everything: lock, outbox, idempotency record and audit trail. See ADR 0001."""

from shared.journal.claims import CLAIMS
from shared.journal.entry import END, Entry, Recorded, bucket_of, entry_key, stream_of
from shared.journal.folding import UnknownEvent, current_collection, current_document, outdated, read_event
from shared.journal.journal import Journal
from shared.journal.store import JOURNAL, LIMIT
from shared.journal.words import Cause, Claim, Loaded, Outcome, Step

__all__ = [
    "CLAIMS",
    "END",
    "JOURNAL",
    "LIMIT",
    "Cause",
    "Claim",
    "Entry",
    "Journal",
    "Loaded",
    "Outcome",
    "Recorded",
    "Step",
    "UnknownEvent",
    "bucket_of",
    "current_collection",
    "current_document",
    "entry_key",
    "outdated",
    "read_event",
    "stream_of",
]
