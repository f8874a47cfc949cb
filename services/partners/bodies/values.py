"""Values that the bodies of several aggregates hold."""

from typing import Annotated, Final, get_args

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from services.partners.domain.activity.kinds import KINDS
from services.partners.domain.mou.terms import AgreementKind
from services.partners.domain.values import SchoolYear
from shared.days import FIRST_DAY, LAST_DAY
from shared.http import Body
from shared.ids import Id

Name = Annotated[str, StringConstraints(min_length=2, max_length=200)]
FreeText = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$", max_length=254)]
Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 ()-]{5,19}$")]

UNDERTAKINGS: Final = tuple(sorted({*get_args(AgreementKind), *KINDS}))
"""What may be done together: what agreements are about, and the kinds of activities."""


def _known_undertaking(kind: str) -> str:
    if kind not in UNDERTAKINGS:
        raise ValueError(f"nothing is known as {kind[:40]!r}; known are {', '.join(UNDERTAKINGS)}")
    return kind


Undertaking = Annotated[
    str,
    AfterValidator(_known_undertaking),
    WithJsonSchema({"type": "string", "enum": list(UNDERTAKINGS), "examples": ["placement"]}),
]
"""What somebody wants to do together. Events keep the open word: what was said earlier stays readable."""


def _consecutive(years: str) -> str:
    first, last = years.split("/")
    if not FIRST_DAY.year <= int(first) < LAST_DAY.year:
        raise ValueError(f"it lies between {FIRST_DAY.year} and {LAST_DAY.year}")
    if int(last) != int(first) + 1:
        raise ValueError(f"a school year is two consecutive years, like {first}/{int(first) + 1:04}")
    return years


GivenSchoolYear = Annotated[SchoolYear, AfterValidator(_consecutive)]
"""July of one year to June of the next."""


class ReasonBody(Body):
    """Why. Kept as free text; only an id travels."""

    reason: FreeText = Field(examples=["Dapur ditutup untuk renovasi."])


class ProofBody(Body):
    """Attachments of the school."""

    evidence: tuple[Id, ...] = Field(min_length=1, max_length=50)
