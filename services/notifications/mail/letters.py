"""From events to mail: subject, text and HTML, in the reader's language and zone. Pure: names are handed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from services.notifications import wire
from services.notifications.domain.endpoint.values import Digest, Language
from services.notifications.mail.facts import PARTNER, facts_of, instant, organisations_of
from services.notifications.mail.words import Known, Pair, known
from services.notifications.mail.words.forms import Topic
from shared.letters.templates import Page

FOLDER: Final = Path(__file__).parent / "templates"
DIGEST_TYPE: Final = wire.SERVICE + "digest.v1"
LONGEST_DIGEST: Final = 200
"""Lines; what is beyond them is counted."""
_LONGEST_NAME: Final = 80

_TEST: Final = Known(
    Topic(("percobaan", "test"), "", {}),
    ("Surel percobaan dari Jembatan", "A test message from Jembatan"),
    (
        "Alamat Anda menerima pemberitahuan. Tidak ada yang perlu dilakukan.",
        "Your address works. Nothing is to be done.",
    ),
)

_WORDS: Final[dict[str, Pair]] = {
    "open": ("Buka", "Open it"),
    "why": (
        "Anda menerima surel ini karena mendaftarkan alamat ini untuk pemberitahuan.",
        "You get this because you registered this address for notifications.",
    ),
    "stop": ("Berhenti menerima surel ini", "Stop these messages"),
}
_DIGESTS: Final[dict[Digest, Pair]] = {
    "at-once": ("Ringkasan: {count} peristiwa", "Summary: {count} events"),
    "daily": ("Ringkasan harian: {count} peristiwa", "Daily summary: {count} events"),
    "weekly": ("Ringkasan mingguan: {count} peristiwa", "Weekly summary: {count} events"),
}
_MORE: Final[Pair] = ("… dan {count} peristiwa lain.", "… and {count} more events.")


@dataclass(frozen=True, slots=True)
class Told:
    """One event as it was heard."""

    type: str
    at: datetime
    """Domain time."""
    tenant: str
    subject: str
    data: Mapping[str, Any]

    @classmethod
    def read(cls, body: bytes | Mapping[str, Any]) -> "Told":
        """From the bytes of a webhook, or one entry of a digest."""
        said = msgspec.json.decode(body) if isinstance(body, bytes) else body
        at = datetime.fromisoformat(said["timestamp"])
        return cls(said["type"], at, said["tenant"], said["subject"], said["data"])


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and where."""

    tenant: str
    kind: str
    """`school` or `alliance`."""
    place: str
    """Its name."""
    tenants: frozenset[str]
    """Where links lead: what belongs to others is told without one's own path to it."""
    language: Language
    zone: str
    unsubscribe: str

    def of(self, pair: Pair) -> str:
        """In the reader's language."""
        return pair[0 if self.language == "id" else 1]


class Writer:
    """Writes letters. `public_url` is where people reach us."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url.rstrip("/")
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=select_autoescape(enabled_extensions=("html.jinja",), default=False),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def event(self, told: Told, reader: Reader, names: Mapping[str, str]) -> Page:
        """One event. `names` are organisations' by id; ids that are not among them are left out."""
        words = _known(told.type)
        partners = _partners(told, names)
        facts = facts_of(told.data, reader.language, reader.zone)
        if partners:
            facts.insert(0, (reader.of(PARTNER), partners))
        headline = reader.of(words.headline)
        values = {
            "headline": headline,
            "facts": facts,
            "advice": reader.of(words.advice) if words.advice else "",
            "when": instant(told.at, reader.language, reader.zone),
            "link": self._link(told, reader),
        }
        return self._page("event", f"{headline}: {partners}" if partners else headline, values, reader)

    def digest(
        self, events: Sequence[Told], kind: Digest, now: datetime, reader: Reader, names: Mapping[str, str]
    ) -> Page:
        """What accumulated, by kind of thing, each in the order in which it happened."""
        headline = reader.of(_DIGESTS[kind]).format(count=len(events))
        hidden = len(events) - LONGEST_DIGEST
        values = {
            "headline": headline,
            "groups": self._groups(events[:LONGEST_DIGEST], reader, names),
            "more": reader.of(_MORE).format(count=hidden) if hidden > 0 else "",
            "when": instant(now, reader.language, reader.zone),
        }
        return self._page("digest", headline, values, reader)

    def _groups(self, events: Sequence[Told], reader: Reader, names: Mapping[str, str]) -> list[dict[str, Any]]:
        groups: dict[str, list[dict[str, str]]] = {}
        for told in sorted(events, key=lambda one: one.at):
            name = reader.of(_known(told.type).topic.name)
            groups.setdefault(name[:1].upper() + name[1:], []).append(self._line(told, reader, names))
        return [{"name": name, "lines": lines} for name, lines in groups.items()]

    def _line(self, told: Told, reader: Reader, names: Mapping[str, str]) -> dict[str, str]:
        return {
            "headline": reader.of(_known(told.type).headline),
            "detail": _partners(told, names),
            "when": instant(told.at, reader.language, reader.zone),
            "link": self._link(told, reader),
        }

    def _link(self, told: Told, reader: Reader) -> str:
        path = _known(told.type).topic.path
        if not path or told.tenant not in reader.tenants:
            return f"{self._public_url}/partners/{reader.kind}s/{reader.tenant}/today"
        return self._public_url + path.format(tenant=told.tenant, id=told.subject)

    def _page(self, template: str, subject: str, values: Mapping[str, Any], reader: Reader) -> Page:
        common = {
            "language": reader.language,
            "school": reader.place,
            "unsubscribe": reader.unsubscribe,
            "words": {name: reader.of(pair) for name, pair in _WORDS.items()},
        }
        text, html = (
            self._environment.get_template(f"{template}.{kind}.jinja").render({**common, **values})
            for kind in ("txt", "html")
        )
        return Page(subject=_one_line(subject), text=text, html=html)


def _known(type: str) -> Known:
    return _TEST if type == wire.TEST_TYPE else known(type)


def _partners(told: Told, names: Mapping[str, str]) -> str:
    found = [names[one] for one in organisations_of(told.data) if one in names]
    return ", ".join(_one_line(name)[:_LONGEST_NAME] for name in found[:3])


def _one_line(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
