"""A school of an alliance, with what it teaches. One NPSN stands once in an alliance, by a claim."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from services.directory.domain.zones import require_zone
from shared.decider import Decider, changes, rules
from shared.events import Command, Event, Value
from shared.ids import Id
from shared.refusals import Refused

Npsn = Annotated[str, Field(pattern=r"^([0-9]{8}|[PK][0-9]{7})$", examples=["30203552"])]
"""National number of a school: 8 digits, or P or K and 7 digits for non-formal institutions. Always text."""

Code = Annotated[str, Field(pattern=r"^[1-9][0-9]?\.[1-9][0-9]?\.[1-9][0-9]?$", examples=["8.1.1"])]
"""`bidang.program.konsentrasi` of the national spectrum of expertise."""


class Concentration(Value):
    """A concentration of expertise that a school teaches."""

    code: Code
    name: str = Field(examples=["Perhotelan"], min_length=1, max_length=120)


class School(Value):
    """A school as it stands."""

    id: Id
    alliance: Id
    npsn: Npsn
    name: str = Field(examples=["SMKN 3 Palangka Raya"], max_length=200)
    zone: str = Field(examples=["Asia/Pontianak"], max_length=64)
    concentrations: tuple[Concentration, ...] = ()


class SchoolAdded(Event):
    """A school joined the alliance (C28)."""

    school: School


class SchoolChanged(Event):
    """Name, zone or concentrations of a school are others now."""

    school: School


class AddSchool(Command):
    """Take a school into the alliance."""

    school: Id
    alliance: Id
    npsn: str
    name: str
    zone: str
    concentrations: tuple[Concentration, ...] = ()


class ChangeSchool(Command):
    """Correct what is known of a school. The NPSN stays: another number is another school."""

    name: str
    zone: str
    concentrations: tuple[Concentration, ...] = ()


SchoolEvent = SchoolAdded | SchoolChanged


def _add(command: AddSchool, _now: datetime) -> Sequence[SchoolEvent]:
    _check(command.zone, command.concentrations)
    school = School(
        id=command.school,
        alliance=command.alliance,
        npsn=command.npsn,
        name=command.name,
        zone=command.zone,
        concentrations=command.concentrations,
    )
    return [SchoolAdded(school=school)]


def _change(state: School, command: ChangeSchool, _now: datetime) -> Sequence[SchoolEvent]:
    _check(command.zone, command.concentrations)
    changed = state.but(name=command.name, zone=command.zone, concentrations=command.concentrations)
    return [] if changed == state else [SchoolChanged(school=changed)]


def _check(zone: str, concentrations: tuple[Concentration, ...]) -> None:
    require_zone(zone)
    codes = [one.code for one in concentrations]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise Refused(
            "concentration-twice",
            f"These concentrations stand in the list more than once: {', '.join(twice)}.",
            mend="Name each code once.",
        )


def npsn_taken() -> Refused:
    """The refusal of a second school with one NPSN in an alliance."""
    return Refused(
        "npsn-taken",
        "A school with this NPSN is in the alliance already.",
        mend="Use the school that is there, or correct the number.",
    )


SCHOOL = Decider(
    name="school",
    state=School,
    events=SchoolEvent,
    decide=rules("school", {AddSchool: _add}, {ChangeSchool: _change}),
    evolve=changes(lambda event: event.school, {SchoolChanged: lambda _, event: event.school}),
    compact=True,
)
"""Its tenant is the alliance; its id is the tenant of everything that the school owns."""
