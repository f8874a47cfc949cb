"""Fields that several pages have."""

from dataclasses import replace

from shared.http.words import Language
from shared.pages import Said, speak
from shared.pages.links import Field

LONGEST = 20_000
"""Characters of a free text, as the bodies have it."""


def reason(language: Language, label: Said, help: Said = ("", ""), *, name: str = "reason") -> Field:
    """Why, in one's own words."""
    return Field(name, speak(label, language), "long", help=speak(help, language), most=LONGEST)


def colleague(language: Language) -> tuple[Field, ...]:
    """Who does it instead."""
    return (
        Field("name", speak(("Nama rekan", "Colleague's name"), language), most=200),
        Field("email", speak(("Surel rekan", "Colleague's e-mail"), language), "email", most=254),
        Field("position", speak(("Jabatan", "Position"), language), required=False, most=100),
    )


def tick(language: Language, label: Said, name: str = "sure", **facts: str) -> Field:
    """Something that has to be confirmed."""
    return Field(name, speak(label, language, **facts), "check")


def optional(field: Field) -> Field:
    """The same for who has nothing to say."""
    return replace(field, required=False)
