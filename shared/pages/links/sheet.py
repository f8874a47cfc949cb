"""What a page behind a letter's link shows: what it is about, how it stands, and what can be answered.

Everything in it is already in the reader's language; it is shown as text, never as markup.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from shared.papers.text import Block

Kind = Literal["line", "long", "email", "date", "number", "check", "choice"]
Tone = Literal["waits", "good", "bad", "calm"]
Weight = Literal["main", "other", "grave"]
"""`main` stands open; the others are opened by whoever looks for them."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in."""

    name: str
    label: str
    kind: Kind = "line"
    required: bool = True
    help: str = ""
    value: str = ""
    """What stands in it before anybody has written."""
    most: int = 0
    """Characters; 0 as many as there may be."""
    choices: Sequence[tuple[str, str]] = ()
    """Value and label."""
    ends: tuple[str, str] | None = None
    """What the first and the last choice of a scale mean."""
    span: tuple[str, str] = ("", "")
    """Least and most of a number or a date."""
    autocomplete: str = "off"


@dataclass(frozen=True, slots=True)
class Form:
    """One answer that can be given."""

    act: str
    """Last part of the path that it goes to."""
    title: str
    button: str
    lead: str = ""
    fields: Sequence[Field] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)
    weight: Weight = "main"


@dataclass(frozen=True, slots=True)
class Section:
    """Something to read: paragraphs, points or rows under a heading."""

    title: str
    blocks: Sequence[Block] = ()
    points: Sequence[str] = ()
    rows: Sequence[tuple[str, str]] = ()
    columns: Sequence[str] = ()
    """Of a table, whose lines are in `lines`."""
    lines: Sequence[Sequence[str]] = ()
    lead: str = ""

    def __bool__(self) -> bool:
        return bool(self.blocks or self.points or self.rows or self.lines or self.lead)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole page."""

    kind: str
    """`Nota Kesepahaman`"""
    title: str
    lead: str
    """Who asks whom for what, in a sentence."""
    facts: Sequence[tuple[str, str]] = ()
    standing: tuple[Tone, str] | None = None
    """How it stands, in a sentence, where there is more to say than that an answer is waited for."""
    sections: Sequence[Section] = ()
    fingerprint: str = ""
    """Hash of what is answered to."""
    paper: bool = False
    """It can be had as a PDF, at `…/pdf`."""
    forms: Sequence[Form] = ()

    @property
    def is_read(self) -> bool:
        """Whether there is a text so long that somebody looks for the way past it."""
        return sum(len(block["text"]) for section in self.sections for block in section.blocks) > 1_500
