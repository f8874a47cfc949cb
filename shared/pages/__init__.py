"""Pages for people without an account: one shell, one policy, sessions that a link opens (ADR 0018, 0020)."""

from shared.pages import words
from shared.pages.access import CSRF, ONCE, EntryAccess, SessionAccess
from shared.pages.session import LinkClosed, Session, SessionClosed, csrf_of
from shared.pages.site import Site, after, is_secure, language_for
from shared.pages.words import FormWords, Said, speak

words.register()

__all__ = [
    "CSRF",
    "ONCE",
    "EntryAccess",
    "FormWords",
    "LinkClosed",
    "Said",
    "Session",
    "SessionAccess",
    "SessionClosed",
    "Site",
    "after",
    "csrf_of",
    "is_secure",
    "language_for",
    "speak",
]
