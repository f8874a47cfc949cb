"""What a curriculum alignment is about, and what a version of it holds."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from services.partners.domain.values import Concentration, ContentHash, SchoolYear
from shared.events import TextRef, Value
from shared.ids import Id

Code = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$"), Field(examples=["I.55HDR00.001"])
]
"""Of a unit or competency, as the national standard (SKKNI) or the school has it."""


class Scope(Value):
    """With whom, for which concentration and school year."""

    partner: Id
    organisation: Id
    concentration: Concentration
    school_year: SchoolYear


class Unit(Value):
    """A unit by codes and hours; its wording stands in `wording`."""

    code: Code
    hours: int = Field(ge=0, le=5_000)
    """Lesson hours (JP)."""
    competencies: tuple[Code, ...] = ()


class Content(Value):
    """One version: units by code, their wording and the text beside them, and the hash over all of it."""

    units: tuple[Unit, ...] = Field(min_length=1)
    wording: TextRef
    """Titles and statements by code, as JSON."""
    text: TextRef
    content_hash: ContentHash
    authors: tuple[Id, ...] = Field(min_length=1)


VersionStatus = Literal["draft", "offered", "aligned", "refused", "superseded"]
BEFORE_PARTNER: Final[tuple[VersionStatus, ...]] = ("offered", "aligned", "refused")
"""How a version stands that the partner may see; what falls before it is offered, the partner never hears of."""


class Version(Content):
    """A version and how it stands."""

    edition: int = Field(ge=1)
    status: VersionStatus = "draft"
    by: str
    evidence: tuple[Id, ...] = ()
    """The document as the partner has it, and what else shows it."""
