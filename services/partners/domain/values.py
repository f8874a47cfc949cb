"""Words that several aggregates share: sites, periods, zones, codes of trade and of expertise."""

from datetime import datetime, time
from typing import Annotated, Final, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from shared.events import Value
from shared.ids import Id
from shared.refusals import Refused

NUMBER_FORM: Final = r"[!-~]+( [!-~]+)*"
LONGEST_NUMBER: Final = 100
DocumentNumber = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NUMBER, pattern=f"^{NUMBER_FORM}$"),
    Field(examples=["421.5/117/SMKN3/2025"]),
]
"""The number of a letter as it stands on paper: printable ASCII with single spaces, so that one number is one text."""

OrganisationKind = Literal[
    "industry",
    "sister_school",
    "parent_group",
    "alumni_network",
    "community",
    "government",
    "foundation",
    "training_institution",
]

Nib = Annotated[str, StringConstraints(pattern=r"^\d{13}$"), Field(examples=["9120004712365"])]
"""Indonesian business number (NIB): 13 digits, kept as text. It has no public checksum, so none is checked."""

Npwp = Annotated[str, StringConstraints(pattern=r"^00[0-3]\d{13}$"), Field(examples=["0012345678901000"])]
"""Tax number (NPWP) of a body: 16 digits, of which the old 15 follow a zero and begin with 00 to 03. Other numbers are
those of persons, since 2024 their NIK (PMK 112/2022), and are kept nowhere."""

CONCENTRATION_FORM: Final = r"[1-9][0-9]?\.[1-9][0-9]?\.[1-9][0-9]?"
Concentration = Annotated[str, StringConstraints(pattern=f"^{CONCENTRATION_FORM}$"), Field(examples=["9.1.1"])]
"""Expertise concentration, `bidang.program.konsentrasi`."""

SchoolYear = Annotated[str, StringConstraints(pattern=r"^\d{4}/\d{4}$"), Field(examples=["2026/2027"])]

ActivityKind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{2,39}$"), Field(examples=["placement"])]
"""What is done together: `placement`, `teacher_internship`, `guest_teaching`, `industry_class`, … (open)."""

DEPARTMENT_FORM: Final = "[a-z][a-z0-9_]{1,39}"
Department = Annotated[str, StringConstraints(pattern=f"^{DEPARTMENT_FORM}$"), Field(examples=["kitchen"])]
"""A part of a site where people work: `kitchen`, `front_office`, …"""

ContentHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Field(examples=["c0" * 32])]
"""SHA-256 of what is signed (`contents.content_hash`): terms and text together."""

_RUNS: Final = "01-03 05-09 10-33 35-39 41-43 45-47 49-53 55-56 58-66 68-75 77-82 84-88 90-99"
KBLI_DIVISIONS: Final = frozenset(
    f"{number:02d}" for run in _RUNS.split() for number in range(int(run[:2]), int(run[3:]) + 1)
)
"""Divisions of KBLI 2020 (Peraturan BPS 2/2020), the same as those of ISIC Rev. 4."""


def _known_sector(code: str) -> str:
    if code[:2] not in KBLI_DIVISIONS:
        raise ValueError(f"KBLI has no division {code[:2]}; a hotel is 55110, a restaurant 56101, a car workshop 45201")
    return code


Sector = Annotated[str, StringConstraints(pattern=r"^\d{5}$"), AfterValidator(_known_sector), Field(examples=["55110"])]
"""KBLI 2020 code, five digits."""


Website = Annotated[
    str,
    StringConstraints(pattern=r"^https?://[^\s/@]+(/\S*)?$", max_length=200),
    Field(examples=["https://hotel.example"]),
]
"""Of an organisation, not of a person. No credentials in it."""

Fax = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 ()-]{5,19}$"), Field(examples=["+62 274 555 0101"])]
"""Of an organisation, as it is written."""

ZONES: Final = frozenset(available_timezones())
"""IANA names, read once: looking them up walks through folders."""


def _known_zone(key: str) -> str:
    if key not in ZONES:
        raise ValueError("it is no IANA time zone; Palangka Raya is Asia/Pontianak, Banjarmasin Asia/Makassar")
    return key


Zone = Annotated[str, AfterValidator(_known_zone), Field(examples=["Asia/Pontianak"])]
"""IANA name of a time zone."""


WallClock = Annotated[
    time, WithJsonSchema({"type": "string", "pattern": r"^[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?$"})
]
"""A time of day in the zone of a school. JSON Schema's own format `time` would ask for an offset."""


def must_be_due(at: datetime, now: datetime) -> None:
    """Refuse what time brings (`Decider.due`) before its time has come, whoever says that it has.

    The scheduler's clock may be wrong and what it asks may be an echo: each of its commands checks this in `decide`.
    """
    if now < at:
        raise Refused("too-early", f"This happens at {at.isoformat()}.", mend="Wait until then.")


class Site(Value):
    """Where an organisation works. The address of an organisation is no personal datum."""

    site: Id
    name: str
    address: str
    zone: str
    town: str | None = None
    latitude: float | None = None
    """Decimal degrees, WGS 84."""
    longitude: float | None = None
    departments: tuple[Department, ...] = ()
