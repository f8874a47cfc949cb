"""Every event that can be told of, in Indonesian and English: a table from the wire type to words."""

from typing import Final

from services.notifications.mail.words.advice import ADVICE
from services.notifications.mail.words.agreements import AGREEMENTS
from services.notifications.mail.words.carrying_out import CARRYING_OUT
from services.notifications.mail.words.forms import LANGUAGES, Known, Pair, Topic
from services.notifications.mail.words.people import PEOPLE
from services.notifications.mail.words.register import REGISTER
from services.notifications.mail.words.sisters import SISTERS

TOPICS: Final[dict[str, Topic]] = {**REGISTER, **AGREEMENTS, **CARRYING_OUT, **SISTERS, **PEOPLE}

_PREFIX: Final = "id.jembatan."

WORDS: Final[dict[str, Known]] = {
    f"{_PREFIX}{name.partition('.')[0]}.{event}": Known(topic, headline, ADVICE.get(event))
    for name, topic in TOPICS.items()
    for event, headline in topic.events.items()
}
"""By the whole type: `id.jembatan.partners.mou-signed.v1`."""

TOPIC_OF: Final[dict[str, str]] = {
    f"{_PREFIX}{name.partition('.')[0]}.{event}": name for name, topic in TOPICS.items() for event in topic.events
}

UNKNOWN: Final = Known(
    Topic(("peristiwa", "event"), "", {}), ("Ada perubahan di Jembatan", "Something happened in Jembatan")
)
"""Of a type that was made after this table, until somebody has found words; the test of the table says so."""


def known(type: str) -> Known:
    """The words for an event type."""
    return WORDS.get(type, UNKNOWN)


__all__ = ["LANGUAGES", "TOPICS", "TOPIC_OF", "UNKNOWN", "WORDS", "Known", "Pair", "known"]
