"""Letters to people without an account, sent by the service that owns the person."""

from shared.letters.letters import LETTERS, Letter, Letters, StagedLetter
from shared.letters.post import Mailbox
from shared.letters.sending import SUPPRESSIONS, Sender, Wanted
from shared.letters.templates import Templates

__all__ = ["LETTERS", "SUPPRESSIONS", "Letter", "Letters", "Mailbox", "Sender", "StagedLetter", "Templates", "Wanted"]
