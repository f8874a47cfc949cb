"""Texts of letters: `<template>.<language>.txt`, the subject in the first line, then an empty one, then the text."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

LANGUAGES: Final = ("id", "en")


@dataclass(frozen=True, slots=True)
class Page:
    """A letter ready to be sent."""

    subject: str
    text: str
    html: str = ""
    """The same for programs that show it; none when empty."""


class Templates:
    """The templates of one service."""

    def __init__(self, folder: Path | None) -> None:
        self._names = {file.name for file in folder.glob("*.txt")} if folder else set()
        self._environment = Environment(
            loader=FileSystemLoader(folder or "."),
            autoescape=False,  # noqa: S701 - letters are plain text
            undefined=StrictUndefined,
            keep_trailing_newline=True,
        )

    def require(self, template: str) -> None:
        """Raises `LookupError` when there is no such template in any language."""
        if not any(f"{template}.{language}.txt" in self._names for language in LANGUAGES):
            raise LookupError(f"There is no letter template {template}.<id|en>.txt.")

    def page(self, template: str, language: str, values: Mapping[str, Any]) -> Page:
        """The letter in this language, or in the other where there is only that."""
        self.require(template)
        order = (language, *LANGUAGES)
        name = next(name for each in order if (name := f"{template}.{each}.txt") in self._names)
        rendered = self._environment.get_template(name).render(values)
        subject, _, text = rendered.partition("\n")
        return Page(subject=" ".join(subject.split()), text=text.lstrip("\n"))
