"""Bodies about curriculum alignments."""

from typing import Annotated

from pydantic import Field, StringConstraints

from services.partners.bodies.values import FreeText, GivenSchoolYear, ProofBody
from services.partners.domain.curriculum.values import Code
from services.partners.domain.values import Concentration, ContentHash
from shared.http import Body
from shared.ids import Id

Words = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]


class CompetencyBody(Body):
    """What a graduate can do."""

    code: Code
    statement: Words = Field(examples=["Menangani reservasi kamar"])


class UnitBody(Body):
    """A unit of the curriculum."""

    code: Code
    title: Words = Field(examples=["Layanan kantor depan"])
    hours: int = Field(ge=0, le=5_000, examples=[72])
    competencies: tuple[CompetencyBody, ...] = Field(default=(), max_length=100)


class VersionBody(Body):
    """A version as its authors wrote it. Words are kept as free text; codes, hours and a hash over all of it travel."""

    units: tuple[UnitBody, ...] = Field(min_length=1, max_length=200)
    text: Annotated[str, StringConstraints(min_length=1, max_length=200_000)] = Field(examples=["Penyelarasan …"])
    authors: tuple[Id, ...] = Field(default=(), max_length=50)
    """Members of the school beside the caller."""


class CurriculumBody(VersionBody):
    """An alignment with a partner, with its first version."""

    partner: Id
    concentration: Concentration
    school_year: GivenSchoolYear


class VersionProofBody(ProofBody):
    """The document of a version, or other evidence of it."""

    edition: int | None = Field(None, ge=1, le=10_000)
    """The version in force when none, else the newest."""


class SignOffBody(Body):
    """The content that was seen, by its hash."""

    content_hash: ContentHash


class VersionRefusalBody(SignOffBody):
    """Why it cannot be agreed to."""

    reason: FreeText
