"""Values that the bodies of several aggregates hold."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.http import Body
from shared.ids import Id

Name = Annotated[str, StringConstraints(min_length=2, max_length=200)]
FreeText = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$", max_length=254)]
Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 ()-]{5,19}$")]


class ReasonBody(Body):
    """Why. Kept as free text; only an id travels."""

    reason: FreeText = Field(examples=["Dapur ditutup untuk renovasi."])


class ProofBody(Body):
    """Attachments of the school."""

    evidence: tuple[Id, ...] = Field(min_length=1, max_length=50)
