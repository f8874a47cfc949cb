"""Letters to people without an account, sent by the service that owns the person."""

from shared.letters.letters import LETTERS, Letter, Letters, StagedLetter
from shared.letters.post import Mailbox
from shared.letters.sending import Sender, Wanted
from shared.letters.suppression import SUPPRESSIONS, Suppressions
from shared.letters.templates import Page, Templates

__all__ = [
    "LETTERS",
    "SUPPRESSIONS",
    "Letter",
    "Letters",
    "Mailbox",
    "Page",
    "Sender",
    "StagedLetter",
    "Suppressions",
    "Templates",
    "Wanted",
]
